package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search for hyperparameters on its way through all stages and commands. */
class TunedRunIT {
    @TempDir
    Path project;

    @BeforeEach
    void write() throws IOException {
        SmallRows.write(project, 600);
        spec(3);
    }

    private void spec(int trials) throws IOException {
        Files.writeString(project.resolve("retrain.yaml"), """
                model: tuned
                task: binary
                target: late
                data:
                  sources: {rows: rows.csv}
                  key: [id]
                  holdout: {fraction: 0.3}
                  validation: {fraction: 0.3}
                train:
                  xgboost: {rounds: 5}
                  tune:
                    trials: %d
                    ranges: {eta: {min: 0.05, max: 0.8, scaling: logarithmic}}
                gates:
                  - {metric: auc, at-least: 0.5}
                """.formatted(trials));
    }

    private Outcome run(Command command, Map<Option, String> options) {
        return new Retrain(event -> {})
                .execute(new Request(command, new HashMap<>(options), project, project.resolve("out"), "test"));
    }

    private String result() throws IOException {
        return Files.readString(project.resolve("out/result.json"));
    }

    @Test
    void shouldPromoteTheBestTrialsModelAndNotSearchAgain() throws IOException {
        Outcome dry = run(Command.RUN, Map.of(Option.DRY_RUN, "true"));
        Outcome first = run(Command.RUN, Map.of());

        assertThat(dry.summary()).contains("prepare and every stage after it would run");
        assertThat(first.kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(result()).contains("\"stage\" : \"tune\"");
        assertThat(Files.readString(project.resolve("out/report.md"))).contains("Tuning", "is the best: validation-");
        assertThat(Files.readString(project.resolve("out/report.html"))).contains("What the trials tried");

        Outcome second = run(Command.RUN, Map.of());

        assertThat(second.kind()).isEqualTo(Outcome.Kind.UNCHANGED);
        assertThat(result()).doesNotContain("\"did\" : \"ran\"");
        assertThat(run(Command.RUN, Map.of(Option.DRY_RUN, "true")).summary()).contains("nothing would run");
        spec(4);
        assertThat(run(Command.RUN, Map.of(Option.DRY_RUN, "true")).summary())
                .contains("tune and every stage after it would run");
    }

    @Test
    void shouldPromoteWhatAPullRequestHasTuned() throws IOException {
        Outcome request = run(Command.RUN, Map.of(Option.INTENT, "pull-request/7"));

        assertThat(request.kind()).isEqualTo(Outcome.Kind.HELD);

        Outcome promoted = run(Command.PROMOTE, Map.of(Option.RUN, request.run().orElseThrow()));

        assertThat(promoted.kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(Files.readString(project.resolve("out/report.md"))).contains("is the best: validation-");
    }
}
