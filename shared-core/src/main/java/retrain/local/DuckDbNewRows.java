package retrain.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.monitor.NewRows;
import retrain.monitor.RowSet;
import retrain.spec.SqlText;

/** Finds new rows with DuckDB. */
public final class DuckDbNewRows implements NewRows {
    @Override
    public Optional<Instant> latest(List<Path> tables, String time) {
        String select = "SELECT CAST(epoch_us(max(" + PreparedRows.instant(time) + ")) AS VARCHAR) FROM " + all(tables);
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
        List<String> conditions = new ArrayList<>(List.of("true"));
        if (rows.time().isPresent()) {
            String time = PreparedRows.instant(rows.time().get());
            rows.from().ifPresent(from -> conditions.add(time + " >= " + literal(from)));
            rows.to().ifPresent(to -> conditions.add(time + " < " + literal(to)));
        }
        DuckDbRows.write(
                target,
                database -> "SELECT * FROM " + all(rows.tables()) + " WHERE " + String.join(" AND ", conditions));
        return DuckDbRows.rows(target);
    }

    private static String literal(Instant instant) {
        return "CAST(" + SqlText.literal(instant.toString()) + " AS TIMESTAMPTZ)";
    }

    @Override
    public long writeUnknown(List<Path> tables, List<Path> known, List<String> columns, Path target) {
        String digest = DuckDbRows.hash(columns);
        DuckDbRows.write(
                target,
                database -> "SELECT * FROM " + all(tables) + " WHERE " + digest + " NOT IN (SELECT " + digest + " FROM "
                        + all(known) + ")");
        return DuckDbRows.rows(target);
    }

    /** Tables of two snapshots may differ in the order of their columns. */
    private static String all(List<Path> tables) {
        return tables.stream()
                .map(t -> SqlText.literal(t.toAbsolutePath().normalize().toString()))
                .collect(Collectors.joining(", ", "read_parquet([", "], union_by_name = true)"));
    }
}
