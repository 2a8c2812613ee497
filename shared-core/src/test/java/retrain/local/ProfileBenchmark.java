package retrain.local;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.data.Schema;

/**
 * Seconds of the profile of a Parquet file's columns, and of DuckDB's own {@code SUMMARIZE}, in turn. Arguments: file, turns. Started by
 * {@code benchmarks/run profile}.
 */
final class ProfileBenchmark {
    private ProfileBenchmark() {}

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        int turns = Integer.parseInt(args[1]);
        double[] ours = new double[turns];
        double[] theirs = new double[turns];
        DuckDb.Settings all = new DuckDb.Settings(Optional.empty(), "4GB", DuckDb.Settings.cores());
        try (DuckDb database = DuckDb.open(all);
                DuckDb single = DuckDb.open(new DuckDb.Settings(Optional.empty(), "4GB", 1))) {
            Schema schema = DuckDbTypes.schema(database, file);
            long rows = Long.parseLong(String.valueOf(database.texts("SELECT count(*) FROM " + DuckDb.parquet(file))
                    .get(0)));
            for (int turn = -1; turn < turns; turn++) {
                double profile = seconds(() -> new RowProfile(database, single, file, rows).profile(schema));
                double summary = seconds(() -> database.rows("SUMMARIZE SELECT * FROM " + DuckDb.parquet(file)));
                if (turn >= 0) {
                    ours[turn] = profile;
                    theirs[turn] = summary;
                }
            }
            Arrays.sort(ours);
            Arrays.sort(theirs);
            System.out.printf(
                    Locale.ROOT,
                    "%,d rows x %d columns: profile %.3f s, SUMMARIZE %.3f s: %.2f times%n",
                    rows,
                    schema.columns().size(),
                    ours[turns / 2],
                    theirs[turns / 2],
                    ours[turns / 2] / theirs[turns / 2]);
        }
    }

    /** What takes time. */
    private interface Work {
        List<?> run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
