package retrain.local;

import java.nio.file.Path;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.java.util.BigDenseMatrix;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.Task;

/**
 * The rows of a table as XGBoost wants them, in native memory until it is closed: 4 bytes a value while the table is read, 8 bytes a value
 * that is not missing afterwards. The Java heap holds a batch of rows and the labels.
 */
final class XgboostMatrix implements AutoCloseable {
    private final DMatrix matrix;

    private XgboostMatrix(DMatrix matrix) {
        this.matrix = matrix;
    }

    DMatrix matrix() {
        return matrix;
    }

    /**
     * Reads the rows to train on.
     *
     * @param anew whether all is learned from these rows, so that they must be of both classes
     * @throws InvalidInput with all columns whose values cannot be trained on
     */
    static XgboostMatrix training(Path table, XgboostCard card, boolean anew) throws XGBoostError {
        try (EncodedRows rows = EncodedRows.labelled(table, card)) {
            Reading reading = new Reading(rows, card, "training");
            return reading.matrix(anew && card.task() == Task.BINARY);
        }
    }

    /** Reads the rows that end the training early. Throws as {@link #training}. */
    static XgboostMatrix validation(Path table, XgboostCard card) throws XGBoostError {
        try (EncodedRows rows = EncodedRows.labelled(table, card)) {
            return new Reading(rows, card, "validation").matrix(false);
        }
    }

    @Override
    public void close() {
        matrix.dispose();
    }

    /** One reading of a table. */
    private static final class Reading {
        private final EncodedRows rows;
        private final XgboostCard card;
        private final String side;
        private final int width;
        private final boolean[] infinite;
        private final float[] labels;
        private long wrongLabels;
        private long positives;

        Reading(EncodedRows rows, XgboostCard card, String side) {
            this.rows = rows;
            this.card = card;
            this.side = side;
            this.width = card.features().size();
            this.infinite = new boolean[width];
            if (rows.count() > Integer.MAX_VALUE - 8) {
                throw new InvalidInput(
                        Code.DATA_UNUSABLE,
                        "the " + side + " rows",
                        "are " + rows.count() + ", more than the " + (Integer.MAX_VALUE - 8) + " that XGBoost4J takes",
                        "Sample them in the prepare query");
            }
            this.labels = new float[(int) rows.count()];
        }

        XgboostMatrix matrix(boolean bothClasses) throws XGBoostError {
            BigDenseMatrix values = allocate();
            DMatrix matrix;
            try {
                fill(values);
                new RowFaults(card, side, labels.length, infinite, wrongLabels, positives).refuse(bothClasses);
                matrix = new DMatrix(values, Float.NaN);
            } finally {
                values.dispose();
            }
            try {
                matrix.setLabel(labels);
                matrix.setFeatureTypes(card.types().toArray(String[]::new));
                return new XgboostMatrix(matrix);
            } catch (XGBoostError | RuntimeException e) {
                matrix.dispose();
                throw e;
            }
        }

        private BigDenseMatrix allocate() {
            try {
                return new BigDenseMatrix(labels.length, width);
            } catch (OutOfMemoryError e) {
                throw BackendFailure.permanent(
                        new Problem(
                                Code.TRAINING_FAILED,
                                "the " + side + " rows",
                                labels.length + " rows of " + width + " features do not fit into memory",
                                "Train on a machine with more memory, or on fewer rows or features"),
                        e);
            }
        }

        private void fill(BigDenseMatrix values) {
            int at = 0;
            while (rows.next()) {
                for (int row = 0; row < rows.rows(); row++, at++) {
                    long start = (long) at * width;
                    for (int column = 0; column < width; column++) {
                        float value = rows.value(column, row);
                        infinite[column] |= Float.isInfinite(value);
                        values.set(start + column, value);
                    }
                    label(at, rows.value(width, row));
                }
            }
            if (at != labels.length) {
                throw new IllegalStateException("counted " + labels.length + " rows, read " + at);
            }
        }

        private void label(int row, float value) {
            boolean right = card.task() == Task.BINARY ? value == 0 || value == 1 : Float.isFinite(value);
            if (!right) {
                wrongLabels++;
            }
            positives += value == 1 ? 1 : 0;
            labels[row] = value;
        }
    }
}
