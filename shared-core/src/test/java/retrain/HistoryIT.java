package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.event.Event;

/** Runs and what is told of them: as history, as differences, and to MLflow. */
class HistoryIT {
    @TempDir
    Path project;

    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        rows(300);
        spec("mlruns", 2);
    }

    @Test
    void shouldTellOfRunsThatChangedAndThatDidNot() throws IOException {
        Outcome first = run(Command.RUN, Map.of());
        Outcome second = run(Command.RUN, Map.of());
        spec("mlruns", 3);
        Outcome third = run(Command.RUN, Map.of(Option.INTENT, "pull-request/7"));

        Outcome history = run(Command.HISTORY, Map.of(Option.LAST, "2"));

        assertThat(first.kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(second.kind()).isEqualTo(Outcome.Kind.UNCHANGED);
        assertThat(history.text())
                .anyMatch(l -> l.contains("the last 2 of 3"))
                .anyMatch(l -> l.contains(second.run().orElseThrow()) && l.contains("UNCHANGED") && l.contains("1 *"))
                .anyMatch(l -> l.contains("run for pull-request/7, by test: "))
                .noneMatch(l -> l.contains(first.run().orElseThrow()) && l.contains("PROMOTED"));
        assertThat(Files.readString(project.resolve("out/history.csv")).lines()).hasSize(4);
        assertThat(Files.readString(project.resolve("out/history.json")))
                .contains("\"outcome\" : \"PROMOTED\"", "\"max_depth\" : \"3\"", "\"champion\" : \"version 1\"");

        assertThat(told()).hasSize(3).allMatch(m -> m.contains("status: 3"));
        assertThat(project.resolve("mlruns/models/small/aliases/champion")).hasContent("1");
        assertThat(project.resolve("mlruns/models/small/version-2/meta.yaml")).exists();
        assertThat(third.run()).isPresent();
    }

    @Test
    void shouldSayWhatDiffersBetweenVersionsRunsAndTheChampion() throws IOException {
        Outcome first = run(Command.RUN, Map.of());
        spec("mlruns", 3);
        run(Command.RUN, Map.of(Option.INTENT, "pull-request/7"));

        List<String> byVersion =
                run(Command.DIFF, Map.of(Option.FROM, "1", Option.TO, "2")).text();
        List<String> mixed = run(Command.DIFF, Map.of(Option.FROM, first.run().orElseThrow(), Option.TO, "2"))
                .text();

        assertThat(byVersion)
                .contains(
                        "  max_depth: 2 -> 3",
                        "  train.xgboost.max_depth: 2 -> 3",
                        "  intent: branch -> pull-request/7")
                .contains("  both on the same holdout rows", "  compared with: nothing -> version 1")
                .anyMatch(l -> l.matches(" {2}auc: 0[.]\\d+ \\[0[.]\\d+, 0[.]\\d+] -> 0[.]\\d+ \\[.*"));
        assertThat(mixed).isEqualTo(byVersion);
        assertThat(run(Command.DIFF, Map.of(Option.FROM, "champion", Option.TO, "2"))
                        .text())
                .isEqualTo(byVersion);
    }

    @Test
    void shouldEndARunWellWhoseTrackerIsDownAndTellItLater() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            port = socket.getLocalPort();
        }
        spec("http://127.0.0.1:" + port, 2);

        Outcome outcome = run(Command.RUN, Map.of());

        String run = outcome.run().orElseThrow();
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(notices)
                .anyMatch(n -> n.contains("run " + run + " is not told")
                        && n.contains("cannot be reached")
                        && n.contains("'report' with -Dretrain.run=" + run));

        run(Command.REPORT, Map.of(Option.RUN, run, Option.SET, "history.mlflow=mlruns"));
        run(Command.REPORT, Map.of(Option.RUN, run, Option.SET, "history.mlflow=mlruns"));
        assertThat(told()).hasSize(1);
    }

    @Test
    void shouldMoveTheAliasBackWithARollback() throws IOException {
        run(Command.RUN, Map.of());
        rows(400);
        run(Command.RUN, Map.of());
        Path champion = project.resolve("mlruns/models/small/aliases/champion");
        assertThat(champion).hasContent("2");

        run(Command.ROLLBACK, Map.of());

        assertThat(champion).hasContent("1");
    }

    @Test
    void shouldTellTheHistoryOfRunsWithoutADocument() throws IOException {
        run(Command.RUN, Map.of());
        List<String> whole = run(Command.HISTORY, Map.of()).text();
        delete(project.resolve(".retrain/history"));

        assertThat(run(Command.HISTORY, Map.of()).text()).isEqualTo(whole);

        delete(project.resolve(".retrain/objects"));
        assertThat(run(Command.HISTORY, Map.of()).text())
                .anyMatch(l -> l.contains("PROMOTED") && l.contains("–"))
                .anyMatch(l -> l.contains("by test: version 1 is the champion"));
    }

    @Test
    void shouldRefuseALimitThatIsNone() {
        assertThat(catchMessage(() -> run(Command.HISTORY, Map.of(Option.LAST, "all"))))
                .contains("'all' is not a whole number of at least 1");
    }

    private static String catchMessage(Runnable work) {
        try {
            work.run();
            return "";
        } catch (retrain.problem.InvalidInput e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Outcome run(Command command, Map<Option, String> options) {
        return new Retrain(event -> {
                    if (event instanceof Event.Noticed noticed) {
                        notices.add(noticed.message());
                    }
                })
                .execute(new Request(command, options, project, project.resolve("out"), "test"));
    }

    /** {@return what is told of each run} */
    private List<String> told() throws IOException {
        List<String> told = new ArrayList<>();
        try (Stream<Path> files = Files.walk(project.resolve("mlruns"), 3)) {
            for (Path file : files.filter(f -> f.endsWith("meta.yaml")).toList()) {
                String meta = Files.readString(file);
                if (meta.contains("run_uuid")) {
                    told.add(meta);
                }
            }
        }
        return told;
    }

    private void rows(int count) throws IOException {
        Random random = new Random(1);
        StringBuilder rows = new StringBuilder("id,x,y,late\n");
        for (int i = 0; i < count; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            int late = x + 0.5 * y + random.nextGaussian() > 0 ? 1 : 0;
            rows.append(String.format(Locale.ROOT, "%d,%.4f,%.4f,%d%n", i, x, y, late));
        }
        Files.writeString(project.resolve("rows.csv"), rows.toString());
    }

    private void spec(String mlflow, int depth) throws IOException {
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows.csv}
                  key: [id]
                  holdout: {fraction: 0.3}
                train:
                  xgboost: {rounds: 5, max_depth: %d}
                  threads: 1
                evaluate: {metrics: [auc, log_loss]}
                gates:
                  - {metric: auc, at-least: 0.5}
                history: {mlflow: "%s"}
                """.formatted(depth, mlflow));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
