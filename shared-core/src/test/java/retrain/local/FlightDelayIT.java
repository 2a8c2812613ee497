package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.train.TrainedModel;

/** The model of the flights is as good as a plain XGBoost in Python: the table of samples/flight-delay/data/README.md. */
class FlightDelayIT {
    private static final Path DATA = Path.of("..", "samples", "flight-delay", "data");

    /** Only what is known before departure. */
    private static final String QUERY = """
            SELECT f.month, f.day, isodow(make_date(f.year, f.month, f.day)) AS dow,
                   f.sched_dep_time // 100 * 60 + f.sched_dep_time %% 100 AS dep_min,
                   f.sched_arr_time // 100 * 60 + f.sched_arr_time %% 100 AS arr_min,
                   f.carrier, f.origin, f.dest, f.distance,
                   w.temp, w.dewp, w.humid, w.wind_dir, w.wind_speed, w.wind_gust, w.precip, w.pressure, w.visib,
                   CAST(f.arr_delay > 15 AS INT) AS late
            FROM read_csv([%s], nullstr = '') f
            LEFT JOIN (SELECT * FROM read_csv('%s', nullstr = '')
                       QUALIFY row_number() OVER (PARTITION BY origin, time_hour ORDER BY month, day, hour) = 1) w
                   ON f.origin = w.origin AND f.time_hour = w.time_hour
            WHERE f.arr_delay IS NOT NULL
            ORDER BY f.time_hour, f.carrier, f.flight, f.origin, f.dest
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1, 1, 0.609", "1, 2, 0.690", "1, 3, 0.664", "1, 5, 0.740", "1, 6, 0.755", "7, 8, 0.679", "1, 8, 0.712"
    })
    void shouldBeAsGoodAsPlainXgboost(int first, int last, double expected) throws Exception {
        Prepared prepared = new Prepared(folder);
        Path train = prepared.table(query(first, last));
        Path next = prepared.table(query(last + 1, last + 1));
        Spec spec = Prepared.spec(Task.BINARY, "late", Map.of("rounds", 200, "eta", 0.1, "max_depth", 6));

        TrainedModel model = prepared.train(spec, prepared.snapshot("late", train, Optional.empty()));

        float[] scores = prepared.score(model.artifact(), next).values();
        assertThat(Prepared.auc(scores, new DuckDbRows().numbers(next, "late"))).isGreaterThan(expected - 0.01);
    }

    private static String query(int first, int last) {
        StringBuilder files = new StringBuilder();
        for (int month = first; month <= last; month++) {
            files.append(month == first ? "" : ", ")
                    .append(DuckDb.literal(
                            DATA.resolve("flights-2013-0" + month + ".csv.gz").toString()));
        }
        return QUERY.formatted(files, DATA.resolve("weather.csv.gz"));
    }
}
