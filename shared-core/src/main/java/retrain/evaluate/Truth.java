package retrain.evaluate;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import retrain.data.Rows;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.Spec;
import retrain.train.ModelArtifact;

/** What is true of the holdout's rows: their target. */
sealed interface Truth {
    /** {@return how many rows the holdout has} */
    int rows();

    /** {@return how many of the rows are of class 1 (binary); else 0} */
    long positives(Selection rows);

    /** {@return a model's scores on some of the rows, ready to be measured} */
    Sample sample(ModelScores scores, Selection rows);

    /**
     * Reads the target.
     *
     * @param models whose classes there are beside those of the rows (multiclass)
     * @throws InvalidInput {@code DATA_UNUSABLE} if rows have no target, or one that is not of the task
     */
    static Truth read(Spec spec, Rows rows, Path holdout, List<ModelArtifact> models) {
        return switch (spec.task()) {
            case BINARY -> Binary.read(spec, rows, holdout);
            case MULTICLASS -> Multiclass.read(spec, rows, holdout, models);
            case REGRESSION -> Regression.read(spec, rows, holdout);
        };
    }

    private static void check(Spec spec, Offenders wrong, String what) {
        if (wrong.any()) {
            throw new InvalidInput(
                    Code.DATA_UNUSABLE,
                    "target '" + spec.target() + "'",
                    what + " in " + wrong,
                    "Mend or drop such rows in the prepare query, or change 'task'");
        }
    }

    /**
     * Classes 0 and 1.
     *
     * @param threshold from this score on a row counts as positive
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    record Binary(byte[] labels, double threshold) implements Truth {
        private static Binary read(Spec spec, Rows rows, Path holdout) {
            float[] values = rows.numbers(holdout, spec.target());
            check(spec, Offenders.among(values.length, i -> values[i] != 0 && values[i] != 1), "is neither 0 nor 1");
            byte[] labels = new byte[values.length];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (byte) values[i];
            }
            return new Binary(labels, spec.evaluate().threshold());
        }

        @Override
        public int rows() {
            return labels.length;
        }

        @Override
        public long positives(Selection rows) {
            long count = 0;
            for (int i = 0; i < rows.size(); i++) {
                count += labels[rows.row(i)];
            }
            return count;
        }

        @Override
        public Sample sample(ModelScores scores, Selection rows) {
            int[] keys = new int[rows.size()];
            for (int i = 0; i < keys.length; i++) {
                int row = rows.row(i);
                keys[i] = BinarySample.key(scores.values()[row], labels[row]);
            }
            return new BinarySample(keys, threshold);
        }
    }

    /**
     * Several classes.
     *
     * @param labels for each row its place in the classes
     * @param classes all that any model knows or any row has, sorted
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    record Multiclass(int[] labels, List<String> classes) implements Truth {
        private static Multiclass read(Spec spec, Rows rows, Path holdout, List<ModelArtifact> models) {
            Rows.Codes codes = rows.codes(holdout, spec.target());
            int[] labels = codes.code();
            check(spec, Offenders.among(labels.length, i -> labels[i] < 0), "is missing");
            TreeSet<String> all = new TreeSet<>(codes.values());
            models.forEach(m -> all.addAll(m.classes()));
            List<String> classes = List.copyOf(all);
            int[] place = codes.values().stream().mapToInt(classes::indexOf).toArray();
            for (int i = 0; i < labels.length; i++) {
                labels[i] = place[labels[i]];
            }
            return new Multiclass(labels, classes);
        }

        @Override
        public int rows() {
            return labels.length;
        }

        @Override
        public long positives(Selection rows) {
            return 0;
        }

        @Override
        public Sample sample(ModelScores scores, Selection rows) {
            int[] place = classes.stream().mapToInt(scores.classes()::indexOf).toArray();
            return new MulticlassSample(
                    new Probabilities(labels, scores.values(), scores.width(), place), classes, rows);
        }
    }

    /**
     * Numbers.
     *
     * @param quantile of the pinball loss
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    record Regression(float[] values, double quantile) implements Truth {
        private static Regression read(Spec spec, Rows rows, Path holdout) {
            float[] values = rows.numbers(holdout, spec.target());
            check(spec, Offenders.among(values.length, i -> !Float.isFinite(values[i])), "is missing or not finite");
            return new Regression(values, spec.evaluate().quantile());
        }

        @Override
        public int rows() {
            return values.length;
        }

        @Override
        public long positives(Selection rows) {
            return 0;
        }

        @Override
        public Sample sample(ModelScores scores, Selection rows) {
            return new RegressionSample(values, scores.values(), rows, quantile);
        }
    }
}
