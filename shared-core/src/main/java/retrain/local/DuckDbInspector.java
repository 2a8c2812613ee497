package retrain.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
            throw new InvalidInput(
                    Code.DATA_MALFORMED,
                    name,
                    "is no constraints.json of SageMaker Model Monitor ("
                            + SqlFault.oneLine(String.valueOf(e.getMessage())) + ")",
                    "Name the file that a baseline job or Retrain wrote");
        }
    }

    @Override
    public List<Measured> measure(Work work, List<Rule> rules) {
        Path spill = work.scratch().resolve("spill");
        DuckDb.Settings settings =
                new DuckDb.Settings(Optional.of(spill), work.spec().data().memory(), DuckDb.Settings.cores());
        try (DuckDb database = DuckDb.open(settings)) {
            database.execute("SET errors_as_json = true");
            database.confine(work.tables());
            database.execute("CREATE VIEW " + RuleSql.ROWS + " AS SELECT * FROM " + DuckDb.parquet(work.tables()));
            return measure(database, work, rules);
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
            measured.add(new Measured(
                    Long.parseLong(Objects.requireNonNull(row[3 * i])),
                    Long.parseLong(Objects.requireNonNull(row[3 * i + 1])),
                    Optional.ofNullable(row[3 * i + 2])));
        }
        return measured;
    }

    /** {@return whether an aggregate over the column must leave out NaN} */
    static boolean isFloating(Column column) {
        return column.sqlType().equals("DOUBLE") || column.sqlType().equals("FLOAT");
    }
}
