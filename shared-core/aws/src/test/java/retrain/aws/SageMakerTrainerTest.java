package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import retrain.Command;
import retrain.Outcome;
import retrain.aws.AwsServer.Fault;
import retrain.event.Event;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;

/** What is asked for, and what comes back. */
class SageMakerTrainerTest extends SageMakerRuns {
    @Test
    void shouldTrainTheSameModelAsInThisProcess() throws IOException {
        TrainedModel remote = trained(execute(Command.TRAIN));
        spec(XGBOOST, "", "");
        TrainedModel local = trained(execute(Command.TRAIN));

        assertThat(remote.artifact()).isEqualTo(local.artifact());
        assertThat(remote.importance()).isEqualTo(local.importance());
        assertThat(remote.provenance().trainer()).isEqualTo("SageMaker sagemaker-xgboost:3.0-5 on 1 ml.m5.xlarge");
        assertThat(remote.provenance().hyperparameters())
                .containsAllEntriesOf(local.provenance().hyperparameters().entrySet().stream()
                        .filter(e -> !e.getKey().equals("eval_metric"))
                        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        assertThat(remote.curve()).hasSize(8 * 4);
        assertThat(remote.curve().get(3).metric()).isEqualTo("validation-auc");
        assertThat(remote.curve().get(3).round()).isEqualTo(1);
        assertThat(remote.curve().stream().filter(p -> p.round() == 8).toList())
                .usingElementComparator(
                        (a, b) -> a.metric().equals(b.metric()) && Math.abs(a.value() - b.value()) < 1e-5 ? 0 : 1)
                .containsAll(local.curve().stream().filter(p -> p.round() == 8).toList());
    }

    @Test
    void shouldKeepTheBestRoundsWhenItEndsEarlyByTheObjectivesOwnMetric() throws IOException {
        spec("xgboost: {rounds: 40, eta: 0.9, early_stopping_rounds: 3}", PLAIN, "");
        TrainedModel remote = trained(execute(Command.TRAIN));
        assertThat(training.job(training.names().get(0)).hyperparameters()).containsEntry("eval_metric", "logloss");
        spec("xgboost: {rounds: 40, eta: 0.9, early_stopping_rounds: 3}", "", "");

        assertThat(remote.artifact()).isEqualTo(trained(execute(Command.TRAIN)).artifact());
    }

    @Test
    void shouldPromoteInAWholeRunAndDoNothingWhenNothingChanged() {
        Outcome first = execute(Command.RUN);
        assertThat(first.kind()).as(first.toString()).isIn(Outcome.Kind.PROMOTED, Outcome.Kind.REJECTED);
        int calls = aws.calls().size();

        Outcome second = execute(Command.RUN);

        assertThat(second.kind()).isIn(Outcome.Kind.UNCHANGED, Outcome.Kind.REJECTED);
        assertThat(aws.calls()).hasSize(calls);
        assertThat(training.names()).hasSize(1);
    }

    @Test
    void shouldUploadTheRowsOnce() throws IOException {
        execute(Command.TRAIN);
        int calls = aws.calls().size();
        seed++;
        anew();

        execute(Command.TRAIN);

        assertThat(aws.asked().subList(calls, aws.calls().size())).noneMatch(call -> call.startsWith("S3 PUT"));
    }

    @Test
    void shouldCalibrateTheModelOfSageMaker() throws IOException {
        spec(XGBOOST + "\n  calibrate: platt", PLAIN, "");

        TrainedModel model = trained(execute(Command.TRAIN));

        assertThat(model.provenance().calibrated()).isPresent();
        spec(XGBOOST + "\n  calibrate: platt", "", "");
        assertThat(model.artifact()).isEqualTo(trained(execute(Command.TRAIN)).artifact());
    }

    @Test
    void shouldAskForWhatTheSpecSays() throws IOException {
        spec(
                XGBOOST,
                "{instance: ml.m5.xlarge, instances: 2, volume-size: 50, max-time: 2 hours, spot: true, max-wait: 3 hours,"
                        + " input-mode: fastfile, retry: 2, environment: {LEVEL: info}}",
                "kms-key: alias/k\n  subnets: [subnet-1]\n  security-groups: [sg-1]\n  network-isolation: true\n  tags: {team: air}");

        execute(Command.TRAIN);

        String name = training.names().get(0);
        Map<String, Object> asked = training.job(name).request;
        assertThat(asked)
                .containsEntry("RoleArn", "arn:aws:iam::123456789012:role/retrain")
                .containsEntry("EnableManagedSpotTraining", true)
                .containsEntry("EnableNetworkIsolation", true)
                .containsEntry("Environment", Map.of("LEVEL", "info"))
                .containsEntry(
                        "VpcConfig", Map.of("Subnets", List.of("subnet-1"), "SecurityGroupIds", List.of("sg-1")));
        assertThat(String.valueOf(asked.get("StoppingCondition")))
                .contains("MaxRuntimeInSeconds=7200")
                .contains("MaxWaitTimeInSeconds=10800");
        assertThat(String.valueOf(asked.get("ResourceConfig")))
                .contains("InstanceCount=2")
                .contains("VolumeSizeInGB=50")
                .contains("VolumeKmsKeyId=alias/k");
        assertThat(String.valueOf(asked.get("OutputDataConfig"))).contains("KmsKeyId=alias/k");
        assertThat(String.valueOf(asked.get("CheckpointConfig"))).contains("s3://b/work/checkpoints/" + name);
        assertThat(String.valueOf(asked.get("RetryStrategy"))).contains("MaximumRetryAttempts=2");
        assertThat(String.valueOf(asked.get("AlgorithmSpecification")))
                .contains("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5")
                .contains("TrainingInputMode=FastFile")
                .doesNotContain("MetricDefinitions");
        assertThat(String.valueOf(asked.get("InputDataConfig")))
                .contains("ShardedByS3Key")
                .contains("FullyReplicated")
                .contains("application/x-parquet");
        assertThat(String.valueOf(asked.get("Tags")))
                .contains("{Key=team, Value=air}")
                .contains("{Key=retrain:model, Value=small}")
                .contains("{Key=retrain:run, Value=" + run() + "}");
        assertThat(training.job(name).channel("train")).hasSize(2);
        assertThat(training.job(name).channel("validation")).hasSize(1);
    }

    @Test
    void shouldTellUsageAndWhatSpareInstancesSaved() throws IOException {
        spec(XGBOOST, SPOT, "");

        execute(Command.TRAIN);

        assertThat(used()).singleElement().satisfies(usage -> {
            assertThat(usage.service()).isEqualTo("sagemaker-training");
            assertThat(usage.unit()).isEqualTo("ml.m5.xlarge");
            assertThat(usage.seconds()).isEqualTo(120);
            assertThat(usage.billed()).isEqualTo(36);
            assertThat(usage.spot()).isTrue();
        });
        assertThat(noticed()).anyMatch(line -> line.contains("36 s billed, 70% saved by spare instances"));
    }

    @Test
    void shouldTrainWithoutTheLinesWhenTheyMayNotBeRead() {
        aws.faults(call -> call.name().startsWith("Logs_") ? Fault.DENIED : Fault.NONE);

        TrainedModel model = trained(execute(Command.TRAIN));

        assertThat(noticed()).anyMatch(line -> line.contains("are not shown") && line.contains("access is denied"));
        assertThat(model.curve()).extracting(TrainedModel.Point::metric).contains("validation-auc", "train-logloss");
        assertThat(model.curve()).allMatch(point -> point.round() == 8);
    }

    @Test
    void shouldRefuseAModelThatIsAProgram() {
        training.program(job -> Map.of("xgboost-model", new byte[] {(byte) 0x80, 4, 'c'}));

        assertThatThrownBy(() -> execute(Command.TRAIN)).hasMessageContaining("a pickle of Python");
    }

    @Test
    void shouldTrainAScriptInItsContainer() throws IOException {
        Files.createDirectories(folder.resolve("code"));
        Files.writeString(folder.resolve("code/train.py"), "print('loss=0.5')\n");
        training.program(job -> {
            job.log("loss=0.5");
            job.log("loss=0.25");
            assertThat(new String(job.channel("train").get(0), StandardCharsets.UTF_8))
                    .matches("(?s)[01],.*");
            return Map.of("model.bin", new byte[] {1, 2, 3});
        });
        spec(
                "script: {command: [python3, train.py], code: code, hyperparameters: {epochs: 2, name: a b}, metrics:"
                        + " {loss: 'loss=(\\S+)'}, serve: [python3, serve.py]}",
                "{instance: ml.m5.xlarge, image: '1.dkr.ecr.us-east-1.amazonaws.com/mine:1'}",
                "");

        TrainedModel model = trained(execute(Command.TRAIN));

        assertThat(model.artifact().format()).isInstanceOf(ModelFormat.Container.class);
        assertThat(model.curve())
                .containsExactly(new TrainedModel.Point(1, "loss", 0.5), new TrainedModel.Point(2, "loss", 0.25));
        Map<String, String> given = training.job(training.names().get(0)).hyperparameters();
        assertThat(given)
                .containsEntry("epochs", "2")
                .containsEntry("name", "a b")
                .containsEntry("sagemaker_program", "train.py");
        S3Address code = S3Address.of(String.valueOf(given.get("sagemaker_submit_directory")));
        assertThat(aws.s3.get(code.bucket(), code.key())).isPresent();
        assertThat(String.valueOf(training.job(training.names().get(0)).request.get("AlgorithmSpecification")))
                .contains("Name=loss");
        assertThat(events).contains(new Event.Printed("train", "loss=0.25"));
    }
}
