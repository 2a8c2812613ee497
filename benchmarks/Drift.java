import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import retrain.data.Column;
import retrain.local.Embedded;
import retrain.monitor.ColumnDrift;
import retrain.monitor.DomainClassifier;
import retrain.monitor.Drift;
import retrain.monitor.DriftMeasure;
import retrain.monitor.SamplePlan;
import retrain.monitor.SamplePlan.Table;
import retrain.monitor.Samples;
import retrain.monitor.Watched;
import retrain.spec.DriftSpec;

/**
 * How fast drift is measured. {@code flights SAMPLE FOLDER}: writes the first three months and the last three of the sample with 14 columns;
 * {@code rows MILLIONS FOLDER}: so many rows a side with 20 columns; {@code measure FOLDER TURNS}: seconds of each turn, reading included, and
 * the peak of the heap.
 */
final class DriftBenchmark {
    private DriftBenchmark() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "flights" -> flights(Path.of(args[1]), Files.createDirectories(Path.of(args[2])));
            case "rows" -> rows(Long.parseLong(args[1]), Files.createDirectories(Path.of(args[2])));
            default -> measure(Path.of(args[1]), Integer.parseInt(args[2]));
        }
    }

    private static void flights(Path sample, Path folder) throws Exception {
        String columns = "late, dow, dep_min, arr_min, carrier, origin, dest, distance, temp, dewp, humid, wind_speed, pressure, visib";
        try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = db.createStatement()) {
            for (String source : List.of("flights", "weather")) {
                sql.execute("CREATE VIEW " + source + " AS SELECT * FROM read_csv('" + sample + "/data/" + source
                        + "*.csv.gz', nullstr = ['NA', ''])");
            }
            sql.execute("CREATE TABLE prepared AS " + Files.readString(sample.resolve("prepare.sql")));
            sql.execute("COPY (SELECT " + columns + " FROM prepared WHERE month <= 3) TO '" + folder + "/reference.parquet'");
            sql.execute("COPY (SELECT " + columns + " FROM prepared WHERE month >= 7) TO '" + folder + "/current.parquet'");
        }
    }

    private static void rows(long millions, Path folder) throws Exception {
        String numbers = IntStream.range(0, 18)
                .mapToObj(i -> "hash(i, " + i + ")::DOUBLE / 18446744073709551615.0 AS x" + i)
                .collect(Collectors.joining(", "));
        try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = db.createStatement()) {
            for (int side = 0; side < 2; side++) {
                sql.execute("COPY (SELECT " + numbers + ", chr(65 + (hash(i, 50) % 26)::INTEGER) AS letter, hash(i, 51) % 4 = 0 AS flag"
                        + " FROM range(" + side * millions * 1_000_000 + ", " + (side + 1) * millions * 1_000_000 + ") t(i)) TO '"
                        + folder + "/" + (side == 0 ? "reference" : "current") + ".parquet'");
            }
        }
    }

    private static Table side(Path folder, String name) throws Exception {
        Path file = folder.resolve(name + ".parquet");
        try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = db.createStatement();
                ResultSet rows = sql.executeQuery("SELECT count(*) FROM '" + file + "'")) {
            rows.next();
            return new Table(file, rows.getLong(1));
        }
    }

    private static void measure(Path folder, int turns) throws Exception {
        List<Watched> columns = new ArrayList<>();
        for (Column column : Embedded.rows().schema(folder.resolve("reference.parquet")).columns()) {
            columns.add(new Watched(column.name(), ColumnDrift.Role.FEATURE, column.kind()));
        }
        Table reference = side(folder, "reference");
        Table current = side(folder, "current");
        for (boolean joint : new boolean[] {false, true}) {
            double[] seconds = new double[turns];
            double[] processors = new double[turns];
            Drift drift = null;
            for (int turn = 0; turn < turns; turn++) {
                long start = System.nanoTime();
                long before = processorTime();
                drift = once(reference, current, columns, joint);
                seconds[turn] = (System.nanoTime() - start) / 1e9;
                processors[turn] = (processorTime() - before) / 1e9;
            }
            Arrays.sort(seconds);
            Arrays.sort(processors);
            System.out.printf(
                    Locale.ROOT,
                    "%s: median %.3f s (processors %.3f s), from %.3f to %.3f s; %,d against %,d rows x %d columns, %d drifted, heap peak %d MB%n",
                    joint ? "columns and classifier" : "columns",
                    seconds[turns / 2],
                    processors[turns / 2],
                    seconds[0],
                    seconds[turns - 1],
                    drift.referenceRows(),
                    drift.currentRows(),
                    columns.size(),
                    drift.drifted().size(),
                    heapPeak() >> 20);
        }
    }

    private static Drift once(Table reference, Table current, List<Watched> columns, boolean joint) {
        Optional<DomainClassifier> classifier = joint ? Optional.of(Embedded.domainClassifier()) : Optional.empty();
        DriftSpec spec = new DriftSpec(List.of(), List.of(), 0.05, 0.1, 0.05, 0.02, 0.01, joint, 0.55);
        SamplePlan plan = DriftMeasure.plan(spec, columns, reference, List.of(current));
        try (Samples samples = Embedded.samples().open(plan, Path.of(""), event -> {})) {
            return DriftMeasure.of(spec, columns, classifier, 1, samples, reference, List.of(current))
                    .drift(current, List.of());
        }
    }

    /** Nanoseconds of all processors together: the figure that others on the machine do not change. */
    private static long processorTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
