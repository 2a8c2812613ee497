package retrain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.cost.Demand.Item;
import retrain.cost.Demand.Part;
import retrain.local.Embedded;
import retrain.problem.InvalidInput;
import retrain.run.RunId;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

class DemandTest {
    @TempDir
    Path base;

    private Spec spec(String data, String train, String rest) throws IOException {
        Path file = base.resolve("retrain.yaml");
        Files.writeString(file, """
                model: m
                task: binary
                target: y
                data: {sources: {rows: s3://b/rows.csv}, key: [id], holdout: {fraction: 0.2}%s}
                train: {xgboost: {rounds: 5}%s}
                aws: {region: us-east-1, role: 'arn:aws:iam::123456789012:role/r', work: s3://b/w}
                %s
                """.formatted(data, train, rest));
        return SpecReader.read(file, Optional.empty(), "");
    }

    private List<Item> items(String data, String train, String rest) throws IOException {
        Spec spec = spec(data, train, rest);
        List<Item> items = Demand.of(spec, Part.all()).items();
        assertThat(spec.isInAws()).isEqualTo(!items.isEmpty());
        return items;
    }

    private static Item item(String what, String service, String unit, int count, double hours) {
        return new Item(what, service, unit, count, hours * 3600, false);
    }

    @Test
    void shouldUseNothingInAnEmbeddedRun() throws IOException {
        assertThat(items("", "", "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sagemaker: {instance: ml.m5.large, max-time: 2 hours, instances: 3} | training | 3 | 2",
                "sagemaker: {instance: ml.m5.large, max-time: 2 hours, spot: true} | training | 1 | 4",
                "sagemaker: {instance: ml.m5.large, max-time: 2 hours, spot: true, fall-back: false} | training | 1 | 2",
                "sagemaker: {instance: ml.m5.large, max-time: 2 hours, keep-alive: 30 minutes} | training | 1 | 2.5",
                "sagemaker: {instance: ml.m5.large} | training | 1 | 24",
            })
    void shouldTrainAsLongAsItMay(String train, String what, int count, double hours) throws IOException {
        assertThat(items("", ", " + train, ""))
                .containsExactly(item(what, "sagemaker-training", "ml.m5.large", count, hours));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "glue: {sql: q.sql} | Glue | glue | G.1X | 2 | 2",
                "glue: {sql: q.sql, worker: G.2X, workers: 5, timeout: 30} | Glue | glue | G.2X | 5 | 0.5",
                "glue: {job: mine, worker: G.4X, workers: 3} | Glue | glue | G.4X | 3 | 2",
                "lambda: {function: f} | Lambda | lambda | 10240 MB | 1 | 0.25",
                "processing: {image: i, instance: ml.c5.large, instances: 2, timeout: 60}"
                        + " | processing | sagemaker-processing | ml.c5.large | 2 | 1"
            })
    void shouldPrepareAsLongAsItMay(String prepare, String what, String service, String unit, int count, double hours)
            throws IOException {
        Files.writeString(base.resolve("q.sql"), "SELECT 1");

        assertThat(items(", prepare: {" + prepare + "}", "", ""))
                .containsExactly(item(what, service, unit, count, hours));
    }

    @Test
    void shouldNotGuessTheWorkersOfAnothersJob() throws IOException {
        Spec spec = spec(", prepare: {glue: {job: mine}}", "", "cost: {per-run: 5}");
        Prices prices = Prices.of(spec, base);
        Estimate worst = Estimate.of(Demand.of(spec, Part.all()), prices);
        Budget budget = new Budget(Embedded.store(base.resolve("store")), spec.cost(), prices, Clock.systemUTC());

        assertThat(worst.sentence()).contains("Glue: workers that the spec does not name for at most 2.0 h");
        assertThatThrownBy(() -> budget.reserve(new RunId("20260110T120000Z-000001"), worst))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.prepare.glue: does not say which workers the job uses")
                .hasMessageContaining("Add 'worker: G.1X' and 'workers: 2'");
    }

    @Test
    void shouldPriceAFunctionByItsMemory() throws IOException {
        Prices prices = Prices.of(spec("", "", ""), base);

        assertThat(prices.perSecond("lambda", "512 MB").orElseThrow() * 2)
                .isEqualTo(prices.perSecond("lambda", "GB").orElseThrow());
        assertThat(prices.perSecond("glue", "512 MB")).isEmpty();
    }

    @Test
    void shouldScoreCandidateAndChampion() throws IOException {
        String transform =
                "evaluate: {sagemaker: {transform: {instance: ml.c5.xlarge, instances: 2, max-runtime: 1800}}}";

        assertThat(items("", "", transform))
                .containsExactly(item("scoring", "sagemaker-transform", "ml.c5.xlarge", 2, 1));
        assertThat(items(", validation: {fraction: 0.1}", "", transform))
                .containsExactly(item("scoring", "sagemaker-transform", "ml.c5.xlarge", 2, 2));
    }

    @Test
    void shouldTellWhatServesFromWhatTheRunUses() throws IOException {
        Item moving = item("second fleet while the traffic moves", "sagemaker-endpoint", "ml.m5.large", 2, 1);

        assertThat(items("", "", "promote: {endpoint: {instances: 2}}"))
                .containsExactly(moving, new Item("endpoint", "sagemaker-endpoint", "ml.m5.large", 2, 0, true));
        assertThat(items(
                        "",
                        "",
                        "promote: {endpoint: {instances: 2, check: endpoint, autoscaling: {max: 6, target: 9}}}"))
                .containsExactly(
                        item("throw-away endpoint", "sagemaker-endpoint", "ml.m5.large", 1, 1),
                        moving,
                        new Item("endpoint", "sagemaker-endpoint", "ml.m5.large", 6, 0, true));
        assertThat(Demand.of(spec("", "", "promote: {endpoint: {serverless: {}}}"), Part.all())
                        .items())
                .isEmpty();
    }

    @Test
    void shouldUseWhatThePartsOfTheCommandUse() throws IOException {
        Spec spec = spec("", ", sagemaker: {instance: ml.m5.large}", "promote: {endpoint: {}}");

        assertThat(Demand.of(spec, EnumSet.of(Part.PREPARE)).items()).isEmpty();
        assertThat(Demand.of(spec, EnumSet.of(Part.TRAIN)).items())
                .extracting(Item::what)
                .containsExactly("training");
    }
}
