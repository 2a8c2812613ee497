package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.monitor.RowSet;

class DuckDbNewRowsTest {
    @TempDir
    Path folder;

    @Test
    void shouldWriteTheRowsOfTheTimeInTheOrderOfTheTables() throws SQLException {
        List<Path> tables = List.of(folder.resolve("first.parquet"), folder.resolve("second.parquet"));
        for (int i = 0; i < 2; i++) {
            try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
                database.execute("COPY (SELECT i + " + i * 1000
                        + " AS x, TIMESTAMPTZ '2013-01-01 00:00:00Z' + i * INTERVAL 1 HOUR AS t FROM range(100) r(i)) TO '"
                        + tables.get(i) + "' (FORMAT parquet)");
            }
        }
        DuckDbNewRows rows = new DuckDbNewRows();
        Optional<Instant> from = Optional.of(Instant.parse("2013-01-02T00:00:00Z"));
        Optional<Instant> to = Optional.of(Instant.parse("2013-01-03T00:00:00Z"));
        Path target = folder.resolve("window.parquet");

        assertThat(rows.write(new RowSet(tables, Optional.of("t"), from, to), target))
                .isEqualTo(48);
        assertThat(new DuckDbRows().numbers(target, "x"))
                .startsWith(24, 25)
                .contains(47, 1_024)
                .endsWith(1_047);
        assertThat(rows.latest(tables, "t")).contains(Instant.parse("2013-01-05T03:00:00Z"));
    }
}
