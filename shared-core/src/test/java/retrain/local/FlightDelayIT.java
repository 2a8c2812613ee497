package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.Specs;
import retrain.data.Preparer;
import retrain.data.Snapshot;
import retrain.spec.DataSpec;
import retrain.spec.PrepareSpec;
import retrain.spec.Spec;
import retrain.spec.SplitSpec;
import retrain.spec.Task;
import retrain.spec.TrainSpec;
import retrain.train.TrainedModel;

/**
 * The model of the sample is as good as a plain XGBoost in Python, month by month: the table of
 * samples/flight-delay/data/README.md.
 */
class FlightDelayIT {
    private static final Path SAMPLE = Path.of("..", "samples", "flight-delay");
    private static final PrepareSpec PREPARE = new PrepareSpec(Optional.of("prepare.sql"), Optional.empty(), List.of());
    private static final double SLACK = 0.01;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1, 1, 0.609", "1, 2, 0.690", "1, 3, 0.664", "1, 5, 0.740", "1, 6, 0.755", "7, 8, 0.679", "1, 8, 0.712"
    })
    void shouldBeAsGoodAsPlainXgboost(int first, int last, double expected) throws Exception {
        Prepared prepared = new Prepared(folder);
        Spec spec = spec(last + 1);
        Snapshot snapshot = snapshot(prepared, spec, first, last + 1);

        TrainedModel model = prepared.train(spec, snapshot);

        Path next = prepared.store.fetch(snapshot.holdout().digest());
        float[] scores = prepared.score(model.artifact(), next).values();
        assertThat(Prepared.auc(scores, new DuckDbRows().numbers(next, "late"))).isGreaterThan(expected - SLACK);
    }

    private Snapshot snapshot(Prepared prepared, Spec spec, int first, int last) throws Exception {
        List<Path> flights = IntStream.rangeClosed(first, last)
                .mapToObj(month -> SAMPLE.resolve("data/flights-2013-0" + month + ".csv.gz"))
                .toList();
        Map<String, List<Path>> files =
                Map.of("flights", flights, "weather", List.of(SAMPLE.resolve("data/weather.csv.gz")));
        Path scratch = Files.createDirectories(folder.resolve("preparing"));
        return new DuckDbPreparer()
                .prepare(new Preparer.Work(spec, SAMPLE, files, List.of(), prepared.store, scratch), Prepared.SILENT);
    }

    /** The holdout begins with the month, at midnight in New York. */
    private static Spec spec(int heldOut) {
        Spec plain = Prepared.spec(
                Task.BINARY,
                "late",
                Map.of("rounds", 200, "eta", 0.1, "max_depth", 6),
                TrainSpec.Categories.ORDINAL,
                2);
        String from = "2013-0" + heldOut + "-01T05:00:00Z";
        DataSpec data = Specs.data(
                Map.of("flights", List.of("data/flights-*.csv.gz"), "weather", List.of("data/weather.csv.gz")),
                Optional.of(PREPARE),
                Optional.of("time_hour"),
                List.of("carrier", "flight", "time_hour"),
                Optional.of(List.of(
                        "month",
                        "day",
                        "dow",
                        "dep_min",
                        "arr_min",
                        "carrier",
                        "origin",
                        "dest",
                        "distance",
                        "temp",
                        "dewp",
                        "humid",
                        "wind_dir",
                        "wind_speed",
                        "wind_gust",
                        "precip",
                        "pressure",
                        "visib")),
                List.of(),
                new SplitSpec(Optional.empty(), Optional.of(from), Optional.empty()),
                Optional.empty(),
                "2GB");
        return Specs.spec(
                plain.model(),
                plain.task(),
                plain.target(),
                plain.store(),
                plain.seed(),
                data,
                plain.train(),
                plain.evaluate(),
                plain.gates(),
                plain.promote());
    }
}
