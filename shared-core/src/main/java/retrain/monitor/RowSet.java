package retrain.monitor;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The rows of some prepared tables within a stretch of time.
 *
 * @param tables Parquet files of one schema
 * @param time the column with the time; absent: all rows, whatever the period says
 * @param from the first instant; absent: from the beginning
 * @param to the first instant after it; absent: to the end
 */
public record RowSet(List<Path> tables, Optional<String> time, Optional<Instant> from, Optional<Instant> to) {
    public RowSet {
        tables = List.copyOf(tables);
    }
}
