package retrain.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.monitor.NewRows;
import retrain.monitor.RowSet;
import retrain.spec.SqlText;

/** Finds new rows with DuckDB. */
public final class DuckDbNewRows implements NewRows {
    @Override
    public Optional<Instant> latest(List<Path> tables, String time) {
        String select = "SELECT CAST(epoch_us(max(" + PreparedRows.instant(time) + ")) AS VARCHAR) FROM "
                + DuckDb.parquet(tables);
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            @Nullable String micros = database.texts(select).get(0);
            return Optional.ofNullable(micros).map(Long::parseLong).map(DuckDbNewRows::instant);
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(tables.toString(), e);
        }
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH
                .plusSeconds(Math.floorDiv(micros, 1_000_000L))
                .plusNanos(Math.floorMod(micros, 1_000_000L) * 1000);
    }

    @Override
    public long write(RowSet rows, Path target) {
        DuckDbRows.write(target, database -> "SELECT *" + from(rows));
        return DuckDbRows.rows(target);
    }

    /** {@return the end of a query of the rows} */
    private static String from(RowSet rows) {
        List<String> conditions = new ArrayList<>();
        rows.time().map(PreparedRows::instant).ifPresent(time -> {
            rows.from().ifPresent(f -> conditions.add(time + " >= TIMESTAMPTZ " + SqlText.literal(f.toString())));
            rows.to().ifPresent(t -> conditions.add(time + " < TIMESTAMPTZ " + SqlText.literal(t.toString())));
        });
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return " FROM " + DuckDb.parquet(rows.tables()) + where;
    }

    @Override
    public long writeUnknown(List<Path> tables, List<Path> known, List<String> columns, Path target) {
        String digest = DuckDbRows.hash(columns);
        DuckDbRows.write(
                target,
                database -> "SELECT * FROM " + DuckDb.parquet(tables) + " WHERE " + digest + " NOT IN (SELECT " + digest
                        + " FROM " + DuckDb.parquet(known) + ")");
        return DuckDbRows.rows(target);
    }
}
