package retrain.monitor;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import retrain.data.Column;
import retrain.data.Snapshot;
import retrain.data.Sources;
import retrain.spec.LiveSpec;
import retrain.spec.Spec;
import retrain.spec.Task;

/** Port: predictions of the live model, joined with the labels that came later. Embedded it is DuckDB over files. */
public interface LiveRows {
    /** The key of the predictions' files. */
    String PREDICTIONS = "monitor.live.predictions";

    /** The key of the labels' files. */
    String LABELS = "monitor.live.labels";

    /**
     * Joins all predictions with their labels; docs/live-quality.md says how.
     *
     * @param target the Parquet file that is written, with the columns of {@link Columns}; its folder is also used for what does not fit
     * into memory
     * @throws retrain.problem.InvalidInput with everything that is wrong with the files and their columns
     */
    Joined join(Wanted wanted, Path target);

    /**
     * Writes the predictions of a stretch of time to a Parquet file of the same columns.
     *
     * @param from the first instant; absent: from the beginning
     * @param to the first instant after it; absent: to the end
     */
    void window(Path joined, Optional<Instant> from, Optional<Instant> to, Path target);

    /**
     * What is joined.
     *
     * @param base the folder that names are relative to in messages
     * @param key empty if nothing is joined
     * @param score the columns of the scores
     * @param features the columns that direct loss estimation knows a row by, as far as the predictions have them
     * @param capturedFeatures the features in the order in which requests to the model hold them, which data capture does not name
     * @param group the column of which equal values mean rows that depend on one another
     * @param variants how the predictions of several variants are told apart
     */
    record Wanted(
            Task task,
            Path base,
            List<Path> predictions,
            List<Path> labels,
            List<String> key,
            Optional<String> time,
            List<String> score,
            String label,
            Optional<String> labelTime,
            Optional<String> tolerance,
            Optional<String> labelDelay,
            List<Column> features,
            List<String> capturedFeatures,
            Optional<String> group,
            Variants variants,
            String memory,
            Instant now) {
        public Wanted {
            predictions = List.copyOf(predictions);
            labels = List.copyOf(labels);
            key = List.copyOf(key);
            score = List.copyOf(score);
            features = List.copyOf(features);
            capturedFeatures = List.copyOf(capturedFeatures);
        }

        /**
         * {@return what the spec asks for}
         *
         * @param base the folder that the spec's paths are relative to
         * @param files of predictions and labels
         * @param classes the champion's (multiclass), in the order of its scores; else empty
         * @param snapshot of the champion
         * @param variants how the predictions of several variants are told apart
         */
        public static Wanted of(
                Spec spec,
                LiveSpec live,
                Path base,
                Sources files,
                List<String> classes,
                Snapshot snapshot,
                Variants variants,
                Instant now) {
            List<String> each = classes.isEmpty()
                    ? List.of("score")
                    : classes.stream().map(c -> "score_" + c).toList();
            boolean losses = spec.task() == Task.REGRESSION && live.estimate() && variants instanceof Variants.Only;
            return new Wanted(
                    spec.task(),
                    base,
                    files.paths(PREDICTIONS),
                    files.paths(LABELS),
                    live.key().isEmpty() ? spec.data().key() : live.key(),
                    live.time(),
                    live.score().isEmpty() ? each : live.score(),
                    live.label().orElse(spec.target()),
                    live.labelTime(),
                    live.tolerance(),
                    live.labelDelay(),
                    losses ? features(snapshot) : List.of(),
                    snapshot.features(),
                    spec.data().group(),
                    variants,
                    spec.data().memory(),
                    now);
        }

        private static List<Column> features(Snapshot snapshot) {
            return snapshot.features().stream()
                    .flatMap(f -> snapshot.schema().find(f).stream())
                    .toList();
        }
    }

    /** How the predictions of several variants are told apart. */
    sealed interface Variants {
        /** Those that data capture says to be of another version ({@code v<number>}) are left out. */
        record Only(String name) implements Variants {}

        /**
         * All of them count, each for itself, and the joined table has {@link Columns#UNIT} and {@link Columns#VARIANT}.
         *
         * @param unit the column with the unit
         * @param variant the column with the name of the variant
         */
        record All(String unit, String variant) implements Variants {}
    }

    /**
     * What came of the join.
     *
     * @param predictions rows of the table
     * @param first the time of the first of them; absent if they have none
     * @param last the time of the last of them
     * @param features which of those wanted the predictions have, in the order of the table
     * @param absent the names of those wanted that they do not have
     * @param grouped whether the predictions have the column of the group
     * @param notes what was wrong with predictions and labels as a whole, a sentence each
     */
    record Joined(
            Path table,
            long predictions,
            Optional<Instant> first,
            Optional<Instant> last,
            List<Column> features,
            List<String> absent,
            boolean grouped,
            List<String> notes) {
        public Joined {
            features = List.copyOf(features);
            absent = List.copyOf(absent);
            notes = List.copyOf(notes);
        }
    }

    /** The columns of a joined table. */
    final class Columns {
        /** {@code TIMESTAMP} in UTC. */
        public static final String TIME = "time";

        /** The label: a number, or with several classes a text; null if there is none. */
        public static final String LABEL = "label";

        /** {@link #LABELLED}, {@link #PENDING} or {@link #OVERDUE}. */
        public static final String STATE = "state";

        /** How many other predictions of the same key were left out for this one. */
        public static final String REPEATED = "repeated";

        /** 1 if its labels contradict one another, so that none counts. */
        public static final String CONTRADICTED = "contradicted";

        /** 1 if it was made after now. */
        public static final String FUTURE = "future";

        /** The group, as a text. */
        public static final String GROUP = "grp";

        /** The unit, as a text, where variants are told apart. */
        public static final String UNIT = "unit";

        /** The name of the variant, as a text, where variants are told apart. */
        public static final String VARIANT = "variant";

        public static final int LABELLED = 0;
        public static final int PENDING = 1;
        public static final int OVERDUE = 2;

        private Columns() {}

        /** {@return the column of a score} */
        public static String score(int k) {
            return "score" + k;
        }

        /** {@return the column of a feature} */
        public static String feature(int k) {
            return "feature" + k;
        }
    }
}
