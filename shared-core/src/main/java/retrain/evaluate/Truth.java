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

    /** {@return a model's scores on some of the rows, ready to be drawn from} */
    ModelRows rows(ModelScores scores, Selection rows);

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
        check(spec, wrong, what, "the holdout");
    }

    private static void check(Spec spec, Offenders wrong, String what, String table) {
        if (wrong.any()) {
            throw new InvalidInput(
                    Code.DATA_UNUSABLE,
                    "target '" + spec.target() + "'",
                    what + " in " + wrong.of(table),
                    "Mend or drop such rows in the prepare query, or change 'task'");
        }
    }

    /** Classes 0 and 1. */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    record Binary(byte[] labels) implements Truth {
        private static Binary read(Spec spec, Rows rows, Path holdout) {
            return read(spec, rows, holdout, "the holdout");
        }

        /** @param name of the table, for messages */
        static Binary read(Spec spec, Rows rows, Path table, String name) {
            float[] values = rows.numbers(table, spec.target());
            Offenders wrong = Offenders.among(values.length, i -> values[i] != 0 && values[i] != 1);
            check(spec, wrong, "is neither 0 nor 1", name);
            byte[] labels = new byte[values.length];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (byte) values[i];
            }
            return new Binary(labels);
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
        public BinarySample sample(ModelScores scores, Selection rows) {
            int[] keys = new int[rows.size()];
            for (int i = 0; i < keys.length; i++) {
                int row = rows.row(i);
                keys[i] = BinarySample.key(scores.values()[row], labels[row]);
            }
            return new BinarySample(keys, scores.threshold());
        }

        /** All rows are not copied: there may be millions. */
        @Override
        public ModelRows rows(ModelScores scores, Selection rows) {
            if (rows instanceof Selection.All) {
                return new BinaryRows(labels, scores.values(), scores.threshold());
            }
            byte[] some = new byte[rows.size()];
            float[] values = new float[rows.size()];
            for (int i = 0; i < some.length; i++) {
                some[i] = labels[rows.row(i)];
                values[i] = scores.values()[rows.row(i)];
            }
            return new BinaryRows(some, values, scores.threshold());
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

        @Override
        public ModelRows rows(ModelScores scores, Selection rows) {
            int[] place = classes.stream().mapToInt(scores.classes()::indexOf).toArray();
            return new MulticlassRows(
                    new Probabilities(labels, scores.values(), scores.width(), place), classes.size(), rows.toArray());
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

        @Override
        public ModelRows rows(ModelScores scores, Selection rows) {
            if (rows instanceof Selection.All) {
                return new RegressionRows(values, scores.values(), quantile);
            }
            float[] some = new float[rows.size()];
            float[] predicted = new float[rows.size()];
            for (int i = 0; i < some.length; i++) {
                some[i] = values[rows.row(i)];
                predicted[i] = scores.values()[rows.row(i)];
            }
            return new RegressionRows(some, predicted, quantile);
        }
    }
}
