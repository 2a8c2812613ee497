package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Part;
import retrain.event.Event;
import retrain.spec.Task;

/** Sources with the time of their files in the path. */
class TimedSourcesTest {
    @TempDir
    Path base;

    private PrepareFixture data;

    @BeforeEach
    void months() throws Exception {
        data = new PrepareFixture(base).task(Task.REGRESSION, "y").sql("SELECT x, y FROM flights");
        for (int month = 1; month <= 9; month++) {
            data.file("in/2013-0" + month + "/rows.csv", "x,y\n" + month + ",1\n" + month + ",2\n");
        }
    }

    private List<String> chosen() {
        return data.stage().inputs().values().keySet().stream()
                .filter(k -> k.startsWith("data: "))
                .toList();
    }

    @Test
    void shouldTakeAllSubsetsWithoutAWindow() {
        data.source("flights", "in/{yyyy-MM}/*.csv");

        assertThat(chosen()).hasSize(9);
        assertThat(data.events).isEmpty();
    }

    @Test
    void shouldTakeTheSubsetsOfTheWindowBeforeTheNewest() throws Exception {
        data.source("flights", "in/{yyyy-MM}/*.csv").window("2 months");

        assertThat(chosen())
                .containsExactly("data: in/2013-08/rows.csv (flights)", "data: in/2013-09/rows.csv (flights)");
        assertThat(data.prepare().parts())
                .extracting(Part::version)
                .map(v -> v.orElseThrow())
                .containsExactly("time:2013-08-01", "time:2013-09-01");
    }

    @Test
    void shouldLeaveSourcesWithoutATimeAlone() throws Exception {
        data.file("planes.csv", "x,y\n1,1\n")
                .file("in/2013-09/weather.csv", "x,y\n1,1\n")
                .source("flights", "in/{yyyy-MM}/rows.csv")
                .source("planes", "planes.csv")
                .source("weather", "in/*/weather.csv")
                .window("1 day");

        assertThat(chosen()).containsExactly("data: planes.csv", "data: rows.csv", "data: weather.csv");
    }

    @Test
    void shouldTellOfFilesWithoutATimeInsteadOfDroppingThemSilently() throws Exception {
        data.file("in/latest/rows.csv", "x,y\n1,1\n")
                .file("in/2013-13/rows.csv", "x,y\n1,1\n")
                .source("flights", "in/{yyyy-MM}/*.csv");

        assertThat(chosen()).hasSize(9);
        assertThat(data.events)
                .containsExactly(new Event.Noticed(
                        "data.sources.flights: left out, since 'in/{yyyy-MM}/*.csv' finds no time in in/2013-13/rows.csv,"
                                + " in/latest/rows.csv"));
    }

    @Test
    void shouldSayThatATimeIsInNoneOfTheFiles() throws Exception {
        data.source("flights", "in/{yyyy-MM-dd}/*.csv").source("none", "out/{yyyy}/*.csv");

        assertThat(data.problems())
                .satisfiesExactly(
                        p -> assertThat(p)
                                .startsWith(
                                        "data.sources.flights: 'in/{yyyy-MM-dd}/*.csv' finds its time in none of the"
                                                + " files: in/2013-01/rows.csv,")
                                .contains(" and 4 more"),
                        p -> assertThat(p).startsWith("data.sources.none: 'out/{yyyy}/*.csv' matches no file in "));
    }

    @Test
    void shouldSayWhichSourceHasNothingWithinTheWindow() throws Exception {
        data.file("old/2012.csv", "x,y\n1,1\n")
                .source("flights", "in/{yyyy-MM}/*.csv")
                .source("old", "old/{yyyy}.csv")
                .window("3 months");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith(
                        "data.sources.old: has nothing within 3 months before 2013-09-01, the newest of all sources");
    }
}
