package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static retrain.evaluate.Given.atLeast;
import static retrain.evaluate.Given.atMost;
import static retrain.evaluate.Given.better;
import static retrain.evaluate.Given.notWorse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import retrain.gate.Decision;
import retrain.gate.Gates;
import retrain.gate.Policy;
import retrain.gate.Verdict;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.spec.EvaluateSpec;
import retrain.spec.GateSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.ThresholdSpec;

/** Rows from which little or nothing can be told: every gate must come to a verdict with a reason, and no number may be NaN. */
class BadRowsTest {
    private static final int ROWS = 300;

    private static final EvaluateSpec QUICK = new EvaluateSpec(
            List.of(),
            List.of(),
            new ThresholdSpec(Optional.of(0.5), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
            0.5,
            0.95,
            200,
            Optional.empty(),
            1,
            0,
            Optional.empty());

    private static float[] floats(int rows, IntToDoubleFunction of) {
        float[] values = new float[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = (float) of.applyAsDouble(i);
        }
        return values;
    }

    /** Target, candidate's and champion's scores. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Scored(float[] truth, float[] candidate, float[] champion) {
        static Scored of(
                int rows, IntToDoubleFunction truth, IntToDoubleFunction candidate, IntToDoubleFunction champion) {
            return new Scored(floats(rows, truth), floats(rows, candidate), floats(rows, champion));
        }
    }

    private static Map<String, Scored> binary() {
        Random random = new Random(1);
        IntToDoubleFunction some = i -> i % 10 < 3 ? 1 : 0;
        IntToDoubleFunction good =
                i -> Math.min(1, Math.max(0, 0.3 * some.applyAsDouble(i) + 0.7 * random.nextDouble()));
        Map<String, Scored> rows = new TreeMap<>();
        rows.put("constant scores", Scored.of(ROWS, some, i -> 0.5, good));
        rows.put("constant and calibrated scores", Scored.of(ROWS, some, i -> 0.3f, i -> 0.3f));
        rows.put("scores of two values", Scored.of(ROWS, some, i -> i % 2, i -> i % 3 == 0 ? 0.25 : 0.75));
        rows.put("perfect scores", Scored.of(ROWS, some, some, good));
        rows.put("wholly wrong scores", Scored.of(ROWS, some, i -> 1 - some.applyAsDouble(i), good));
        rows.put("rows of class 0 alone", Scored.of(ROWS, i -> 0, good, good));
        rows.put("rows of class 1 alone", Scored.of(ROWS, i -> 1, good, good));
        rows.put("one row of class 1", Scored.of(ROWS, i -> i == 7 ? 1 : 0, good, good));
        rows.put("one row", Scored.of(1, i -> 1, good, good));
        rows.put("two rows", Scored.of(2, i -> i, good, good));
        rows.put("six rows", Scored.of(6, i -> i % 2, good, good));
        float[] same = floats(ROWS, good);
        rows.put("the same model", new Scored(floats(ROWS, some), same, same.clone()));
        return rows;
    }

    private static Map<String, Scored> regression() {
        Random random = new Random(2);
        IntToDoubleFunction noise = i -> random.nextGaussian();
        Map<String, Scored> rows = new TreeMap<>();
        rows.put("a constant target", Scored.of(ROWS, i -> 3, noise, noise));
        rows.put("constant predictions", Scored.of(ROWS, noise, i -> 2, i -> 2));
        rows.put("a target of zeros", Scored.of(ROWS, i -> 0, noise, noise));
        rows.put("perfect predictions", Scored.of(ROWS, i -> i, i -> i, i -> i + 1));
        rows.put("huge numbers", Scored.of(ROWS, i -> i * 1e36, i -> -i * 1e36, noise));
        rows.put("one row", Scored.of(1, i -> 1, noise, noise));
        rows.put("six rows", Scored.of(6, i -> i, noise, noise));
        return rows;
    }

    static Stream<Arguments> shouldNeverDecideByWhatIsNoNumber() {
        List<Arguments> cases = new ArrayList<>();
        for (String dependence : List.of("none", "groups", "series")) {
            binary().forEach((name, rows) -> cases.add(Arguments.of(Task.BINARY, name, dependence, rows)));
            regression().forEach((name, rows) -> cases.add(Arguments.of(Task.REGRESSION, name, dependence, rows)));
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource
    void shouldNeverDecideByWhatIsNoNumber(Task task, String name, String dependence, Scored rows) {
        List<GateSpec> gates = new ArrayList<>();
        for (Metric metric : Metric.of(task)) {
            gates.add(metric.higherIsBetter() ? atLeast(metric, 0.5) : atMost(metric, 0.5));
            gates.add(notWorse(metric, 0.01));
            gates.add(better(metric, 0));
        }
        Spec spec = Given.spec(task, QUICK, gates.toArray(GateSpec[]::new));

        Evaluation evaluation = evaluation(spec, rows, dependence(dependence, rows.truth().length));
        Decision decision = Gates.decide(gates, evaluation, new Policy(0.95, 1, 0, Optional.of(1)));

        assertThat(new String(Json.write(evaluation), StandardCharsets.UTF_8)).doesNotContain("NaN", "Infinity");
        assertThat(new String(Json.write(decision), StandardCharsets.UTF_8)).doesNotContain("NaN", "Infinity");
        assertThat(decision.gates()).hasSize(gates.size()).allSatisfy(gate -> {
            assertThat(gate.reason()).isNotBlank();
            boolean told = gate.candidate().isPresent() && gate.evidence().isPresent();
            assertThat(gate.verdict() != Verdict.PASSED || told)
                    .as(gate.reason())
                    .isTrue();
        });
    }

    private static Dependence dependence(String name, int rows) {
        int[] number = new int[rows];
        Arrays.setAll(number, i -> i / 5);
        return switch (name) {
            case "groups" -> new Dependence.Groups(number);
            case "series" -> new Dependence.Series(number, 2);
            default -> new Dependence.None();
        };
    }

    private static Evaluation evaluation(Spec spec, Scored rows, Dependence dependence) {
        int count = rows.truth().length;
        byte[] labels = new byte[count];
        for (int i = 0; i < count && spec.task() == Task.BINARY; i++) {
            labels[i] = (byte) rows.truth()[i];
        }
        Truth truth = spec.task() == Task.BINARY ? new Truth.Binary(labels) : new Truth.Regression(rows.truth(), 0.5);
        Measuring measuring = new Measuring(
                spec,
                truth,
                new ModelScores(rows.candidate(), 1, List.of()),
                Optional.of(new ModelScores(rows.champion(), 1, List.of())),
                dependence);
        return new Evaluation(
                spec.task(),
                Digest.of("holdout"),
                Optional.empty(),
                count,
                truth.positives(measuring.all()),
                measuring.candidate("candidate", Digest.of("candidate")),
                measuring.champion("version 1", Digest.of("champion")),
                List.of(),
                Digest.of("predictions"),
                measuring.estimates(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }
}
