package retrain.monitor;

/**
 * Rows of numbers, which a small model learns from or looks at.
 *
 * @param values row by row, NaN where one is missing
 */
@SuppressWarnings("ArrayRecordComponent") // many rows; never compared
public record Matrix(int width, float[] values) {
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
