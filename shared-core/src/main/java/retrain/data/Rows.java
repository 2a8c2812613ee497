package retrain.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import retrain.run.Digest;

/** Port: reads columns of a prepared table. Embedded it is DuckDB over the Parquet file. Rows are in the file's order. */
public interface Rows {
    /** {@return the column as numbers, booleans as 0 and 1, a missing value as NaN} */
    float[] numbers(Path table, String column);

    /** {@return the column's values as texts, each once, and the row's place in them} */
    Codes codes(Path table, String column);

    /**
     * {@return how many rows of a table are also in one of the others, by the values of some columns}
     *
     * @param columns that all of the tables have; values are equal if their texts are, whatever their types
     */
    long known(Path table, List<Path> others, List<String> columns);

    /** {@return the digest of the values of some columns, in whatever order the rows are and whatever else they hold} */
    Digest digest(Path table, List<String> columns);

    /** {@return the column's distinct values as {@link #codes} gives them, in the order of the column's own type: 9 before 10} */
    List<String> sorted(Path table, String column);

    /**
     * {@return what became of the rows between two versions of a table, each of which may be in several files}
     *
     * @param key the columns that identify a row; empty: the compared ones, and a row that stands there twice counts twice
     * @param compared the columns by whose values, as texts, a row is the same; both versions have them
     * @param scratch a folder for what does not fit into memory; made if need be
     */
    Changes changes(List<Path> before, List<Path> after, List<String> key, List<String> compared, Path scratch);

    /** {@return the columns of the table} */
    Schema schema(Path table);

    /**
     * Writes the table with some columns as they are asked for: one that the table lacks is missing in every row, and of one of another
     * type the values that cannot be cast are missing.
     */
    void as(Path table, List<Column> columns, Path target);

    /** Writes the first rows of the table, all if it has fewer, to a Parquet file. */
    void head(Path table, long rows, Path target);

    /** Writes the rows of the tables, one after the other, to a Parquet file; the tables have the same columns. */
    void union(List<Path> tables, Path target);

    /**
     * Writes the named columns of the table, followed by the given scores, to a Parquet file.
     *
     * @param scores of as many rows as the table has, each under the name of its column
     */
    void writeWith(Path table, List<String> columns, List<Scored> scores, Path target);

    /**
     * Rows that differ between two versions of a table.
     *
     * @param changed rows of the same key with other values; 0 without a key
     */
    record Changes(long added, long removed, long changed) {}

    /**
     * A column by its distinct values.
     *
     * @param code for each row the index of its value, or -1 if it is missing
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    record Codes(List<String> values, int[] code) {
        public Codes {
            values = List.copyOf(values);
        }

        /** {@return the index of a value} */
        public Optional<Integer> indexOf(String value) {
            int index = values.indexOf(value);
            return index < 0 ? Optional.empty() : Optional.of(index);
        }
    }

    /** A column of scores. */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    record Scored(String name, float[] values) {}
}
