package retrain.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static retrain.evaluate.Given.atLeast;
import static retrain.evaluate.Given.notWorse;
import static retrain.evaluate.Given.on;
import static retrain.gate.Evaluations.undefined;
import static retrain.gate.Evaluations.value;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Given;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.spec.GateSpec;
import retrain.spec.Metric;
import retrain.spec.Task;

class GateStageTest {
    private static final Stage.Job JOB = new Stage.Job(RunId.next(Instant.EPOCH), "gate-1");

    private static GateStage stage(Evaluation evaluation, GateSpec... gates) {
        return new GateStage(Given.spec(Task.BINARY, Given.evaluate(List.of()), gates), evaluation);
    }

    @Test
    void shouldDecideByTheSpecsGates() {
        GateStage stage = stage(Evaluations.of(Metric.AUC, 0.612).done(), atLeast(Metric.AUC, 0.65));

        Decision decision = stage.run(JOB);

        assertThat(decision.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(stage.summary(decision)).isEqualTo("FAILED: 1 of 1 gates failed: auc 0.612 is below 0.65");
    }

    @Test
    void shouldDependOnTheFiguresAndTheGates() {
        Evaluation evaluation = Evaluations.of(Metric.AUC, 0.612).done();
        Inputs inputs = stage(evaluation, atLeast(Metric.AUC, 0.65)).inputs();

        assertThat(stage(evaluation, atLeast(Metric.AUC, 0.65)).inputs()).isEqualTo(inputs);
        assertThat(stage(evaluation, atLeast(Metric.AUC, 0.7)).inputs().changesSince(inputs))
                .containsExactly("spec: gates[0] changed from auc at-least 0.65 to auc at-least 0.7");
        assertThat(stage(evaluation, on("origin", atLeast(Metric.AUC, 0.65)))
                        .inputs()
                        .changesSince(inputs))
                .containsExactly("spec: gates[0] changed from auc at-least 0.65 to auc at-least 0.65 on origin");
        assertThat(stage(Evaluations.of(Metric.AUC, 0.613).done(), atLeast(Metric.AUC, 0.65))
                        .inputs()
                        .changesSince(inputs))
                .containsExactly("evaluate: figures changed");
    }

    /** Decisions are kept in the store for ever: this one must stay readable, and be written in the same way. */
    @Test
    void shouldReadAndWriteTheGoldenDecision() throws IOException {
        Evaluations evaluation = Evaluations.of(Metric.AUC, 0.712, 0.705)
                .slice("origin", "JFK", undefined(Metric.AUC, "all rows are of class 0"), value(Metric.AUC, 0.7));
        Decision decision = stage(
                        evaluation.done(),
                        atLeast(Metric.AUC, 0.65),
                        notWorse(Metric.AUC, 0.005),
                        on("origin", atLeast(Metric.AUC, 0.6)))
                .run(JOB);

        byte[] golden;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/gate/decision.json"))) {
            golden = in.readAllBytes();
        }

        assertThat(new String(Json.pretty(decision), StandardCharsets.UTF_8))
                .isEqualTo(new String(golden, StandardCharsets.UTF_8));
        assertThat(Json.read(golden, Decision.class, "decision.json")).isEqualTo(decision);
    }
}
