package retrain.local;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A row as a line of CSV (RFC 4180, but for the line feed), the same in training and in scoring: a missing value is an empty field, an
 * empty text {@code ""}, a whole number has no decimal point, booleans are 0 and 1.
 */
final class CsvRow {
    /** Beyond it a double does not hold every whole number. */
    private static final double LARGEST_WHOLE = 1L << 53;

    private CsvRow() {}

    /** Appends a row of the batch and a line feed. */
    static void append(Appendable out, DuckDbColumns columns, int row) throws IOException {
        int width = columns.width();
        for (int i = 0; i < width; i++) {
            if (i > 0) {
                out.append(',');
            }
            String field = columns.isText(i) ? text(columns.text(i, row)) : number(columns.number(i, row));
            // An empty line would not count as a row.
            out.append(width == 1 && field.isEmpty() ? "\"\"" : field);
        }
        out.append('\n');
    }

    /** {@return the number as a field; empty for NaN} */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) <= LARGEST_WHOLE;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    private static String text(@Nullable String value) {
        if (value == null) {
            return "";
        }
        return isPlain(value) ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    private static boolean isPlain(String value) {
        return !value.isEmpty()
                && value.equals(value.strip())
                && value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    }
}
