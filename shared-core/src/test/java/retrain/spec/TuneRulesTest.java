package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.problem.InvalidInput;
import retrain.spec.TuneSpec.Direction;

class TuneRulesTest {
    private static final String SPEC = """
            model: m
            task: binary
            target: y
            data:
              sources: {rows: rows.csv}
              holdout: {fraction: 0.2}
              validation: {fraction: 0.1}
            train:
              xgboost: {rounds: 10, eval_metric: auc}
              tune:
                strategy: tpe
                ranges:
                  eta: {min: 0.01, max: 0.3, scaling: logarithmic}
                  max_depth: {min: 3, max: 10}
                  grow_policy: {values: [depthwise, lossguide]}
            gates: [{metric: auc, at-least: 0.6}]
            """;

    private static final String SCRIPT = SPEC.replace(
            "xgboost: {rounds: 10, eval_metric: auc}",
            "script: {command: [a], code: code, serve: [b], metrics: {loss: 'loss=(.*)'}}");

    @TempDir
    Path base;

    private Spec read(String text) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), text);
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
    }

    @Test
    void shouldReadASearch() throws IOException {
        Spec spec = read(SPEC);

        TuneSpec tune = spec.train().tune().orElseThrow();
        assertThat(tune.trials()).isEqualTo(20);
        assertThat(tune.earlyStopping()).isTrue();
        assertThat(tune.ranges()).containsOnlyKeys("eta", "max_depth", "grow_policy");
        assertThat(TuneGoal.of(spec)).isEqualTo(new TuneGoal("validation-auc", Direction.MAXIMIZE, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{rounds: 10}' | validation-logloss | MINIMIZE | false",
                "'{rounds: 10, objective: reg:logistic}' | validation-rmse | MINIMIZE | false",
                "'{rounds: 10, objective: binary:hinge}' | validation-error | MINIMIZE | false",
                "'{rounds: 10, eval_metric: error@0.7}' | validation-error@0.7 | MINIMIZE | false",
                "'{rounds: 10, eval_metric: map@5}' | validation-map@5 | MAXIMIZE | false",
                "'{rounds: 10, eval_metric: auc, early_stopping_rounds: 3}' | validation-auc | MAXIMIZE | true"
            })
    void shouldKnowTheMetricOfXgboost(String xgboost, String metric, Direction direction, boolean keepsBest)
            throws IOException {
        Spec spec = read(SPEC.replace("{rounds: 10, eval_metric: auc}", xgboost));

        assertThat(TuneGoal.of(spec)).isEqualTo(new TuneGoal(metric, direction, keepsBest));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "validation: {fraction: 0.1} | memory: 2GB | compares trials on validation rows, and there are none. Add",
                "tune: | ~continue-from: champion\n  tune:~ | adds rounds to one that has its own. Remove one of both",
                "eta: {min: 0.01, | eta: {min: 0.4, | goes from 0.4 to 0.3, where nothing lies between",
                "eta: {min: 0.01, max: 0.3, | eta: {min: 0.01, | has no 'max'. Add 'max'",
                "eta: {min: 0.01, max: 0.3, scaling: logarithmic} | eta: {} | does not say which values to try",
                "eta: {min: 0.01, | eta: {min: 0, | begins at 0, and a logarithmic scale",
                "~max: 0.3, scaling: logarithmic~ | ~max: 1, scaling: reverse_logarithmic~ | fractions of at least 0 and less than 1",
                "~{min: 3, max: 10}~ | ~{min: 3, max: 10, scaling: reverse_logarithmic}~ | no range of a reverse logarithmic scale",
                "eta: {min: 0.01, max: 0.3, | eta: {min: 0.01, max: 3, | 'eta' is '3'. Write a number of at least 0 and at most 1",
                "eta: {min: 0.01, max: 0.3, scaling: logarithmic} | eta: {min: -1, max: 0.3} | 'eta' is '-1'. Write a number",
                "eta: {min | etta: {min | there is no hyperparameter 'etta'. Did you mean 'eta'?",
                "~{min: 3, max: 10}~ | ~{min: 3, max: 10.5}~ | has only whole numbers, and goes from 3 to 10.5",
                "~{min: 3, max: 10}~ | ~{min: 3, max: 10, kind: continuous}~ | takes whole numbers only. Remove 'kind'",
                "~{min: 3, max: 10}~ | ~{min: 0, max: 10}~ | 'max_depth' 0, which is no limit, needs",
                "~[depthwise, lossguide]~ | ~[]~ | names no value",
                "~[depthwise, lossguide]~ | ~[depthwise, depthwise]~ | has the value 'depthwise' twice",
                "~[depthwise, lossguide]~ | ~[depthwise, lossgide]~ | Did you mean 'lossguide'?",
                "~[depthwise, lossguide]}~ | ~[depthwise], min: 3}~ | has 'values' and keys of a range",
                "~[depthwise, lossguide]}~ | ~[depthwise], scaling: logarithmic}~ | has 'values', which have no scale",
                "eta: {min | nthread: {min | Use 'threads' under 'train'",
                "grow_policy: {values: [depthwise, lossguide]} | eval_metric: {values: [auc]} | is what trials are compared by",
                "max_depth: {min: 3, max: 10} | ~num_round: {min: 3, max: 9}\n      rounds: {min: 3, max: 9}~ | are the same",
                "strategy: tpe | ~strategy: hyperband\n    metric: logloss~ | is 'logloss', and 'train.xgboost.eval_metric' tells auc",
                "strategy: tpe | ~metric: au~ | Did you mean 'auc'?",
                "strategy: tpe | ~direction: minimize~ | is to minimize 'auc', of which the other is better",
                "eval_metric: auc | ~eval_metric: \"auc,logloss\"~ | does not say by which metric. Add 'metric: auc'",
                "~eval_metric: auc}\n  tune:~ | ~eval_metric: \"auc,logloss\", early_stopping_rounds: 2}\n  tune:\n    metric: auc~ |"
                        + " Name 'auc' last in 'eval_metric'",
                "strategy: tpe | strategy: grid | has no 'values', and 'grid' tries each value that is named. Name them",
                "strategy: tpe | strategy: gird | is 'gird', not one of tpe, random, grid, hyperband"
            })
    void shouldNameTheMistake(String right, String wrong, String message) {
        String text = SPEC.replace(right, wrong);
        assertThat(text).isNotEqualTo(SPEC);
        assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidInput.class).hasMessageContaining(message);
    }

    @Test
    void shouldTryAllCombinationsOfAGridAndNoOtherNumber() throws IOException {
        String grid = SPEC.replace("strategy: tpe", "strategy: grid")
                .replace("{min: 0.01, max: 0.3, scaling: logarithmic}", "{values: [0.1, 0.2, 0.3]}")
                .replace("{min: 3, max: 10}", "{values: [3, 5]}");

        assertThatThrownBy(() -> read(grid))
                .hasMessageContaining("'train.tune.trials' is 20, and the ranges have 12 combinations")
                .hasMessageContaining("Write 'trials: 12'");
        assertThat(read(grid.replace("strategy: grid", "strategy: grid\n    trials: 12"))
                        .train()
                        .tune()
                        .orElseThrow()
                        .strategy())
                .isEqualTo(TuneSpec.Strategy.GRID);
    }

    @Test
    void shouldRefuseRoundsAsARangeOfHyperband() {
        assertThatThrownBy(() -> read(
                        SPEC.replace("strategy: tpe", "strategy: hyperband").replace("max_depth:", "rounds:")))
                .hasMessageContaining("'hyperband' decides by itself how many rounds a trial has");
    }

    @Test
    void shouldWantTheMetricNamedIfObjectivesAreSearched() {
        assertThatThrownBy(() -> read(SPEC.replace(", eval_metric: auc", "")
                        .replace(
                                "grow_policy: {values: [depthwise, lossguide]}",
                                "objective: {values: ['binary:logistic', 'reg:logistic']}")))
                .hasMessageContaining("has no metric to compare trials by. Name one in 'train.xgboost.eval_metric'");
    }

    @Test
    void shouldWantTheDirectionOfAScriptsMetric() throws IOException {
        assertThatThrownBy(() -> read(SCRIPT))
                .hasMessageContaining("does not say whether 'loss' is to be small or great. Add 'direction: minimize'");
        assertThatThrownBy(() -> read(SCRIPT.replace("metrics: {loss: 'loss=(.*)'}", "metrics: {}")))
                .hasMessageContaining("has no metric to compare trials by. Name one in 'train.script.metrics'");

        Spec spec = read(SCRIPT.replace("strategy: tpe", "direction: minimize"));
        assertThat(TuneGoal.of(spec)).isEqualTo(new TuneGoal("loss", Direction.MINIMIZE, false));
    }

    @Test
    void shouldRefuseHyperbandForAScript() {
        assertThatThrownBy(() -> read(SCRIPT.replace("strategy: tpe", "strategy: hyperband")))
                .hasMessageContaining("a program of your own is not told any. Use tpe or random");
        assertThatThrownBy(() -> read(SCRIPT.replace("grow_policy:", "'grow policy':")))
                .hasMessageContaining("cannot be an argument of a program");
    }

    @Test
    void shouldNameAllMistakesAtOnceEachWithItsPlace() {
        String wrong = SPEC.replace("eta: {min: 0.01,", "eta: {min: 0.4,")
                .replace("[depthwise, lossguide]", "[]")
                .replace("{min: 3, max: 10}", "{min: 3.5, max: 10}");

        assertThatThrownBy(() -> read(wrong)).isInstanceOfSatisfying(InvalidInput.class, e -> {
            List<String> places = e.problems().stream()
                    .map(p -> p.where().replaceFirst(".*:(\\d+):\\d+$", "$1"))
                    .distinct()
                    .toList();
            assertThat(e.problems()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(places).contains("13", "14", "15");
        });
    }

    @Test
    void shouldLayOneSetOfHyperparametersOverTheSpec() throws IOException {
        Spec spec = read(SPEC);
        Spec trial = spec.with(spec.train().with(java.util.Map.of("rounds", 7L, "eta", 0.2)));

        assertThat(Hyperparameters.resolve(trial))
                .containsEntry("num_round", "7")
                .containsEntry("eta", "0.2");
        assertThat(trial.train().tune()).isEmpty();
        Spec same = spec.with(spec.train().with(java.util.Map.of("num_round", 7L)));
        assertThat(Hyperparameters.rounds(same)).isEqualTo(7);
    }
}
