package retrain.monitor;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.data.Sources;
import retrain.evaluate.Realised;
import retrain.evaluate.Realised.Labels;
import retrain.evaluate.Realised.Scores;
import retrain.monitor.LiveRows.Columns;
import retrain.run.Context;
import retrain.spec.AbSpec;
import retrain.spec.LiveSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;

/** The predictions of several variants, joined with the labels that have come, in the order of their time. */
public final class VariantRows {
    private final Spec spec;
    private final Watching watching;
    private final List<String> classes;
    private final LiveRows.Joined joined;
    private final Path window;

    private VariantRows(Spec spec, Watching watching, List<String> classes, LiveRows.Joined joined, Path window) {
        this.spec = spec;
        this.watching = watching;
        this.classes = classes;
        this.joined = joined;
        this.window = window;
    }

    /**
     * Joins them.
     *
     * @param live the files of predictions and labels
     * @param classes the models' (multiclass), in the order of their scores; else empty
     * @param snapshot of the champion
     * @param scratch a folder for the tables
     */
    public static VariantRows read(
            Spec spec,
            LiveSpec live,
            AbSpec ab,
            Context context,
            Watching watching,
            List<String> classes,
            Snapshot snapshot,
            Path scratch) {
        Sources files = LivePredictions.files(live, context);
        LiveRows.Wanted wanted = LiveRows.Wanted.of(
                spec,
                live,
                context.base(),
                files,
                classes,
                snapshot,
                new LiveRows.Variants.All(ab.unit(), ab.variant()),
                context.clock().instant());
        LiveRows.Joined joined =
                files.telling(context.base(), () -> watching.live().join(wanted, scratch.resolve("ab.parquet")));
        return new VariantRows(spec, watching, classes, joined, scratch.resolve("ab-phase.parquet"));
    }

    /** {@return what was wrong with predictions and labels as a whole, a sentence each} */
    public List<String> notes() {
        return joined.notes();
    }

    /**
     * The predictions of a stretch of time.
     *
     * @param unit of each
     * @param variant that has made each
     * @param labelled the places of those that have a label, in ascending order
     * @param labels of these
     * @param scores of these
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    public record Part(Rows.Codes unit, Rows.Codes variant, int[] labelled, Labels labels, Scores scores) {
        /**
         * {@return what each row with a label adds to a metric that is a mean over rows}
         *
         * @param threshold from which score on a row counts as positive (binary)
         */
        public double[] terms(Spec spec, Metric metric, double threshold) {
            return Realised.terms(spec, metric, labels, new Scores(scores.values(), scores.classes(), threshold));
        }
    }

    /**
     * Reads the predictions of a stretch of time.
     *
     * @param from the first instant
     * @param to the first instant after it; absent: to the end
     */
    public Part within(Instant from, Optional<Instant> to) {
        watching.live().window(joined.table(), Optional.of(from), to, window);
        Rows tables = watching.tables();
        LiveWindow rows = LiveWindow.read(spec, tables, window, joined, classes, 0.5);
        return new Part(
                tables.codes(window, Columns.UNIT),
                tables.codes(window, Columns.VARIANT),
                rows.labelled(),
                rows.labels(),
                rows.labelledScores());
    }
}
