package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.event.Event;

/** The rows of some months arrive, as in a folder that fills. */
class MonitorCommandIT {
    private static final int ROWS = 600;

    @TempDir
    Path project;

    private final List<Event> events = new ArrayList<>();

    @BeforeEach
    void writeSpec() throws IOException {
        spec("monitor: {window: 1 month}");
        for (int month = 1; month <= 3; month++) {
            month(month, 0);
        }
    }

    private void spec(String monitor) throws IOException {
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows-*.csv}
                  time: at
                  key: [id]
                  holdout: {latest: 1 month}
                train: {xgboost: {rounds: 10, max_depth: 2}, threads: 1}
                evaluate: {metrics: [auc]}
                gates: [{metric: auc, at-least: 0.5}]
                """ + monitor + "\n");
    }

    /** @param shift of the column x, in its standard deviations */
    private void month(int month, double shift) throws IOException {
        Random random = new Random(month);
        StringBuilder rows = new StringBuilder("id,at,x,y,colour,late\n");
        for (int i = 0; i < ROWS; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            rows.append(String.format(
                    Locale.ROOT,
                    "%d-%d,2026-%02d-%02dT%02d:00:00Z,%.4f,%.4f,%s,%d%n",
                    month,
                    i,
                    month,
                    1 + i * 28 / ROWS,
                    i % 24,
                    x + shift,
                    y,
                    random.nextBoolean() ? "red" : "blue",
                    x + y + random.nextGaussian() > 0 ? 1 : 0));
        }
        Files.writeString(project.resolve("rows-" + month + ".csv"), rows.toString());
    }

    private Outcome execute(Command command) {
        return execute(command, Map.of());
    }

    private Outcome execute(Command command, Map<Option, String> more) {
        Map<Option, String> options = new HashMap<>(more);
        Ports ports = OtherPorts.at(Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC));
        return new Retrain(events::add, ports)
                .execute(new Request(command, options, project, project.resolve("out"), "test"));
    }

    private String monitored() throws IOException {
        return Files.readString(project.resolve("out/monitor.json"));
    }

    @Test
    void shouldHaveNothingToWatchWithoutAChampion() throws IOException {
        Outcome outcome = execute(Command.MONITOR);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.QUIET);
        assertThat(outcome.summary()).startsWith("There is nothing to watch yet");
    }

    @Test
    void shouldHaveNothingToWatchBeforeNewRowsArrive() throws IOException {
        execute(Command.RUN);

        Outcome outcome = execute(Command.MONITOR);

        assertThat(outcome.summary())
                .isEqualTo("There is nothing to watch yet: no row is newer than the training rows of version 1.");
    }

    @Test
    void shouldNameTheColumnsThatDrifted() throws IOException {
        execute(Command.RUN);
        month(4, 0);
        month(5, 0.8);

        Outcome outcome = execute(Command.MONITOR);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ALARM);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.summary())
                .startsWith("The data of 2026-05 have changed: ")
                .contains("(x");
        assertThat(outcome.report()).contains(project.resolve("out/monitor.html"));
        assertThat(monitored()).contains("\"2026-04\"", "\"2026-05\"");
        assertThat(project.resolve("out/report.html")).as("of the run before").exists();
    }

    @Test
    void shouldCompareTheScoresOfEveryClass() throws IOException {
        Files.writeString(
                project.resolve("retrain.yaml"),
                Files.readString(project.resolve("retrain.yaml"))
                        .replace("task: binary", "task: multiclass")
                        .replace("target: late", "target: band")
                        .replace("metrics: [auc]", "metrics: [accuracy]")
                        .replace("{metric: auc, at-least: 0.5}", "{metric: accuracy, at-least: 0.4}")
                        .replace("time: at", "time: at\n  ignore: [late]\n  prepare: prepare.sql"));
        Files.writeString(
                project.resolve("prepare.sql"),
                "SELECT *, CASE WHEN x + y < -0.7 THEN 'a' WHEN x + y < 0.7 THEN 'b' ELSE 'c' END AS band FROM rows");
        execute(Command.RUN);
        month(4, 0.8);

        Outcome outcome = execute(Command.MONITOR);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ALARM);
        assertThat(monitored()).contains("\"prediction of a\"", "\"prediction of b\"", "\"prediction of c\"");
    }

    @Test
    void shouldStayQuietWhenNothingDrifted() throws IOException {
        execute(Command.RUN);
        month(4, 0);

        Outcome outcome = execute(Command.MONITOR);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.QUIET);
        assertThat(outcome.summary()).startsWith("No alarm for 2026-04: none of 5 columns differs from ");
    }

    @Test
    void shouldNotLookTwiceAtTheSameRows() throws IOException {
        execute(Command.RUN);
        month(4, 0);
        Outcome first = execute(Command.MONITOR);
        events.clear();

        Outcome second = execute(Command.MONITOR);

        assertThat(second.summary()).isEqualTo(first.summary());
        assertThat(events).noneMatch(Event.StageStarted.class::isInstance);
        assertThat(execute(Command.MONITOR, Map.of(Option.DRY_RUN, "true")).summary())
                .isEqualTo("Dry run: " + first.summary());
    }

    @Test
    void shouldCompareWithAStatedPeriod() throws IOException {
        spec("monitor: {window: 1 month, reference: {from: 2026-01-01, to: 2026-02-01}}");
        month(3, 0.8);

        Outcome outcome = execute(Command.MONITOR);

        assertThat(outcome.summary())
                .startsWith("The data of 2026-03 have changed")
                .contains("the rows from 2026-01-01 to 2026-02-01");
        assertThat(monitored()).contains("\"2026-02\"");
    }

    @Test
    void shouldWatchRowsWithoutATimeByTheirKeys() throws IOException {
        String text = Files.readString(project.resolve("retrain.yaml"));
        Files.writeString(
                project.resolve("retrain.yaml"),
                text.replace("  time: at\n", "  ignore: [at]\n")
                        .replace("{latest: 1 month}", "{fraction: 0.3}")
                        .replace("monitor: {window: 1 month}", ""));
        execute(Command.RUN);
        month(4, 0.8);

        Outcome outcome = execute(Command.MONITOR);

        assertThat(outcome.summary()).startsWith("The data of new rows have changed");
        assertThat(monitored()).contains("\"rows\" : " + ROWS);
    }

    @Test
    void shouldReportAnEarlierLookAgain() throws IOException {
        execute(Command.RUN);
        month(4, 0.8);
        Outcome look = execute(Command.MONITOR);
        Files.delete(project.resolve("out/monitor.html"));

        execute(Command.REPORT, Map.of(Option.RUN, look.run().orElseThrow()));

        assertThat(project.resolve("out/monitor.html")).exists();
    }
}
