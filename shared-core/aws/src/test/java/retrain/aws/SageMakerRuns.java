package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.Request;
import retrain.Retrain;
import retrain.aws.AwsServer.Fault;
import retrain.event.Event;
import retrain.local.Embedded;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.Ledger;
import retrain.run.RunId;
import retrain.run.Store;
import retrain.run.Usage;
import retrain.train.TrainedModel;

/** Runs, as far as training, of the real SDK against a stand-in of SageMaker; each has a seed of its own, so that none is reused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SageMakerRuns {
    static final String PLAIN = "{instance: ml.m5.xlarge}";
    static final String SPOT = "{instance: ml.m5.xlarge, spot: true}";
    static final String XGBOOST = "xgboost: {rounds: 8, max_depth: 3, eval_metric: [logloss, auc]}";

    Path folder;

    final List<Event> events = new ArrayList<>();
    AwsServer aws;
    FakeTraining training;
    int seed;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        this.folder = folder;
        aws = AwsServer.start();
        Files.writeString(folder.resolve("rows.csv"), S3Project.rows(0, 300));
        spec(XGBOOST, PLAIN, "");
        execute(Command.PREPARE);
    }

    @AfterAll
    void stop() {
        aws.close();
    }

    @BeforeEach
    void anew() throws IOException {
        training = new FakeTraining(aws);
        aws.faults(call -> Fault.NONE);
        events.clear();
        seed++;
        spec(XGBOOST, PLAIN, "");
    }

    void spec(String train, String sagemaker, String more) throws IOException {
        String on = sagemaker.isEmpty() ? "" : "sagemaker: " + sagemaker;
        Files.writeString(folder.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                seed: %d
                data:
                  sources: {rows: rows.csv}
                  key: [id]
                  features: [x, y]
                  holdout: {fraction: 0.3}
                  validation: {fraction: 0.2}
                train:
                  threads: 1
                  %s
                  %s
                gates: [{metric: auc, at-least: 0.5}]
                aws:
                  role: arn:aws:iam::123456789012:role/retrain
                  work: s3://b/work
                  poll: 0.01
                  %s
                """.formatted(seed, train, on, more));
    }

    Outcome execute(Command command) {
        return execute(command, Map.of());
    }

    Outcome execute(Command command, Map<Option, String> options) {
        return new Retrain(e -> {
                    synchronized (events) {
                        events.add(e);
                    }
                })
                .execute(new Request(command, new HashMap<>(options), folder, folder.resolve("out"), "test"));
    }

    Outcome resume() {
        return execute(Command.TRAIN, Map.of(Option.RUN, run()));
    }

    String run() {
        return events.stream()
                .flatMap(e -> e instanceof Event.RunStarted started
                        ? Optional.of(started.run()).stream()
                        : Optional.<String>empty().stream())
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    Store store() {
        return Embedded.store(folder.resolve(".retrain"));
    }

    TrainedModel trained(Outcome outcome) {
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.TRAINED);
        return trained();
    }

    TrainedModel trained() {
        Store store = store();
        Digest kept =
                Ledger.open(store, new RunId(run())).done("train").orElseThrow().output();
        return Json.read(store.get(kept), TrainedModel.class, "object " + kept);
    }

    List<String> noticed() {
        synchronized (events) {
            return events.stream()
                    .filter(e -> e instanceof Event.Noticed)
                    .map(e -> ((Event.Noticed) e).message())
                    .toList();
        }
    }

    List<Usage> used() {
        List<Usage> all = new ArrayList<>();
        YearMonth month = YearMonth.of(2025, 11);
        assertThat(month.atDay(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond()).isLessThan(1_764_150_000L);
        for (Usage usage : Usage.of(store(), month, java.util.Set.of())) {
            if (training.names().contains(usage.job())) {
                all.add(usage);
            }
        }
        return all;
    }
}
