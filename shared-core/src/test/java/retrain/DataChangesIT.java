package retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.event.Event;
import retrain.problem.InvalidInput;

/** Rows of another form, and rows that break rules, on their way through all stages. */
class DataChangesIT {
    private static final String ALL = "SELECT * FROM rows";

    @TempDir
    Path project;

    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        SmallRows.write(project, 600);
        spec(ALL, "", "");
    }

    private void spec(String sql, String data, String train) throws IOException {
        Files.writeString(project.resolve("prepare.sql"), sql);
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows.csv}
                  prepare: prepare.sql
                  key: [id]
                  holdout: {fraction: 0.3}
                  %s
                train:
                  xgboost: {rounds: 5}
                  %s
                gates:
                  - {metric: auc, at-least: 0.5}
                """.formatted(data, train));
    }

    private Outcome run(Command command) {
        notices.clear();
        return new Retrain(event -> {
                    if (event instanceof Event.Noticed noticed) {
                        notices.add(noticed.message());
                    }
                })
                .execute(new Request(command, new HashMap<>(), project, project.resolve("out"), "test"));
    }

    private String written(String name) throws IOException {
        return Files.readString(project.resolve("out").resolve(name));
    }

    @Test
    void shouldRejectRowsThatBreakRulesBeforeAnythingIsTrained() throws IOException {
        spec(ALL, "quality: [{check: range, columns: x, max: 1}, {check: completeness, columns: y}]", "");

        Outcome outcome = run(Command.RUN);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REJECTED);
        assertThat(outcome.summary())
                .contains("the data are not fit to train on: rule 'x is at most 1' (data.quality[0])");
        assertThat(written("result.json"))
                .contains("\"stage\" : \"inspect\"", "\"rule\" : \"x is at most 1\"")
                .doesNotContain("\"stage\" : \"train\"");
        assertThat(written("report.md")).contains("1 of 2 rules are kept.", "x is at most 1");
        assertThat(written("report.html")).contains("Form and quality of the data", "y has a value");
        assertThat(run(Command.PREPARE).kind()).isEqualTo(Outcome.Kind.REJECTED);
        assertThat(written("result.json")).doesNotContain("\"did\" : \"ran\"");
    }

    @Test
    void shouldInspectRowsOnceAndLeaveFilesForModelMonitor() throws IOException {
        spec(ALL, "quality: [{check: rows, min: 100}, {check: range, columns: x, max: 1, severity: warn}]", "");

        assertThat(run(Command.RUN).kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(notices).anyMatch(n -> n.startsWith("rule 'x is at most 1' (data.quality[1]): "));
        assertThat(written("statistics.json")).contains("\"item_count\":");
        assertThat(written("constraint_violations.json")).isEqualTo("{\"violations\":[]}\n");

        assertThat(run(Command.RUN).kind()).isEqualTo(Outcome.Kind.UNCHANGED);
        assertThat(written("result.json")).contains("\"stage\" : \"inspect\"").doesNotContain("\"did\" : \"ran\"");

        Files.copy(project.resolve("out/constraints.json"), project.resolve("constraints.json"));
        spec("SELECT * REPLACE ('far' AS y) FROM rows", "constraints: constraints.json", "");

        assertThat(run(Command.RUN).kind()).isEqualTo(Outcome.Kind.REJECTED);
        assertThat(written("constraint_violations.json"))
                .contains("\"constraint_check_type\":\"data_type_check\"", "\"feature_name\":\"y\"");
    }

    @Test
    void shouldStopWhenTheChampionCannotReadTheRowsUnlessToldToCompareOnTheCommonPart() throws IOException {
        assertThat(run(Command.RUN).kind()).isEqualTo(Outcome.Kind.PROMOTED);

        spec("SELECT * EXCLUDE y FROM rows", "", "");
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> run(Command.RUN))
                .withMessageContaining(
                        "cannot score the newly prepared rows: it reads column 'y', which they do not have")
                .withMessageContaining("data.schema.compare: common");

        spec("SELECT * EXCLUDE y FROM rows", "schema: {compare: common}", "");
        assertThat(run(Command.RUN).kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(notices)
                .contains(
                        "compared on the common columns only: version 1 scores without 'y', so it may look worse than it is");
        assertThat(written("report.md")).contains("Compared on the common columns only");
        assertThat(run(Command.RUN).kind()).isEqualTo(Outcome.Kind.UNCHANGED);
    }

    @Test
    void shouldTrainFromScratchWhenTheFormChanged() throws IOException {
        String continued = "continue-from: champion";
        spec(ALL, "", continued);
        run(Command.RUN);

        spec("SELECT *, x * y AS xy FROM rows", "", continued);
        Outcome changed = run(Command.RUN);

        assertThat(changed.kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(notices)
                .contains(
                        "column 'xy' is new (data.schema.added: full-retrain)",
                        "trained from scratch, not from version 1: column 'xy' is new");
        assertThat(written("result.json")).contains("\"kind\" : \"added\"");
        assertThat(run(Command.RUN).kind()).isEqualTo(Outcome.Kind.UNCHANGED);
        assertThat(written("result.json")).doesNotContain("\"did\" : \"ran\"");
    }

    @Test
    void shouldBlockAnotherUnitAndAdaptItByAStatedRule() throws IOException {
        run(Command.RUN);
        String metres = "SELECT * REPLACE (x * 1000 AS x) FROM rows";

        spec(metres, "", "");
        assertThat(run(Command.RUN).summary()).contains("column 'x' looks converted (times 1000)");

        spec(metres, "schema: {columns: {x: {times: 0.001}}}", "");
        assertThat(run(Command.RUN).summary()).isEqualTo("version 1, the champion, is this model");
    }
}
