package retrain.evaluate;

/**
 * A model's probabilities by row and class, beside the true class. A class that the model does not know has probability 0.
 *
 * @param truth the true class of each row
 * @param values row by row, in the model's order of classes
 * @param width the model's number of classes
 * @param place for each class its place in the model's order, or -1
 */
@SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
record Probabilities(int[] truth, float[] values, int width, int[] place) {
    int truth(int row) {
        return truth[row];
    }

    float of(int row, int k) {
        return place[k] < 0 ? 0 : values[row * width + place[k]];
    }

    /** {@return the class of the highest probability; the first of equals, as in NumPy's argmax} */
    int likeliest(int row) {
        int best = 0;
        for (int k = 1; k < place.length; k++) {
            if (of(row, k) > of(row, best)) {
                best = k;
            }
        }
        return best;
    }
}
