package retrain.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static retrain.evaluate.Given.atLeast;
import static retrain.evaluate.Given.notWorse;
import static retrain.evaluate.Given.on;
import static retrain.gate.Evaluations.undefined;
import static retrain.gate.Evaluations.value;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import retrain.Golden;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Of;
import retrain.evaluate.Given;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.spec.GateSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.statistic.ConfidenceDistribution;

class GateStageTest {
    private static final Stage.Job JOB = new Stage.Job(RunId.next(Instant.EPOCH), "gate-1");

    private static GateStage stage(Evaluation evaluation, GateSpec... gates) {
        return new GateStage(Given.spec(Task.BINARY, Given.evaluate(List.of()), gates), evaluation, Optional.empty());
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

    @Test
    void shouldDependOnHowOftenTheHoldoutWasUsed() {
        Evaluation evaluation = Evaluations.of(Metric.AUC, 0.712, 0.705).done();
        Spec spec = Given.spec(Task.BINARY, Given.evaluate(List.of()), notWorse(Metric.AUC, 0.005));

        assertThat(new GateStage(spec, evaluation, Optional.of(2))
                        .inputs()
                        .changesSince(new GateStage(spec, evaluation, Optional.of(1)).inputs()))
                .containsExactly("data: comparisons on this holdout changed from 1 to 2");
    }

    /** Decisions are kept in the store for ever: this one must stay readable, and be written in the same way. */
    @Test
    void shouldReadAndWriteTheGoldenDecision() throws IOException {
        Evaluations evaluation = Evaluations.of(Metric.AUC, 0.712, 0.705)
                .knowing(Metric.AUC, Of.IMPROVEMENT, new ConfidenceDistribution.Normal(0.007, 0.006))
                .knowing(Metric.AUC, Of.CANDIDATE, new ConfidenceDistribution.Normal(0.712, 0.01))
                .slice("origin", "JFK", undefined(Metric.AUC, "all rows are of class 0"), value(Metric.AUC, 0.7))
                .slice("origin", "LGA", 99, 40, value(Metric.AUC, 0.71), value(Metric.AUC, 0.7));
        Decision decision = Gates.decide(
                List.of(atLeast(Metric.AUC, 0.65), notWorse(Metric.AUC, 0.005), on("origin", atLeast(Metric.AUC, 0.6))),
                evaluation.done(),
                new Policy(0.95, 100, 20, Optional.of(1)));

        Golden.check(Path.of("src/test/resources/gate/decision.json"), pretty(decision));
        assertThat(read("decision.json")).isEqualTo(decision);
    }

    @Test
    void shouldReadADecisionOfTheTimeBeforeEvidence() throws IOException {
        Decision decision = read("decision-without-evidence.json");

        assertThat(decision.gates()).hasSize(3).allMatch(g -> g.evidence().isEmpty());
        assertThat(decision.budget()).isEmpty();
        assertThat(decision.verdict()).isEqualTo(Verdict.FAILED);
    }

    private static String pretty(Decision decision) {
        return new String(Json.pretty(decision), StandardCharsets.UTF_8);
    }

    private static Decision read(String golden) throws IOException {
        return Json.read(Files.readAllBytes(Path.of("src/test/resources/gate", golden)), Decision.class, golden);
    }
}
