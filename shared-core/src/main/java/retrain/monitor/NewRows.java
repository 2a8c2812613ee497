package retrain.monitor;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Port: finds the rows that are newer than others. Embedded it is DuckDB over the Parquet files. */
public interface NewRows {
    /** {@return the latest time in some tables of prepared rows; empty if they have no rows} */
    Optional<Instant> latest(List<Path> tables, String time);

    /**
     * Writes the rows of a period into a Parquet file, in the order of the tables.
     *
     * @return how many; without any the file has none
     */
    long write(RowSet rows, Path target);

    /**
     * Writes the rows that are in none of some other tables, by the values of some columns.
     *
     * @param columns that all of the tables have; values are equal if their texts are
     * @return how many
     */
    long writeUnknown(List<Path> tables, List<Path> known, List<String> columns, Path target);
}
