package retrain.monitor;

/** Port: a regression of a model's loss on what is known of a row, for direct loss estimation. Embedded it is XGBoost. */
public interface LossModel {
    /**
     * Learns.
     *
     * @param loss of each row
     * @return the model, which the same inputs give again byte by byte
     */
    byte[] fit(Matrix rows, float[] loss, int seed);

    /** {@return the loss that is expected of each row} */
    float[] expect(byte[] model, Matrix rows);

    /**
     * What is known of rows.
     *
     * @param values row by row, NaN where one is missing
     */
    @SuppressWarnings("ArrayRecordComponent") // many rows; never compared
    record Matrix(int width, float[] values) {
        public Matrix {
            if (width < 1 || values.length % width != 0) {
                throw new IllegalArgumentException(values.length + " values are not rows of " + width);
            }
        }

        /** {@return how many rows there are} */
        public int rows() {
            return values.length / width;
        }

        /** {@return some of the rows} */
        Matrix some(int[] which) {
            float[] some = new float[which.length * width];
            for (int i = 0; i < which.length; i++) {
                System.arraycopy(values, which[i] * width, some, i * width, width);
            }
            return new Matrix(width, some);
        }
    }
}
