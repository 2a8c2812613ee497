package retrain.monitor;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import retrain.data.Hashing;
import retrain.data.Sources;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.spec.LiveSpec;
import retrain.spec.Spec;

/** The predictions of the live model, joined with their labels, and how good they were in a window. */
final class LivePredictions {
    private final Spec spec;
    private final Watching watching;
    private final WatchedModel champion;
    private final LiveRows.Joined joined;
    private final LiveReference reference;
    private final LiveMeasure measure;
    private final Path window;

    private LivePredictions(
            Spec spec,
            Watching watching,
            WatchedModel champion,
            LiveRows.Joined joined,
            LiveReference reference,
            LiveMeasure measure,
            Path window) {
        this.spec = spec;
        this.watching = watching;
        this.champion = champion;
        this.joined = joined;
        this.reference = reference;
        this.measure = measure;
        this.window = window;
    }

    static LivePredictions read(
            Spec spec, LiveSpec live, Context context, Watching watching, WatchedModel champion, Path scratch) {
        List<String> classes = champion.artifact().classes();
        LiveReference reference = LiveReference.read(
                spec,
                watching.tables(),
                champion.evaluation(),
                classes,
                context.store().fetch(champion.evaluation().predictions()),
                context.store().fetch(champion.snapshot().holdout().digest()));
        LiveRows.Joined joined = watching.live()
                .join(
                        LiveRows.Wanted.of(
                                spec,
                                live,
                                context.base(),
                                hashing(context),
                                classes,
                                champion.snapshot(),
                                now(context)),
                        scratch.resolve("live.parquet"));
        LiveMeasure measure = new LiveMeasure(spec, live, reference, watching.tables(), watching.losses());
        return new LivePredictions(
                spec, watching, champion, joined, reference, measure, scratch.resolve("live-window.parquet"));
    }

    /** Adds what the quality depends on. Whether a label is overdue changes with time: it is looked at again in the next hour. */
    static void describe(Spec spec, Context context, Inputs.Builder inputs) {
        LiveSpec live = spec.monitor().live().orElseThrow();
        Hashing hashing = hashing(context);
        add(inputs, context, hashing, "predictions", live.predictions(), false);
        add(inputs, context, hashing, "labels", live.labels(), true);
        hashing.remember();
        inputs.add("time", "hour", now(context));
    }

    private static void add(
            Inputs.Builder inputs,
            Context context,
            Hashing hashing,
            String kind,
            List<String> patterns,
            boolean mayBeNone) {
        List<Path> files = Sources.files("monitor.live." + kind, patterns, context.base(), hashing, mayBeNone);
        List<Digest> digests = hashing.digests(files);
        for (int i = 0; i < digests.size(); i++) {
            inputs.add(kind, Sources.name(context.base(), files.get(i)), digests.get(i));
        }
    }

    private static Hashing hashing(Context context) {
        return new Hashing(context.scratch(), context.clock());
    }

    private static Instant now(Context context) {
        return context.clock().instant().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    }

    /** {@return the time of the latest prediction; empty if they have no time} */
    Optional<Instant> last() {
        return joined.last();
    }

    /**
     * {@return how good those of a window were; empty if it has none}
     *
     * @param newest whether it is the newest window, which also tells what is wrong with predictions and labels as a whole
     */
    Optional<LiveQuality> within(NewWindows.Cut cut, boolean newest) {
        watching.live().window(joined.table(), cut.from(), cut.to(), window);
        LiveWindow predictions = LiveWindow.read(
                spec,
                watching.tables(),
                window,
                joined,
                champion.artifact().classes(),
                reference.scores().threshold());
        return measure.measure(predictions).map(q -> newest ? q.noting(joined.notes()) : q);
    }
}
