package retrain.local;

import org.jspecify.annotations.Nullable;

/** Rows whose columns are numbers or texts. */
interface TypedRows {
    /** {@return how many rows there are} */
    int rows();

    /** {@return whether the column holds texts} */
    boolean isText(int column);

    /** {@return a value of a column of numbers, NaN if it is missing} */
    double number(int column, int row);

    /** {@return a value of a column of texts, null if it is missing} */
    @Nullable
    String text(int column, int row);
}
