package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.problem.InvalidInput;

class HyperparametersTest {
    @TempDir
    Path base;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eta: 0",
                "eta: 1",
                "subsample: 1",
                "base_score: 0",
                "scale_pos_weight: 0.001",
                "sketch_eps: 0.03",
                "refresh_leaf: 1",
                "one_drop: 0",
                "deterministic_histogram: true",
                "monotone_constraints: '(1,0)', tree_method: hist",
                "interaction_constraints: '[[1,2]]', tree_method: approx",
                "max_depth: 0, grow_policy: lossguide"
            })
    void shouldTakeWhatMovesToSageMaker(String given) {
        assertThatCode(() -> read("binary", given)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "binary|rounds: 0|of at least 1",
                "binary|eta: 1.1|at most 1",
                "binary|subsample: 0|greater than 0",
                "binary|base_score: -1|of at least 0",
                "binary|scale_pos_weight: 0|greater than 0",
                "binary|sketch_eps: 0|less than 1",
                "binary|sketch_eps: 1|less than 1",
                "regression|tweedie_variance_power: 1|less than 2",
                "regression|tweedie_variance_power: 2|less than 2",
                "regression|objective: \"reg:absoluteerror\"|reg:pseudohubererror",
                "binary|'monotone_constraints: \"(1,0)\"'|tree_method: hist",
                "binary|'monotone_constraints: \"(1,0)\", tree_method: approx'|tree_method: hist",
                "binary|'interaction_constraints: \"[[1,2]]\"'|tree_method: hist",
                "binary|booster: gb|Use one of",
                "binary|refresh_leaf: 2|refresh_leaf",
                "binary|max_depth: 2.5|whole number",
                "binary|max_depth: 0|lossguide",
                "binary|num_round: 5|are the same",
                "binary|early_stopping_rounds: 5|no validation split",
                "binary|num_class: 3|multiclass",
                "binary|seed: 3|set elsewhere",
                "binary|objective: \"reg:squarederror\"|does not suit",
                "multiclass|objective: \"binary:logistic\"|does not suit",
                "regression|objective: \"multi:softprob\"|does not suit",
            })
    void shouldRefuseWhatDoesNotMoveToSageMaker(String task, String given, String message) {
        assertThatThrownBy(() -> read(task, given))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldResolveTheAliasAndTheDefaults() throws IOException {
        assertThat(Hyperparameters.resolve(read("binary", "eta: 0.2")))
                .containsEntry("num_round", "9")
                .containsEntry("eta", "0.2")
                .containsEntry("objective", "binary:logistic")
                .containsEntry("max_depth", "6")
                .doesNotContainKey("rounds");
        assertThat(Hyperparameters.resolve(read("binary", "booster: gblinear"))).doesNotContainKey("max_depth");
    }

    private Spec read(String task, String given) throws IOException {
        String rounds = given.startsWith("rounds") ? "" : "rounds: 9, ";
        Path file = base.resolve("retrain.yaml");
        Files.writeString(file, """
                model: m
                task: %s
                target: y
                data: {sources: {rows: rows.csv}}
                train: {xgboost: {%s%s}}
                """.formatted(task, rounds, given));
        return SpecReader.read(file, Optional.empty(), "");
    }
}
