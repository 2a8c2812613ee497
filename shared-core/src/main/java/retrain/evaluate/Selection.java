package retrain.evaluate;

/** Some of the holdout's rows. */
sealed interface Selection {
    /** {@return how many rows there are} */
    int size();

    /** {@return the place of a row in the holdout} */
    int row(int index);

    /** {@return the places of all its rows in the holdout} */
    default int[] toArray() {
        int[] rows = new int[size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row(i);
        }
        return rows;
    }

    /** {@return the rows of an array} */
    static Selection of(int[] rows) {
        return new Stretch(rows, 0, rows.length);
    }

    /** All rows. */
    record All(int size) implements Selection {
        @Override
        public int row(int index) {
            return index;
        }
    }

    /** The rows in a stretch of an order, which is shared and not changed. */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    record Stretch(int[] order, int from, int to) implements Selection {
        @Override
        public int size() {
            return to - from;
        }

        @Override
        public int row(int index) {
            return order[from + index];
        }
    }
}
