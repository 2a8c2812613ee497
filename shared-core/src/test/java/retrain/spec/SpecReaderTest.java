package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Json;

class SpecReaderTest {
    static final String FULL = """
            model: flight-delay
            task: binary
            target: late
            seed: 7
            data:
              sources:
                flights: data/flights-*.csv.gz
                weather: [data/a.csv, data/b.csv]
              prepare: prepare.sql
              time: time_hour
              key: [carrier, flight]
              ignore: [tail]
              holdout: {latest: 1 month}
              validation: {fraction: 0.1}
            train:
              xgboost: {rounds: 200, eta: 0.1, max_depth: 6, eval_metric: [auc, logloss], early_stopping_rounds: 5}
              continue-from: champion
            evaluate: {metrics: [auc, log_loss], slices: [origin]}
            gates:
              - {metric: auc, at-least: 0.65}
              - {metric: auc, not-worse-than: champion, by: 0.005, slice: origin=JFK}
            promote: {strategy: replace}
            profiles:
              aws: {seed: 9, data: {holdout: {latest: 2 months}, key: [id]}}
            """;

    @TempDir
    Path base;

    @Test
    void shouldReadAFullSpec() throws IOException {
        Spec spec = read(FULL, Optional.empty(), "");

        assertThat(spec.seed()).isEqualTo(7);
        assertThat(spec.data().sources())
                .containsExactly(
                        Map.entry("flights", List.of("data/flights-*.csv.gz")),
                        Map.entry("weather", List.of("data/a.csv", "data/b.csv")));
        assertThat(spec.data().prepare().orElseThrow().sql()).contains("prepare.sql");
        assertThat(spec.train().xgboost().orElseThrow())
                .containsEntry("rounds", 200L)
                .containsEntry("eta", 0.1)
                .containsEntry("eval_metric", List.of("auc", "logloss"));
        assertThat(spec.promote().to()).isEqualTo("deployed");
    }

    @Test
    void shouldLayTheProfileAndTheOverridesOverTheFile() throws IOException {
        Spec spec = read(
                FULL,
                Optional.of("aws"),
                "train.xgboost.eta=0.2,data.holdout.latest=3 months,evaluate.metrics=[auc, brier]");

        assertThat(spec.seed()).isEqualTo(9);
        assertThat(spec.data().key()).containsExactly("id");
        assertThat(spec.data().time()).contains("time_hour");
        assertThat(spec.data().holdout().latest()).contains("3 months");
        assertThat(spec.train().xgboost().orElseThrow()).containsEntry("eta", 0.2);
        assertThat(spec.evaluate().metrics()).containsExactly(Metric.AUC, Metric.BRIER);
    }

    @Test
    void shouldSurviveARoundTripThroughJson() throws IOException {
        Spec spec = read(FULL, Optional.empty(), "");

        byte[] once = Json.write(spec);
        Spec again = Json.read(once, Spec.class, "spec.json");

        assertThat(again).isEqualTo(spec);
        assertThat(Json.write(again)).isEqualTo(once);
    }

    @Test
    void shouldReportAllMistakesAtOnceWithTheirPlaces() {
        String wrong = FULL.replace("target:", "tagret:")
                .replace("seed: 7", "seed: seven")
                .replace("metrics: [auc, log_loss]", "metrics: [auc, rsme]")
                .replace("eta: 0.1", "eat: 0.1");

        assertThatThrownBy(() -> read(wrong, Optional.empty(), ""))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems().stream().map(Problem::line).toList())
                                .anyMatch(
                                        p -> p.startsWith("retrain.yaml:3:1: ") && p.contains("Did you mean 'target'"))
                                .anyMatch(p -> p.startsWith("retrain.yaml:4:7: "))
                                .anyMatch(p -> p.startsWith("retrain.yaml:18:") && p.contains("Did you mean 'rmse'"))
                                .anyMatch(p -> p.contains("'target' is missing")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key: [carrier, flight]|key: [late]|retrain.yaml:11:8: the target 'late' cannot be part of the key",
                "  time: time_hour||splits by time, but no column is named as the time",
                "xgboost: {rounds|xgbost: {rounds|Did you mean 'xgboost'?",
                "eta: 0.1|eat: 0.1|Did you mean 'eta'?",
                "validation: {fraction: 0.1}|memory: 2GB|there is no validation split",
                "by: 0.005, |slice: x, |stands here again",
                "metric: auc, at-least|metric: rmse, at-least|is no metric of a binary task",
                "flights: data|fli-ghts: data|cannot be used as the name of a view",
                "data/flights-*|gs://bucket/flights-*|is neither on this machine nor in S3",
                "strategy: replace|strategy: rollout|not one of replace",
                "prepare: prepare.sql|prepare: {spark: job}|there is no key 'spark'",
            })
    void shouldNameTheMistake(String right, String wrong, String message) {
        String text = FULL.replace(right, wrong == null ? "" : wrong);

        assertThatThrownBy(() -> read(text, Optional.empty(), ""))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldNameTheProfilesThereAre() {
        assertThatThrownBy(() -> read(FULL, Optional.of("azure"), ""))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("aws");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "- a", "text", "a: [", "a: &x [*x]", "\t- :", "a: b: c", "&a {<<: *a}", "? [a]\n: b"})
    void shouldRefuseWhatIsNoSpec(String text) {
        assertThatThrownBy(() -> read(text, Optional.empty(), "")).isInstanceOf(InvalidInput.class);
    }

    @Test
    void shouldRefuseWhatCannotBeRead() throws IOException {
        Path latin = Files.write(base.resolve("retrain.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9});
        assertThatThrownBy(() -> SpecReader.read(latin, Optional.empty(), "")).hasMessageContaining("is not UTF-8");
        assertThatThrownBy(() -> SpecReader.read(base.resolve("absent.yaml"), Optional.empty(), ""))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("retrain:init");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldThrowNothingButInvalidInputWhateverIsWritten(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            String text = mutated(FULL, random);
            try {
                read(text, random.nextInt(4) == 0 ? Optional.of("aws") : Optional.empty(), "");
            } catch (InvalidInput e) {
                assertThat(e.problems())
                        .as(text)
                        .allMatch(p -> p.where().matches("retrain\\.yaml:[1-9][0-9]*:[1-9][0-9]*")
                                || p.where().equals("option 'profile'"));
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", step " + i + ":\n" + text, e);
            }
        }
    }

    private static String mutated(String text, Random random) {
        String signs = "{}[]:,-#&*!|>'\"%@`\n \t?~0a.\u0000\u00e9\ud83d";
        StringBuilder changed = new StringBuilder(text);
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(changed.length() - 1);
            switch (random.nextInt(4)) {
                case 0 -> changed.deleteCharAt(at);
                case 1 -> changed.insert(at, signs.charAt(random.nextInt(signs.length())));
                case 2 -> changed.setCharAt(at, signs.charAt(random.nextInt(signs.length())));
                default -> {
                    int end = Math.min(changed.length() - 1, at + random.nextInt(40));
                    String piece = changed.substring(at, end);
                    changed.insert(random.nextInt(changed.length()), piece);
                }
            }
        }
        // A lone half of a surrogate pair cannot be stored as UTF-8.
        return changed.toString().replaceAll("[\ud800-\udfff]", "?");
    }

    private Spec read(String text, Optional<String> profile, String set) throws IOException {
        return SpecReader.read(Files.writeString(base.resolve("retrain.yaml"), text), profile, set);
    }
}
