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
/** Whole runs, as far as training, of the real SDK against a stand-in of SageMaker; each has a seed of its own, so that none is reused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SageMakerTrainerTest {
    private static final String PLAIN = "{instance: ml.m5.xlarge}";
    private static final String SPOT = "{instance: ml.m5.xlarge, spot: true}";
    private static final String XGBOOST = "xgboost: {rounds: 8, max_depth: 3, eval_metric: [logloss, auc]}";

    private Path folder;

    private final List<Event> events = new ArrayList<>();
    private AwsServer aws;
    private FakeTraining training;
    private int seed;
    private int callsBefore;

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
        callsBefore = aws.calls().size();
        seed++;
        spec(XGBOOST, PLAIN, "");
    }

    private void spec(String train, String sagemaker, String more) throws IOException {
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

    private Outcome resume() {
        return execute(Command.TRAIN, Map.of(Option.RUN, run()));
    }

    private String run() {
        return events.stream()
                .flatMap(e -> e instanceof Event.RunStarted started
                        ? Optional.of(started.run()).stream()
                        : Optional.<String>empty().stream())
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    private Store store() {
        return Embedded.store(folder.resolve(".retrain"));
    }

    private TrainedModel trained(Outcome outcome) {
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.TRAINED);
        return trained();
    }

    private TrainedModel trained() {
        Store store = store();
        String prefix = "runs/" + run() + "/";
        for (String key : store.list(prefix)) {
            String entry = new String(store.read(key).orElseThrow().content(), StandardCharsets.UTF_8);
            if (entry.contains("\"stage\":\"train\"") && entry.contains("\"output\"")) {
                String hex = entry.replaceFirst("(?s).*\"output\":\"(?:sha256:)?([0-9a-f]{64})\".*", "$1");
                return Json.read(store.get(new Digest(hex)), TrainedModel.class, key);
            }
        }
        throw new AssertionError("no trained model in " + store.list(prefix));
    }

    private List<String> asked() {
        return aws.asked().subList(callsBefore, aws.calls().size());
    }

    private List<String> noticed() {
        synchronized (events) {
            return events.stream()
                    .filter(e -> e instanceof Event.Noticed)
                    .map(e -> ((Event.Noticed) e).message())
                    .toList();
        }
    }

    private List<Usage> used() {
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
        assertThat(asked.get("StoppingCondition").toString())
                .contains("MaxRuntimeInSeconds=7200")
                .contains("MaxWaitTimeInSeconds=10800");
        assertThat(asked.get("ResourceConfig").toString())
                .contains("InstanceCount=2")
                .contains("VolumeSizeInGB=50")
                .contains("VolumeKmsKeyId=alias/k");
        assertThat(asked.get("OutputDataConfig").toString()).contains("KmsKeyId=alias/k");
        assertThat(asked.get("CheckpointConfig").toString()).contains("s3://b/work/checkpoints/" + name);
        assertThat(asked.get("RetryStrategy").toString()).contains("MaximumRetryAttempts=2");
        assertThat(asked.get("AlgorithmSpecification").toString())
                .contains("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5")
                .contains("TrainingInputMode=FastFile")
                .doesNotContain("MetricDefinitions");
        assertThat(asked.get("InputDataConfig").toString())
                .contains("ShardedByS3Key")
                .contains("FullyReplicated")
                .contains("application/x-parquet");
        assertThat(asked.get("Tags").toString())
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

    @ParameterizedTest
    @EnumSource(
            value = End.class,
            names = {"NO_CAPACITY", "MAX_WAIT", "INTERRUPTED"})
    void shouldTrainOnDemandWhenThereAreNoSpareInstances(End end) throws IOException {
        spec(XGBOOST, SPOT, "");
        training.ending(name -> name.endsWith("-on-demand") ? End.COMPLETED : end);

        trained(execute(Command.TRAIN));

        String first = training.names().get(0);
        assertThat(training.names()).containsExactly(first, first + "-on-demand");
        Map<String, Object> second = training.job(first + "-on-demand").request;
        assertThat(second).containsEntry("EnableManagedSpotTraining", false);
        assertThat(second.get("CheckpointConfig"))
                .isEqualTo(training.job(first).request.get("CheckpointConfig"));
        assertThat(noticed()).anyMatch(line -> line.contains("got no spare instances"));
    }

    @Test
    void shouldNotTrainOnDemandUnlessItMay() throws IOException {
        spec(XGBOOST, "{instance: ml.m5.xlarge, spot: true, fall-back: false}", "");
        training.ending(name -> End.MAX_WAIT);

        BackendFailure failure = catchThrowableOfType(BackendFailure.class, () -> execute(Command.TRAIN));

        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure).hasMessageContaining("got no instances of ml.m5.xlarge");
        assertThat(training.names()).hasSize(1);
    }

    @Test
    void shouldAttachToTheJobWhenItExistsAlready() {
        aws.faults(call -> call.name().endsWith("DescribeTrainingJob") ? Fault.DENIED : Fault.NONE);
        assertThatThrownBy(() -> execute(Command.TRAIN)).hasMessageContaining("sagemaker:DescribeTrainingJob");
        aws.faults(call -> Fault.NONE);

        trained(resume());

        assertThat(training.names()).hasSize(1);
        assertThat(noticed()).anyMatch(line -> line.endsWith("is there already"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR_AFTER", "RESET_AFTER", "ERROR_BEFORE", "THROTTLED"})
    void shouldBeginOneJobHoweverTheAnswerIsLost(Fault fault) {
        boolean[] done = {false};
        aws.faults(call -> {
            boolean first = call.name().endsWith("CreateTrainingJob") && !done[0];
            done[0] |= first;
            return first ? fault : Fault.NONE;
        });

        trained(execute(Command.TRAIN));

        assertThat(training.names()).hasSize(1);
    }

    @Test
    void shouldWaitForAJobThatIsNotSeenYet() {
        training.unseenFor(5);

        trained(execute(Command.TRAIN));

        assertThat(training.names()).hasSize(1);
    }

    @Test
    void shouldGoOnWhenALookIsNotAnswered() {
        int[] failed = {0};
        aws.faults(call ->
                call.name().endsWith("DescribeTrainingJob") && failed[0]++ < 8 ? Fault.ERROR_BEFORE : Fault.NONE);

        trained(execute(Command.TRAIN));

        assertThat(noticed()).anyMatch(line -> line.startsWith("not answered, asked again"));
    }

    @Test
    void shouldTellWhyAJobFailedAndWhatItPrintedAndTrainAnewUnderTheNextName() {
        training.ending(name -> name.endsWith("-2") ? End.COMPLETED : End.ALGORITHM_ERROR);

        assertThatThrownBy(() -> execute(Command.TRAIN))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("AlgorithmError: framework error, exit code: 1")
                .hasMessageContaining("ValueError: it went wrong");
        assertThat(events).contains(new Event.Printed("train", "ValueError: it went wrong"));
        assertThat(used()).hasSize(1);

        trained(resume());

        String first = training.names().get(0);
        assertThat(training.names()).containsExactly(first, first + "-2");
    }

    @Test
    void shouldSayThatItRanTooLong() {
        training.ending(name -> End.MAX_RUNTIME);

        assertThatThrownBy(() -> execute(Command.TRAIN))
                .hasMessageContaining("had not ended within 'train.sagemaker.max-time', 1 day");
    }

    @Test
    void shouldSayThatSomebodyStoppedIt() throws Exception {
        training.ending(name -> End.NEVER);
        CompletableFuture<Outcome> running = CompletableFuture.supplyAsync(() -> execute(Command.TRAIN));
        String name = begun();

        training.stop(name);

        assertThatThrownBy(running::get)
                .hasCauseInstanceOf(RetrainException.class)
                .hasMessageContaining("somebody stopped it in SageMaker");
    }

    private String begun() throws InterruptedException {
        while (training.names().isEmpty() || noticed().stream().noneMatch(line -> line.contains(": Training"))) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return training.names().get(0);
    }

    @Test
    void shouldStopTheJobWhenItIsInterrupted() throws Exception {
        training.ending(name -> End.NEVER);
        CompletableFuture<Outcome> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                end.complete(execute(Command.TRAIN));
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        thread.start();
        String name = begun();

        thread.interrupt();

        assertThatThrownBy(() -> end.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.CANCELLED));
        assertThat(training.status(name)).isIn("Stopping", "Stopped");
    }

    @Test
    void shouldNameTheActionThatIsMissing() {
        aws.faults(call -> call.name().endsWith("CreateTrainingJob") ? Fault.DENIED : Fault.NONE);

        assertThatThrownBy(() -> execute(Command.TRAIN))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("\"Action\": \"sagemaker:CreateTrainingJob\"");
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
        S3Address code = S3Address.of(given.get("sagemaker_submit_directory"));
        assertThat(aws.s3.get(code.bucket(), code.key())).isPresent();
        assertThat(training.job(training.names().get(0))
                        .request
                        .get("AlgorithmSpecification")
                        .toString())
                .contains("Name=loss");
        assertThat(events).contains(new Event.Printed("train", "loss=0.25"));
    }
}
