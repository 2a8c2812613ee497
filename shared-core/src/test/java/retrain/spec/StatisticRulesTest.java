package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.problem.InvalidInput;

class StatisticRulesTest {
    private static final String SPEC = """
            model: m
            task: binary
            target: y
            data:
              sources: {rows: rows.csv}
              holdout: {fraction: 0.2}
              validation: {fraction: 0.1}
            train:
              xgboost: {rounds: 10}
              calibrate: platt
            evaluate:
              threshold: {precision: 0.9}
              find-slices: {columns: [a, b]}
            gates: [{metric: auc, at-least: 0.6}]
            """;

    @TempDir
    Path base;

    private Spec read(String text) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), text);
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
    }

    @Test
    void shouldReadThresholdCalibrationAndSearch() throws IOException {
        Spec spec = read(SPEC);

        assertThat(spec.evaluate().threshold().precision()).contains(0.9);
        assertThat(spec.evaluate().threshold().at()).isEmpty();
        assertThat(spec.train().calibrate()).contains(TrainSpec.Calibration.PLATT);
        assertThat(spec.evaluate().findSlices().orElseThrow().columns()).containsExactly("a", "b");
        assertThat(read(SPEC.replace("{precision: 0.9}", "0.3"))
                        .evaluate()
                        .threshold()
                        .at())
                .contains(0.3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{precision: 0.9} | {precision: 0.9, recall: 0.2} | precision and recall, which exclude each other",
                "{precision: 0.9} | {false-positive: 1} | has one cost and not the other. Add 'false-negative'",
                "{precision: 0.9} | {false-positive: 0, false-negative: 0} | has no costs",
                "{precision: 0.9} | {false-positive: 1, false-negative: 5, at: 0.5} | which exclude each other",
                "{precision: 0.9} | {} | has none of the keys",
                "validation: {fraction: 0.1} | memory: 2GB | is chosen on validation rows, and there are none",
                "validation: {fraction: 0.1} | memory: 2GB | is fitted on validation rows, and there are none",
                "{rounds: 10} | '{rounds: 10, objective: binary:hinge}' | nothing to calibrate",
                "'xgboost: {rounds: 10}' | 'script: {command: [a], serve: [b]}' | cannot be calibrated here",
                "validation: {fraction: 0.1} | 'validation: {fraction: 0.1}\n  group: y' | cannot also be the group",
                "threshold: | 'horizon: 3\n  threshold:' | counts steps of time, but no column is named as the time",
                "threshold: | 'horizon: 3\n  threshold:' | a fraction of the rows held out has gaps in time",
                "[a, b] | [a, y] | cannot be sliced by",
                "[a, b] | [a, a] | stands there twice"
            })
    void shouldNameTheContradiction(String right, String wrong, String message) {
        assertThatThrownBy(() -> read(SPEC.replace(right, wrong)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memory: 2GB | weight: w | there is no key 'weight' in 'data'",
                "memory: 2GB | sample-weight: w | there is no key 'sample-weight' in 'data'"
            })
    void shouldSayThatRowsHaveNoWeights(String right, String wrong, String message) {
        assertThatThrownBy(() -> read(
                        SPEC.replace("validation:", right + "\n  validation:").replace(right, wrong)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(message)
                .hasMessageContaining("Every row counts as one")
                .hasMessageContaining("scale_pos_weight");
    }

    @Test
    void shouldRefuseWhatIsForTwoClassesOnly() {
        assertThatThrownBy(() -> read(SPEC.replace("task: binary", "task: regression")
                        .replace("{metric: auc, at-least: 0.6}", "{metric: r2, at-least: 0.6}")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("'train.calibrate' makes probabilities of class 1, and the task is regression")
                .hasMessageContaining("'evaluate.threshold' chooses from which score on");
    }
}
