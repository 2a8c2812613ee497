package retrain.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import retrain.event.Observer;
import retrain.monitor.SamplePlan;
import retrain.monitor.SamplePlan.Sample;
import retrain.monitor.SamplePlan.Table;
import retrain.monitor.Stride;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;

/**
 * Samples that Spark has taken of all tables in one task. It takes rows and counts values, and knows nothing of what they mean: what is
 * a number and how a value is written as a text is decided by DuckDB, as embedded, so that the results are equal.
 */
final class SparkSamples extends DuckDbSamples {
    /** Types that Spark cannot read; a table in which such a column is of interest is read embedded. */
    private static final Set<String> UNKNOWN = Set.of("UUID", "TIMESTAMP_NS");

    private final SamplePlan plan;
    private final Map<Table, At> places = new HashMap<>();

    private SparkSamples(DuckDb database, SamplePlan plan) {
        super(database);
        this.plan = plan;
    }

    /** Where Spark's rows of a table are. */
    private record At(SparkTask.Alike alike, int table) {
        String rows() {
            return " WHERE " + SparkTask.Samples.TABLE + " = " + table;
        }

        /** {@return the end of a query of the counts of a column's values} */
        String counts(String column) {
            return "CAST(sum(" + SparkTask.Samples.ROWS + ") AS DOUBLE) FROM " + parquet(alike.counts()) + rows()
                    + " AND " + SparkTask.Samples.COLUMN + " = "
                    + alike.counted().indexOf(column);
        }
    }

    static SparkSamples open(SparkSubmit spark, SamplePlan plan, Path scratch, Observer observer) {
        DuckDb database = database();
        try {
            SparkSamples samples = new SparkSamples(database, plan);
            samples.take(spark, scratch, observer);
            return samples;
        } catch (RuntimeException e) {
            DuckDb.closeAfter(e, database);
            throw e;
        }
    }

    private void take(SparkSubmit spark, Path scratch, Observer observer) {
        Path folder = scratch.resolve("samples").toAbsolutePath().normalize();
        List<SparkTask.Alike> alike = new ArrayList<>();
        groups().forEach((types, tables) -> {
            SparkTask.Alike group = alike(types, tables, folder.resolve(Integer.toString(alike.size())));
            for (int i = 0; i < tables.size(); i++) {
                places.put(tables.get(i), new At(group, i));
            }
            alike.add(group);
        });
        if (!alike.isEmpty()) {
            SparkTask task = new SparkTask.Samples(alike);
            spark.run("monitor", Code.STORE_UNUSABLE, task, scratch, observer, () -> false);
            places.forEach(this::check);
        }
    }

    /** {@return the tables by the types of the columns that are of interest} */
    private Map<NavigableMap<String, String>, List<Table>> groups() {
        Set<String> wanted = new HashSet<>(plan.counted());
        plan.samples().forEach(s -> wanted.addAll(s.columns()));
        Map<NavigableMap<String, String>, List<Table>> groups = new LinkedHashMap<>();
        for (Table table : plan.tables()) {
            NavigableMap<String, String> types = new TreeMap<>(types(table));
            types.keySet().retainAll(wanted);
            if (types.values().stream().noneMatch(UNKNOWN::contains)) {
                groups.computeIfAbsent(types, t -> new ArrayList<>()).add(table);
            }
        }
        return groups;
    }

    private SparkTask.Alike alike(NavigableMap<String, String> types, List<Table> tables, Path folder) {
        return new SparkTask.Alike(
                tables.stream()
                        .map(t -> t.file().toAbsolutePath().normalize().toString())
                        .toList(),
                types.entrySet().stream()
                        .map(t -> new SparkTask.Typed(t.getKey(), t.getValue()))
                        .toList(),
                plan.samples().stream()
                        .map(s -> new SparkTask.Taken(
                                s.columns(), tables.stream().map(s::of).toList()))
                        .toList(),
                folder.resolve("rows").toString(),
                plan.counted().stream().filter(types::containsKey).toList(),
                folder.resolve("counts").toString());
    }

    /** Tasks end in any order, so it is the rows' numbers that order them. */
    @Override
    Place place(Table table, Sample sample) {
        @Nullable At at = places.get(table);
        if (at == null) {
            return super.place(table, sample);
        }
        List<String> columns =
                at.alike().columns().stream().map(SparkTask.Typed::name).toList();
        return new Place(
                " FROM " + parquet(at.alike().rows()) + at.rows() + " AND "
                        + SparkTask.Samples.taken(plan.samples().indexOf(sample)) + " ORDER BY "
                        + SparkTask.Samples.ROW,
                column -> SparkTask.Samples.column(columns.indexOf(column)),
                new Stride(sample.of(table).size(), 1));
    }

    /** Spark's text of a value is read as the type that it is of, and written by DuckDB. */
    @Override
    String counts(Table table, String column, String type) {
        @Nullable At at = places.get(table);
        return at == null
                ? super.counts(table, column, type)
                : "SELECT CAST(CAST(" + SparkTask.Samples.VALUE + " AS " + type + ") AS VARCHAR), " + at.counts(column)
                        + " GROUP BY 1";
    }

    private static String parquet(String folder) {
        try {
            return SparkOutput.parquet(Path.of(folder));
        } catch (IOException e) {
            throw DuckDbColumns.unreadable(folder, e);
        }
    }

    /** Rows that are lost or twice would be a drift. */
    private void check(Table table, At at) {
        for (Sample sample : plan.samples()) {
            Stride stride = sample.of(table);
            require(
                    table,
                    "SELECT CAST(" + SparkTask.Samples.ROW + " AS DOUBLE)"
                            + place(table, sample).from(),
                    stride.size(),
                    stride::row);
        }
        for (String column : at.alike().counted()) {
            require(table, "SELECT " + at.counts(column), 1, i -> table.rows());
        }
    }

    private void require(Table table, String select, int size, LongUnaryOperator expected) {
        int seen = 0;
        boolean right = true;
        try (DuckDbColumns batch = DuckDbColumns.select(opened(), table.file().toString(), select)) {
            while (right && batch.next()) {
                for (int row = 0; row < batch.rows(); row++) {
                    right &= seen < size && batch.number(0, row) == expected.applyAsLong(seen++);
                }
            }
        }
        if (!right || seen != size) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            table.file().toString(),
                            "Spark has not looked once at each of the " + table.rows() + " rows",
                            "Run again; see that nothing else writes to the store's folder"),
                    null);
        }
    }
}
