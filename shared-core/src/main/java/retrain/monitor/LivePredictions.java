package retrain.monitor;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.data.Copies;
import retrain.data.Hashing;
import retrain.data.Part;
import retrain.data.Sources;
import retrain.run.Context;
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
            Spec spec,
            LiveSpec live,
            Sources files,
            Context context,
            Watching watching,
            WatchedModel champion,
            Path scratch) {
        List<String> classes = champion.artifact().classes();
        LiveReference reference = LiveReference.read(
                spec,
                watching.tables(),
                champion.evaluation(),
                classes,
                context.store().fetch(champion.evaluation().predictions()),
                context.store().fetch(champion.snapshot().holdout().digest()));
        LiveRows.Wanted wanted = LiveRows.Wanted.of(
                spec,
                live,
                context.base(),
                files,
                classes,
                champion.snapshot(),
                new LiveRows.Variants.Only("v" + champion.number()),
                now(context));
        LiveRows.Joined joined =
                files.telling(context.base(), () -> watching.live().join(wanted, scratch.resolve("live.parquet")));
        LiveMeasure measure = new LiveMeasure(spec, live, reference, watching.tables(), watching.losses());
        return new LivePredictions(
                spec, watching, champion, joined, reference, measure, scratch.resolve("live-window.parquet"));
    }

    /** {@return the files of predictions and labels, here or copied to here} */
    static Sources files(LiveSpec live, Context context) {
        Hashing hashing = hashing(context);
        Map<String, List<String>> keys = new LinkedHashMap<>();
        keys.put(LiveRows.PREDICTIONS, live.predictions());
        keys.put(LiveRows.LABELS, live.labels());
        Sources files = Sources.files("monitor", keys, LiveRows.LABELS, context.base(), hashing, Copies.of(context));
        hashing.remember();
        return files;
    }

    /** Adds what the quality depends on. Whether a label is overdue changes with time: it is looked at again in the next hour. */
    static void describe(Sources files, Context context, Inputs.Builder inputs) {
        Hashing hashing = hashing(context);
        for (Part part : hashing.parts(files)) {
            String kind = part.source().substring(part.source().lastIndexOf('.') + 1);
            inputs.add(kind, part.name(), part.digest());
        }
        hashing.remember();
        inputs.add("time", "hour", now(context));
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
