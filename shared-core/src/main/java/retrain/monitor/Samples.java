package retrain.monitor;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Port: reads what drift is measured on. A column that the rows do not have is missing in all of them. For one thread. */
public interface Samples extends AutoCloseable {
    /** {@return how many rows there are} */
    long count(RowSet rows);

    /**
     * Reads some of the rows, in their order.
     *
     * @param stride which ones; it is of as many rows as {@link #count} gives
     * @return an array for each field, NaN where a value is missing
     */
    float[][] read(RowSet rows, List<Field> fields, Stride stride);

    /**
     * Counts the values of a column in all rows, as texts.
     *
     * @param most no more distinct values than so many are of interest
     */
    Frequencies frequencies(RowSet rows, String column, int most);

    @Override
    void close();

    /**
     * What is read of a column.
     *
     * @param values empty: its numbers, booleans as 0 and 1; else the place of its value in this list, NaN for all others
     */
    record Field(String column, List<String> values) {
        public Field {
            values = List.copyOf(values);
        }

        public static Field number(String column) {
            return new Field(column, List.of());
        }
    }

    /**
     * How often each value occurs.
     *
     * @param rows with each value; incomplete if {@code tooMany}
     * @param missing rows without a value
     * @param tooMany whether there are more distinct values than were of interest
     */
    record Frequencies(SortedMap<String, Long> rows, long missing, boolean tooMany) {
        public Frequencies {
            rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
        }
    }
}
