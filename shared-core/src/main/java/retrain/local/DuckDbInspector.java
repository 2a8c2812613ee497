package retrain.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.data.Baseline;
import retrain.data.Column;
import retrain.data.Constraints;
import retrain.data.Inspector;
import retrain.data.Measured;
import retrain.data.Rule;
import retrain.data.Schema;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.SqlText;

/** Holds rules against rows with DuckDB: one SELECT with three aggregates a rule. */
public final class DuckDbInspector implements Inspector {
    @Override
    public String engine() {
        return DuckDbPreparer.ENGINE;
    }

    @Override
    public Constraints constraints(Path file, String name) {
        try {
            return ModelMonitorConstraints.read(Files.readString(file, StandardCharsets.UTF_8), name);
        } catch (IOException e) {
            throw foreign(name, "constraints.json", e);
        }
    }

    @Override
    public List<Baseline> baselines(Path file, String name) {
        try {
            return ModelMonitorStatistics.read(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw foreign(name, "statistics.json", e);
        }
    }

    private static InvalidInput foreign(String name, String kind, IOException e) {
        return new InvalidInput(
                Code.DATA_MALFORMED,
                name,
                "is no " + kind + " of SageMaker Model Monitor (" + SqlFault.oneLine(String.valueOf(e.getMessage()))
                        + ")",
                "Name the file that a baseline job or Retrain wrote");
    }

    @Override
    public List<Measured> measure(Work work, List<Rule> rules) {
        return with(work, database -> measure(database, work, rules));
    }

    @Override
    public List<Baseline.Counted> count(Work work, List<Baseline> baselines) {
        return with(work, database -> {
            List<Baseline.Counted> counted = new ArrayList<>();
            for (Baseline baseline : baselines) {
                counted.add(
                        baseline.ofNumbers() ? ofNumbers(database, baseline) : ofTexts(database, baseline.column()));
            }
            return counted;
        });
    }

    private static Baseline.Counted ofNumbers(DuckDb database, Baseline baseline) throws SQLException {
        String value = "CAST(" + SqlText.name(baseline.column()) + " AS DOUBLE)";
        String there = " FROM " + RuleSql.ROWS + " WHERE " + value + " IS NOT NULL AND NOT isnan(" + value + ")";
        String bounds =
                baseline.bounds().stream().map(b -> "('" + b + "'::DOUBLE)").collect(Collectors.joining(", "));
        // Each number once, with its running sum: the rows are sorted once, however many bounds there are.
        String sums = "SELECT v, sum(n) OVER (ORDER BY v) AS s FROM (SELECT " + value + " AS v, count(*) AS n" + there
                + " GROUP BY 1)";
        List<Long> below = new ArrayList<>();
        List<Long> upTo = new ArrayList<>();
        for (@Nullable
        String[] row : database.rows("WITH sums AS MATERIALIZED (" + sums + "), bounds(b) AS (VALUES " + bounds + ")"
                + " SELECT coalesce(less.s, 0), coalesce(most.s, 0) FROM bounds ASOF LEFT JOIN sums AS less ON b > less.v"
                + " ASOF LEFT JOIN sums AS most ON b >= most.v ORDER BY b")) {
            below.add(whole(row[0]));
            upTo.add(whole(row[1]));
        }
        long rows = whole(database.texts("SELECT count(*)" + there).get(0));
        return new Baseline.Counted(rows, below, upTo, Map.of());
    }

    private static Baseline.Counted ofTexts(DuckDb database, String column) throws SQLException {
        String text = "CAST(" + SqlText.name(column) + " AS VARCHAR)";
        Map<String, Long> values = new HashMap<>();
        long rows = 0;
        for (@Nullable
        String[] row : database.rows("SELECT " + text + ", count(*) FROM " + RuleSql.ROWS + " WHERE "
                + SqlText.name(column) + " IS NOT NULL GROUP BY 1")) {
            values.put(String.valueOf(row[0]), whole(row[1]));
            rows += whole(row[1]);
        }
        return new Baseline.Counted(rows, List.of(), List.of(), values);
    }

    private static long whole(@Nullable String text) {
        return Long.parseLong(Objects.requireNonNull(text));
    }

    /** What is done with the rows in view. */
    private interface Look<T> {
        T at(DuckDb database) throws SQLException;
    }

    private static <T> T with(Work work, Look<T> look) {
        Path spill = work.scratch().resolve("spill");
        DuckDb.Settings settings =
                new DuckDb.Settings(Optional.of(spill), work.spec().data().memory(), DuckDb.Settings.cores());
        try (DuckDb database = DuckDb.open(settings)) {
            database.execute("SET errors_as_json = true");
            database.confine(work.tables());
            database.execute("CREATE VIEW " + RuleSql.ROWS + " AS SELECT * FROM " + DuckDb.parquet(work.tables()));
            return look.at(database);
        } catch (SQLException e) {
            throw failed(work, e);
        }
    }

    private static BackendFailure failed(Work work, SQLException e) {
        return BackendFailure.permanent(
                new Problem(
                        Code.DATA_UNUSABLE,
                        "data.quality",
                        "the rules cannot be held against the rows ("
                                + SqlFault.of(e).line() + ")",
                        "See that data.memory (" + work.spec().data().memory() + ") and the disk suffice"),
                e);
    }

    private static List<Measured> measure(DuckDb database, Work work, List<Rule> rules) throws SQLException {
        Schema schema = DuckDbTypes.schema(database, work.tables().get(0));
        List<Problem> problems = new RuleCheck(database, schema).problems(rules);
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        RuleSql sql = new RuleSql(schema, work.spec().data(), work.now());
        String select = rules.stream().map(sql::measures).collect(Collectors.joining(", "));
        @Nullable
        String[] row =
                database.rows("SELECT " + select + " FROM " + RuleSql.ROWS).get(0);
        List<Measured> measured = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            measured.add(new Measured(whole(row[3 * i]), whole(row[3 * i + 1]), Optional.ofNullable(row[3 * i + 2])));
        }
        return measured;
    }

    /** {@return whether an aggregate over the column must leave out NaN} */
    static boolean isFloating(Column column) {
        return column.sqlType().equals("DOUBLE") || column.sqlType().equals("FLOAT");
    }
}
