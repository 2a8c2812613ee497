package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Snapshot;
import retrain.spec.Task;

/** The sample's query over its first months. */
class FlightDelayPrepareIT {
    private static final Path SAMPLE =
            Path.of("..", "samples", "flight-delay").toAbsolutePath().normalize();

    @TempDir
    Path base;

    @Test
    void shouldPrepareTheSampleWithTheSameBytesOnAnyNumberOfThreads() throws Exception {
        PrepareFixture data = new PrepareFixture(base)
                .task(Task.BINARY, "late")
                .source("flights", SAMPLE.resolve("data") + "/flights-2013-0[1-3].csv.gz")
                .source("weather", SAMPLE.resolve("data/weather.csv.gz").toString())
                .sql(Files.readString(SAMPLE.resolve("prepare.sql")))
                .time("time_hour")
                .key("carrier", "flight", "time_hour")
                .holdout(PrepareFixture.latest("1 month"));

        Snapshot one = data.threads(1).prepare();
        Snapshot two = data.threads(2).prepare();

        assertThat(two).isEqualTo(one);
        assertThat(one.rows()).isEqualTo(77_911);
        assertThat(one.split()).isEqualTo("holdout: time_hour > 2013-03-01T03:00:00Z");
        assertThat(one.profile("temp").missing()).isLessThan(one.train().rows() / 50);
        assertThat(one.features())
                .isEqualTo(List.of(
                        "month",
                        "day",
                        "dow",
                        "dep_min",
                        "arr_min",
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
                        "visib"));
    }
}
