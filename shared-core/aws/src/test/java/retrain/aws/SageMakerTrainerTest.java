package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.Request;
import retrain.Retrain;
import retrain.event.Event;

class SageMakerTrainerTest {
    @TempDir
    private Path folder;

    private final List<Event> events = new ArrayList<>();
    private AwsServer aws;
    private FakeTraining training;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        training = new FakeTraining(aws);
        Files.writeString(folder.resolve("rows.csv"), S3Project.rows(0, 300));
        spec("{instance: ml.m5.xlarge}");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private void spec(String sagemaker) throws IOException {
        Files.writeString(folder.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows.csv}
                  key: [id]
                  features: [x, y]
                  holdout: {fraction: 0.3}
                  validation: {fraction: 0.2}
                train:
                  xgboost: {rounds: 8, max_depth: 3, eval_metric: [logloss, auc]}
                  sagemaker: %s
                gates: [{metric: auc, at-least: 0.5}]
                aws: {role: 'arn:aws:iam::123456789012:role/retrain', work: 's3://b/work', poll: 0.01}
                """.formatted(sagemaker));
    }

    private Outcome execute(Command command) {
        return execute(command, Map.of());
    }

    private Outcome execute(Command command, Map<Option, String> options) {
        return new Retrain(e -> {
                    synchronized (events) {
                        events.add(e);
                    }
                })
                .execute(new Request(command, new HashMap<>(options), folder, folder.resolve("out"), "test"));
    }

    @Test
    void shouldTrainOnSageMakerInAWholeRun() {
        Outcome outcome = execute(Command.RUN);

        assertThat(outcome.kind()).as(outcome.toString()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(training.names()).hasSize(1);
    }
}
