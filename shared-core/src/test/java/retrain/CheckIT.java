package retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Column;
import retrain.local.Embedded;
import retrain.monitor.ColumnDrift;
import retrain.monitor.Drift;
import retrain.monitor.Monitoring;
import retrain.monitor.Window;
import retrain.problem.InvalidInput;
import retrain.run.Json;
import retrain.run.Ledger;
import retrain.run.LedgerEntry;
import retrain.run.RunId;
import retrain.run.Store;

/** Whether a retrain is due, on real files: what makes it so, what holds it back, and that one process runs it. */
class CheckIT {
    private static final Path SAMPLE = Path.of("..", "samples", "flight-delay");
    private static final Instant START = Instant.parse("2026-02-01T12:00:00Z");

    @TempDir
    Path project;

    private Instant now = START;
    private Optional<Monitoring> monitoring = Optional.empty();

    @BeforeEach
    void write() throws IOException {
        SmallRows.write(project, 300);
        Files.createDirectories(project.resolve("rows"));
        Files.move(project.resolve("rows.csv"), project.resolve("rows/one.csv"));
        spec("");
    }

    private void spec(String more) throws IOException {
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows/*.csv}
                  key: [id]
                  holdout: {fraction: 0.3}
                train:
                  xgboost: {rounds: 5, max_depth: 2}
                  threads: 1
                evaluate: {metrics: [auc]}
                gates:
                  - {metric: auc, at-least: 0.5}
                %s
                """.formatted(more));
    }

    private Outcome execute(Command command, Map<Option, String> options) {
        return execute(command, options, "out");
    }

    private Outcome execute(Command command, Map<Option, String> options, String out) {
        Ports ports = new OtherPorts(Ports.embedded()) {
            @Override
            public Clock clock() {
                return Clock.fixed(now, ZoneOffset.UTC);
            }

            @Override
            public Monitors monitors(Setting setting) {
                return () -> monitoring;
            }
        };
        Map<Option, String> all = new HashMap<>(Map.of(Option.ON_REJECT, "warn"));
        all.putAll(options);
        return new Retrain(event -> {}, ports)
                .execute(new Request(command, all, project, project.resolve(out), "test"));
    }

    private Outcome check() {
        return execute(Command.CHECK, Map.of());
    }

    private Outcome runIfDue() {
        return execute(Command.RUN, Map.of(Option.IF_DUE, "true"));
    }

    private List<RunId> runs() {
        return Ledger.runs(store());
    }

    private Store store() {
        return Embedded.store(project.resolve(".retrain"));
    }

    private void more(String name, int rows) throws IOException {
        Path other = Files.createDirectories(project.resolve("made"));
        SmallRows.write(other, rows);
        Files.writeString(
                project.resolve("rows/" + name + ".csv"),
                Pattern.compile("(?m)^\\d+,")
                        .matcher(Files.readString(other.resolve("rows.csv")))
                        .replaceAll(id -> rows + "000" + id.group()));
    }

    @Test
    void shouldRunOnceForWhatIsNewAndSayWhy() throws IOException {
        Outcome first = runIfDue();
        assertThat(first.kind()).isEqualTo(Outcome.Kind.PROMOTED);

        Outcome nothing = runIfDue();
        assertThat(nothing.kind()).isEqualTo(Outcome.Kind.NOT_DUE);
        assertThat(nothing.exitCode()).isZero();
        assertThat(nothing.summary()).isEqualTo("No retrain of 'small' is due: no trigger says so");
        assertThat(nothing.text())
                .anyMatch(l -> l.startsWith("held back: same-inputs: version 1 was made from the same 1 file"));
        assertThat(project.resolve("out/result.json")).doesNotExist();
        assertThat(check().text()).contains("Next look: when data or code have changed");
        assertThat(runs()).hasSize(1);

        more("two", 200);
        Outcome due = check();
        assertThat(due.kind()).isEqualTo(Outcome.Kind.DUE);
        assertThat(due.exitCode()).isZero();
        assertThat(due.text()).anyMatch(l -> l.startsWith("due: new-data: 1 new file (two.csv)"));
        assertThat(execute(Command.CHECK, Map.of(Option.ON_DUE, "fail")).exitCode())
                .isEqualTo(2);
        assertThat(Files.readString(project.resolve("out/check.json")))
                .contains("\"due\" : true", "\"newFiles\" : [\n      \"rows/two.csv\"\n    ]");
        assertThat(project.resolve("out/check.md")).content().contains("### ● A retrain of");
        assertThat(runs()).hasSize(1);

        Outcome second = runIfDue();
        assertThat(second.kind()).isIn(Outcome.Kind.PROMOTED, Outcome.Kind.REJECTED, Outcome.Kind.INCONCLUSIVE);
        LedgerEntry.Began began =
                Ledger.began(store(), new RunId(second.run().orElseThrow())).orElseThrow();
        assertThat(began.because()).singleElement().asString().startsWith("new-data: 1 new file (two.csv)");
        assertThat(Files.readString(project.resolve("out/result.json"))).contains("new-data: 1 new file (two.csv)");
        assertThat(Files.readString(project.resolve("out/report.md")))
                .contains("Started because a retrain was due: new-data: 1 new file");
        assertThat(Files.readString(project.resolve("out/report.html")))
                .contains("Started because due", "new-data: 1 new file (two.csv)");
        assertThat(execute(Command.HISTORY, Map.of()).text())
                .anyMatch(l -> l.contains("run for branch, by test, due: new-data: 1 new file"));
        assertThat(runIfDue().kind()).isEqualTo(Outcome.Kind.NOT_DUE);
        assertThat(runs()).hasSize(2);
    }

    @Test
    void shouldBeDueByCodeAndNotTryTwiceWhatWasRejected() throws IOException {
        runIfDue();
        Path config = project.resolve("retrain.yaml");
        Files.writeString(
                config,
                Files.readString(config).replace("rounds: 5", "rounds: 1").replace("at-least: 0.5", "at-least: 0.999"));

        Outcome due = check();
        assertThat(due.text()).anyMatch(l -> l.matches("due: code: hyperparameters: \\w+ changed from 5 to 1"));
        assertThat(runIfDue().kind()).isEqualTo(Outcome.Kind.REJECTED);

        Outcome again = runIfDue();
        assertThat(again.kind()).isEqualTo(Outcome.Kind.NOT_DUE);
        assertThat(again.summary()).contains("had the same inputs and ended as REJECTED");

        Files.writeString(config, Files.readString(config).replace("at-least: 0.999", "at-least: 0.5"));
        assertThat(check().kind()).isEqualTo(Outcome.Kind.DUE);
    }

    @Test
    void shouldNotBeDueAgainByAChangeThatMakesTheSameModel() throws IOException {
        runIfDue();
        Path one = project.resolve("rows/one.csv");
        Files.writeString(one, Files.readString(one).replace("\n", "\r\n"));

        assertThat(check().kind()).isEqualTo(Outcome.Kind.DUE);
        assertThat(runIfDue().kind()).isEqualTo(Outcome.Kind.UNCHANGED);
        assertThat(check().text()).anyMatch(l -> l.contains("had the same inputs and ended as UNCHANGED"));
    }

    @Test
    void shouldPrepareOnceIfATriggerAsksForRows() throws IOException {
        spec("triggers: {new-data: {rows: 200}, schema: true}");
        runIfDue();
        more("two", 199);

        assertThat(check().kind()).isEqualTo(Outcome.Kind.NOT_DUE);
        assertThat(check().text()).anyMatch(l -> l.contains("rows: 199, not yet 200"));
        assertThat(runs()).hasSize(2);
        assertThat(execute(Command.HISTORY, Map.of()).text())
                .anyMatch(l -> l.contains("PREPARED"))
                .anyMatch(l -> l.contains("check for branch"));

        more("three", 1);
        assertThat(execute(Command.CHECK, Map.of(Option.DRY_RUN, "true")).text())
                .anyMatch(l -> l.contains("rows: not known"));
        assertThat(runs()).hasSize(2);
        assertThat(runIfDue().kind()).isNotEqualTo(Outcome.Kind.NOT_DUE);
        assertThat(runs()).hasSize(4);
    }

    @Test
    void shouldAskTheMonitorsIfATriggerIsAboutThem() throws IOException {
        spec("triggers: {drift: {columns: [x]}, cooldown: 1 hour}");
        runIfDue();
        more("two", 200);
        monitoring = Optional.of(drift("y"));
        now = START.plusSeconds(7_200);
        assertThat(check().kind()).isEqualTo(Outcome.Kind.NOT_DUE);

        monitoring = Optional.of(drift("x"));
        assertThat(check().text()).anyMatch(l -> l.equals("due: drift: x in all (1 of the newest 1 window)"));

        now = START.plusSeconds(3_599);
        Outcome cool = check();
        assertThat(cool.kind()).isEqualTo(Outcome.Kind.NOT_DUE);
        assertThat(cool.text()).contains("Next look: 2026-02-01T13:00:00Z");
    }

    private static Monitoring drift(String column) {
        ColumnDrift drifted = new ColumnDrift(
                column,
                ColumnDrift.Role.FEATURE,
                Column.Kind.NUMBER,
                true,
                "",
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
        Drift drift = new Drift(300, 200, Optional.empty(), List.of(drifted), Optional.empty());
        return new Monitoring(
                "small",
                Optional.of(1),
                "the training rows of version 1",
                210,
                List.of(new Window(
                        "all", Optional.empty(), Optional.empty(), 200, Optional.of(drift), Optional.empty())));
    }

    @Test
    void shouldLetOneOfTwoRunWhatIsDue() throws Exception {
        ExecutorService two = Executors.newFixedThreadPool(2);
        List<Outcome.Kind> kinds;
        try {
            Future<Outcome> one = two.submit(this::runIfDue);
            Future<Outcome> other = two.submit(() -> execute(Command.RUN, Map.of(Option.IF_DUE, "true"), "other out"));
            kinds = Stream.of(one.get(), other.get())
                    .map(Outcome::kind)
                    .sorted()
                    .toList();
        } finally {
            two.shutdownNow();
        }

        assertThat(kinds).containsExactly(Outcome.Kind.PROMOTED, Outcome.Kind.NOT_DUE);
        assertThat(runs()).hasSize(1);
    }

    @Test
    void shouldGoOnWithARunThatWasKilledOnceItsLeaseIsOver() throws IOException {
        RunId run = killed();

        Outcome early = runIfDue();
        assertThat(early.kind()).isEqualTo(Outcome.Kind.NOT_DUE);
        assertThat(early.summary()).contains("run " + run + " goes on");
        assertThat(early.text()).contains("Next look: 2026-02-01T12:10:00Z");

        now = START.plus(DueLease.LIVES);
        Outcome late = runIfDue();
        assertThat(late.kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(late.run()).contains(run.text());
        assertThat(runs()).containsExactly(run);
        assertThat(Ledger.open(store(), run)
                        .entries(LedgerEntry.Began.class)
                        .get(0)
                        .because())
                .containsExactly("no-champion: there is no champion yet");
    }

    /** What a process leaves that is killed after it took the lease and began. */
    private RunId killed() {
        RunId run = new RunId("20260201T120000Z-0000aa");
        Setting setting = Setting.open(
                new Request(Command.RUN, Map.of(), project, project.resolve("out"), "test"),
                Ports.embedded(),
                event -> {});
        store().create("models/small/due.json", Json.write(new DueLease.Held(run, run, START, false)));
        Ledger.begin(store(), run)
                .append(new LedgerEntry.Began(
                        run,
                        "1",
                        "run",
                        "small",
                        store().put(Json.write(setting.spec())),
                        "branch",
                        "test",
                        START,
                        Optional.empty(),
                        List.of("no-champion: there is no champion yet")));
        return run;
    }

    @Test
    void shouldTakeTheLeaseOfARunThatCannotBeGoneOnWith() throws IOException {
        RunId run = killed();
        spec("triggers: {age: 1 year}");
        now = START.plus(DueLease.LIVES);

        Outcome outcome = runIfDue();

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(outcome.run()).isPresent().isNotEqualTo(Optional.of(run.text()));
        assertThat(runIfDue().kind()).isEqualTo(Outcome.Kind.NOT_DUE);
    }

    @Test
    void shouldGiveTheLeaseBackWhenTheRunFails() throws IOException {
        String rows = Files.readString(project.resolve("rows/one.csv"));
        Files.writeString(project.resolve("rows/one.csv"), "id,x,y\n1,2,3\n");
        assertThatThrownBy(this::runIfDue).isInstanceOf(InvalidInput.class);

        Files.writeString(project.resolve("rows/one.csv"), rows);

        assertThat(runIfDue().kind()).isEqualTo(Outcome.Kind.PROMOTED);
    }

    @Test
    void shouldSayOnlyWhatWouldBeDone() throws IOException {
        Outcome plan = execute(Command.RUN, Map.of(Option.IF_DUE, "true", Option.DRY_RUN, "true"));

        assertThat(plan.summary()).isEqualTo("Dry run: prepare and every stage after it would run");
        assertThat(plan.text()).contains("due: no-champion: there is no champion yet");
        assertThat(project.resolve("out")).doesNotExist();
        assertThat(runs()).isEmpty();
    }

    @Test
    void shouldRefuseOptionsThatContradict() {
        assertThatThrownBy(() ->
                        execute(Command.RUN, Map.of(Option.IF_DUE, "true", Option.RUN, "20260201T120000Z-0000aa")))
                .hasMessageContaining("asks whether a new run is due");
        assertThatThrownBy(() -> execute(Command.CHECK, Map.of(Option.ON_DUE, "perhaps")))
                .hasMessageContaining("succeed or fail");
        assertThatThrownBy(() -> execute(Command.CHECK, Map.of(Option.IF_DUE, "true")))
                .hasMessageContaining("does not belong to the command 'check'");
    }

    /** The sample's own triggers, spec and data; a few rounds, and January and February only. */
    @Test
    void shouldBeDueByANewMonthOfFlights() throws IOException {
        Path flights = Files.createDirectories(project.resolve("flights/data"));
        for (String name : List.of(
                "retrain.yaml",
                "prepare.sql",
                "data/weather.csv.gz",
                "data/flights-2013-01.csv.gz",
                "data/flights-2013-02.csv.gz")) {
            Files.copy(SAMPLE.resolve(name), project.resolve("flights").resolve(name));
        }
        project = project.resolve("flights");
        Path config = project.resolve("retrain.yaml");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("rounds: 200", "rounds: 5")
                        .replace("at-least: 0.65", "at-least: 0.5"));
        assertThat(runIfDue().kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(check().kind()).isEqualTo(Outcome.Kind.NOT_DUE);

        Files.copy(SAMPLE.resolve("data/flights-2013-03.csv.gz"), flights.resolve("flights-2013-03.csv.gz"));

        Outcome due = check();
        assertThat(due.kind()).isEqualTo(Outcome.Kind.DUE);
        assertThat(due.text().get(0))
                .isEqualTo("due: new-data: 1 new file (flights-2013-03.csv.gz), 727,768 bytes, since version 1;"
                        + " parts: 1, enough are 1");
    }
}
