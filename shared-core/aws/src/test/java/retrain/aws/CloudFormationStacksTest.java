package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.aws.AwsServer.Fault;
import retrain.event.Event;
import retrain.infra.GeneratedFile;
import retrain.infra.Plan;
import retrain.infra.Stacks;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.RetrainException;
import retrain.spec.SpecReader;

class CloudFormationStacksTest {
    private static final String NAME = "retrain-small";
    private static final String TEMPLATE = """
            Parameters:
              CodeBucket: {Type: String}
              CodeKey: {Type: String}
              EnginesKey: {Type: String}
            Resources:
              Trigger: {Type: 'AWS::Lambda::Function', Properties: {Timeout: 60, Key: {Ref: CodeKey}}}
              Queue: {Type: 'AWS::SQS::Queue', Properties: {QueueName: events}}
              Rule: {Type: 'AWS::Events::Rule', Properties: {}}
              Topic: {Type: 'AWS::SNS::Topic', Properties: {}}
              StoreBucket: {Type: 'AWS::S3::Bucket', DeletionPolicy: Retain, Properties: {BucketName: small-store}}
              Key: {Type: 'AWS::KMS::Key', DeletionPolicy: Retain, Properties: {}}
            """;

    @TempDir
    Path folder;

    private final List<Event> events = new ArrayList<>();
    private AwsServer aws;
    private FakeCloudFormation cloudformation;
    private Plan plan;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        cloudformation = new FakeCloudFormation(aws);
        aws.on("TrentService.ScheduleKeyDeletion", request -> Map.of("KeyId", "k", "DeletionDate", 1.8e9));
        Files.writeString(folder.resolve("functions.jar"), "classes");
        Files.writeString(folder.resolve("engines.zip"), "engines");
        Files.writeString(folder.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                store: s3://small-store/store
                aws: {region: us-east-1, role: 'arn:aws:iam::123456789012:role/retrain', poll: 0.01, tags: {team: ml}}
                data: {sources: {rows: 's3://small-data/rows-*.csv'}}
                train: {xgboost: {rounds: 5}, sagemaker: {instance: ml.m5.large}}
                promote: {endpoint: {name: small, instance: ml.m5.large}}
                infra: {code: 's3://small-code/retrain', functions: {code: functions.jar, engines: engines.zip}}
                """);
        plan = Plan.of(
                SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), ""),
                folder,
                "retrain.yaml",
                Optional.empty());
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private Stacks stacks() {
        return new AwsAdapters().stacks(plan, events::add).orElseThrow();
    }

    private static List<GeneratedFile> files(String template) {
        return List.of(
                new GeneratedFile("infra/state-machine.asl.json", "{}"),
                new GeneratedFile("infra/template.yaml", template));
    }

    private List<String> told() {
        return events.stream().map(e -> ((Event.Noticed) e).message()).toList();
    }

    private List<String> check(String template) {
        return stacks().check(files(template));
    }

    private List<String> deploy(String template) {
        return stacks().deploy(files(template));
    }

    @Test
    void shouldSayWhatWouldBeMadeAndLeaveNothingBehind() {
        assertThat(check(TEMPLATE))
                .containsExactly(
                        "Add Key (AWS::KMS::Key)",
                        "Add Queue (AWS::SQS::Queue)",
                        "Add Rule (AWS::Events::Rule)",
                        "Add StoreBucket (AWS::S3::Bucket)",
                        "Add Topic (AWS::SNS::Topic)",
                        "Add Trigger (AWS::Lambda::Function)");
        assertThat(cloudformation.count()).isZero();
        assertThat(aws.s3.keys("small-code", "")).isEmpty();
    }

    @Test
    void shouldMakeTheStackAndTellItsEvents() {
        List<String> lines = deploy(TEMPLATE);

        assertThat(lines)
                .contains("Add Trigger (AWS::Lambda::Function)")
                .contains("StateMachine: arn:aws:states:us-east-1:123456789012:stateMachine:small");
        assertThat(told())
                .contains("makes stack retrain-small: 6 resources", "CREATE_COMPLETE Trigger (AWS::Lambda::Function)")
                .endsWith("CREATE_COMPLETE retrain-small (AWS::CloudFormation::Stack)");
        var stack = cloudformation.stack(NAME).orElseThrow();
        assertThat(stack.status).isEqualTo("CREATE_COMPLETE");
        assertThat(stack.tags).containsOnly(Map.entry("team", "ml"), Map.entry("retrain:model", "small"));
        assertThat(aws.s3.keys("small-code", ""))
                .hasSize(2)
                .allMatch(k -> k.matches("retrain/(functions|layers)/[0-9a-f]{64}\\.zip"));
    }

    @Test
    void shouldSayThatNothingWouldChange() {
        deploy(TEMPLATE);

        assertThat(check(TEMPLATE)).isEmpty();
        assertThat(deploy(TEMPLATE)).isEmpty();
        assertThat(cloudformation.changeSets(NAME)).isZero();
    }

    @Test
    void shouldSayWhatWouldChangeWhatIsLostFirst() {
        deploy(TEMPLATE);

        List<String> lines = check(TEMPLATE.replace("Timeout: 60", "Timeout: 90")
                .replace("QueueName: events", "QueueName: others")
                .replaceFirst("  Topic: .*\n", "  Alarm: {Type: 'AWS::CloudWatch::Alarm'}\n"));

        assertThat(lines)
                .containsExactly(
                        "REMOVE Topic (AWS::SNS::Topic)",
                        "Modify Queue (AWS::SQS::Queue): QueueName; REPLACEMENT: a new one is made, and the old one removed",
                        "Modify Trigger (AWS::Lambda::Function): Timeout; no replacement",
                        "Add Alarm (AWS::CloudWatch::Alarm)");
        assertThat(cloudformation.changeSets(NAME)).isZero();
        assertThat(cloudformation.stack(NAME).orElseThrow().status).isEqualTo("CREATE_COMPLETE");
    }

    @Test
    void shouldChangeTheFunctionsWhenTheSpecChanges() throws IOException {
        deploy(TEMPLATE);
        Files.writeString(
                folder.resolve("retrain.yaml"), "\n# another comment\n", java.nio.file.StandardOpenOption.APPEND);

        assertThat(check(TEMPLATE)).containsExactly("Modify Trigger (AWS::Lambda::Function): Key; no replacement");
    }

    @Test
    void shouldPutALargeTemplateToS3() {
        String large = TEMPLATE + "# " + "x".repeat(60_000) + "\n";

        deploy(large);

        assertThat(aws.s3.keys("small-code", "retrain/templates/")).hasSize(1);
        assertThat(cloudformation.stack(NAME)).isPresent();
    }

    @Test
    void shouldNameTheFirstCauseOfAFailure() {
        cloudformation.fail("Rule", "Rule small is not valid. (Service: EventBridge)");

        assertThatThrownBy(() -> deploy(TEMPLATE))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining(
                        "Rule (AWS::Events::Rule) is CREATE_FAILED: Rule small is not valid. (Service: EventBridge)")
                .hasMessageContaining("the stack is ROLLBACK_COMPLETE: what was made of it is removed again")
                .hasMessageNotContaining("cancelled");
    }

    @Test
    void shouldNameThePermissionThatIsMissing() {
        cloudformation.fail(
                "Topic",
                "User: arn:aws:iam::123456789012:user/me is not authorized to perform: SNS:CreateTopic on resource: arn:aws:sns:us-east-1:123456789012:small because no policy allows it");

        assertThatThrownBy(() -> deploy(TEMPLATE))
                .hasMessageContaining(
                        "\"Action\": \"SNS:CreateTopic\", \"Resource\": \"arn:aws:sns:us-east-1:123456789012:small\"");
    }

    @Test
    void shouldRemoveWhatAFailedCreationHasLeftThenMakeItAnew() {
        cloudformation.fail("Rule", "not valid");
        assertThatThrownBy(() -> deploy(TEMPLATE)).isInstanceOf(BackendFailure.class);
        assertThat(check(TEMPLATE)).singleElement().asString().contains("a deployment removes it first");
        cloudformation.mend();
        events.clear();

        deploy(TEMPLATE);

        assertThat(told())
                .contains(
                        "stack retrain-small is what a creation that failed has left (ROLLBACK_COMPLETE): it is removed first");
        assertThat(cloudformation.stack(NAME).orElseThrow().status).isEqualTo("CREATE_COMPLETE");
        assertThat(cloudformation.count()).isEqualTo(1);
    }

    @Test
    void shouldStayAsItWasWhenAnUpdateFails() {
        deploy(TEMPLATE);
        cloudformation.fail("Trigger", "out of memory");

        assertThatThrownBy(() -> deploy(TEMPLATE.replace("60", "90")))
                .hasMessageContaining("Trigger (AWS::Lambda::Function) is UPDATE_FAILED: out of memory")
                .hasMessageContaining("it is as it was before");
        cloudformation.mend();
        assertThat(deploy(TEMPLATE.replace("60", "90"))).anyMatch(l -> l.startsWith("Modify Trigger"));
    }

    @Test
    void shouldWaitForSomebodyElse() {
        deploy(TEMPLATE);
        cloudformation.begin(NAME);

        assertThatThrownBy(() -> check(TEMPLATE))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("is UPDATE_IN_PROGRESS");
        events.clear();
        assertThat(deploy(TEMPLATE)).isEmpty();
        assertThat(told())
                .contains(
                        "stack retrain-small is UPDATE_IN_PROGRESS: its end is waited for first",
                        "UPDATE_COMPLETE retrain-small (AWS::CloudFormation::Stack)");
    }

    @Test
    void shouldRefuseAStackThatOnlyItsOwnerCanMend() {
        deploy(TEMPLATE);
        cloudformation.status(NAME, "UPDATE_ROLLBACK_FAILED");

        assertThatThrownBy(() -> deploy(TEMPLATE))
                .hasMessageContaining("continue-update-rollback --stack-name retrain-small");
    }

    @Test
    void shouldTellWhatIsWrongWithATemplate() {
        assertThatThrownBy(() -> check("Nothing: {}"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("Template format error: At least one Resources member must be defined");
    }

    @Test
    void shouldSayHowToFetchTheCodeOfTheFunctions() throws IOException {
        Files.delete(folder.resolve("functions.jar"));

        assertThatThrownBy(() -> check(TEMPLATE))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("infra.functions.code")
                .hasMessageContaining("mvn dependency:get");
        assertThat(cloudformation.count()).isZero();
    }

    @Test
    void shouldKeepBucketsAndTheKey() {
        deploy(TEMPLATE);
        aws.s3.put("small-store", "store/x", new byte[1]);

        assertThat(stacks().destroy(false))
                .containsExactly(
                        "AWS::KMS::Key physical-Key stays",
                        "AWS::S3::Bucket small-store stays",
                        "endpoint small is of the runs, not of the stack, and stays if it is there: 'clean' names it when nobody calls it");
        assertThat(cloudformation.count()).isZero();
        assertThat(aws.s3.keys("small-store", "")).hasSize(1);
    }

    @Test
    void shouldRemoveBucketsWithAllThatIsInThem() {
        deploy(TEMPLATE);
        for (int i = 0; i < 2500; i++) {
            aws.s3.put("small-store", "store/" + i, new byte[1]);
        }
        aws.s3.mark("small-store", "store/deleted");
        aws.s3.put("small-data", "rows-1.csv", new byte[1]);

        assertThat(stacks().destroy(true))
                .contains("bucket small-store is removed, with 2,501 versions of objects")
                .anyMatch(l -> l.startsWith("key physical-Key is removed on 2027-01-15"));
        assertThat(aws.s3.isRemoved("small-store")).isTrue();
        assertThat(aws.s3.keys("small-data", "")).hasSize(1);
    }

    @Test
    void shouldRemoveTheBucketsOfAStackThatIsGone() {
        deploy(TEMPLATE);
        stacks().destroy(false);

        assertThat(stacks().destroy(false))
                .containsExactly("there is no stack retrain-small in this account and region");
        assertThat(stacks().destroy(true)).contains("bucket small-store is removed, with 0 versions of objects");
        assertThat(stacks().destroy(true)).contains("bucket small-store is not there any more");
    }

    @Test
    void shouldAdoptTheBucketsThatItHasLeft() {
        deploy(TEMPLATE);
        stacks().destroy(false);

        assertThat(check(TEMPLATE)).contains("Adopt StoreBucket (AWS::S3::Bucket), which is there: small-store");
        deploy(TEMPLATE);
        assertThat(cloudformation.stack(NAME).orElseThrow().status).isEqualTo("CREATE_COMPLETE");
        stacks().destroy(true);
        assertThat(aws.s3.isRemoved("small-store")).isTrue();
    }

    @Test
    void shouldNotAdoptWhatItHasNotMade() {
        cloudformation.taken("small-store");
        assertThatThrownBy(() -> deploy(TEMPLATE))
                .hasMessageContaining("StoreBucket (AWS::S3::Bucket) is CREATE_FAILED: small-store already exists")
                .hasMessageContaining("{made: existing}");
        cloudformation.mend();

        deploy(TEMPLATE.replaceFirst("  StoreBucket: .*\n", ""));
        stacks().destroy(false);
        String others = TEMPLATE.replace("BucketName: small-store", "BucketName: small-old");
        deploy(others);
        stacks().destroy(false);
        assertThatThrownBy(() ->
                        deploy(others + "  Lake: {Type: 'AWS::S3::Bucket', Properties: {BucketName: small-store}}\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("small-store is there already, which it has not made");
        assertThat(cloudformation.count()).isZero();
    }

    @Test
    void shouldTellWhatCannotBeRemoved() {
        deploy(TEMPLATE);
        cloudformation.fail("Queue", "the queue is in use");

        assertThatThrownBy(() -> stacks().destroy(false))
                .hasMessageContaining("Queue (AWS::SQS::Queue) is DELETE_FAILED: the queue is in use")
                .hasMessageContaining("destroy it again");
        cloudformation.mend();
        assertThatThrownBy(() -> deploy(TEMPLATE)).hasMessageContaining("-Dretrain.stack=destroy");
        stacks().destroy(false);
        assertThat(cloudformation.count()).isZero();
    }

    @Test
    void shouldNameThePolicyLineOfEachCallThatIsDenied() {
        deploy(TEMPLATE);
        List<String> asked = aws.asked().stream()
                .filter(n -> n.startsWith("Query ") && !n.equals("Query ListStacks")) // asked for a new stack alone
                .distinct()
                .toList();
        String changed = TEMPLATE.replace("60", "90");
        for (String call : asked) {
            aws.faults(c -> c.name().equals(call) ? Fault.DENIED : Fault.NONE);
            assertThatThrownBy(() -> deploy(changed))
                    .as(call)
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("access is denied")
                    .hasMessageContaining(call.replace("Query ", ""));
            aws.faults(c -> Fault.NONE);
        }
    }

    @Test
    void shouldNameTheCommandWhereThereIsNoRunToGoOnWith() {
        for (String service : List.of("S3 ", "Query ")) {
            aws.faults(c -> c.name().startsWith(service) ? Fault.EXPIRED : Fault.NONE);
            assertThatThrownBy(() -> deploy(TEMPLATE))
                    .isInstanceOf(RetrainException.class)
                    .hasMessageContaining("credentials have expired")
                    .hasMessageContaining("give the command again")
                    .hasMessageNotContaining("the run");
            aws.faults(c -> Fault.NONE);
        }
    }

    @Test
    void shouldDeployOnceAlthoughEachAnswerIsLostOnce() {
        for (Fault fault : List.of(Fault.ERROR_AFTER, Fault.ERROR_BEFORE, Fault.THROTTLED)) {
            AtomicInteger calls = new AtomicInteger();
            aws.faults(c -> calls.incrementAndGet() % 2 == 1 ? fault : Fault.NONE);
            deploy(TEMPLATE);
            aws.faults(c -> Fault.NONE);
            assertThat(cloudformation.stack(NAME).orElseThrow().status).isEqualTo("CREATE_COMPLETE");
            stacks().destroy(false);
        }
    }

    @Test
    void shouldLeaveNothingWhenACheckIsInterrupted() {
        aws.faults(c -> {
            if (c.name().equals("Query DescribeChangeSet")) {
                worker.interrupt();
            }
            return Fault.NONE;
        });
        worker = Thread.currentThread();

        assertThatThrownBy(() -> check(TEMPLATE)).isInstanceOf(BackendFailure.class);
        assertThat(Thread.interrupted()).isTrue();
        aws.faults(c -> Fault.NONE);
        assertThat(cloudformation.count()).isZero();
    }

    private volatile Thread worker = Thread.currentThread();

    @Test
    void shouldSayThatTheStackGoesOnWhenItIsInterrupted() {
        worker = Thread.currentThread();
        aws.faults(c -> {
            if (c.name().equals("Query ExecuteChangeSet")) {
                worker.interrupt();
            }
            return Fault.NONE;
        });

        assertThatThrownBy(() -> deploy(TEMPLATE))
                .isInstanceOfSatisfying(
                        RetrainException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
        aws.faults(c -> Fault.NONE);
        deploy(TEMPLATE);
        assertThat(cloudformation.stack(NAME).orElseThrow().status).isEqualTo("CREATE_COMPLETE");
    }

    @Test
    void shouldGoOnAfterAKillAtAnyCall() throws Exception {
        deploy(TEMPLATE);
        int most = aws.asked().size();
        stacks().destroy(false);
        for (int at = 1; at <= most; at++) {
            for (boolean done : new boolean[] {at % 2 == 0}) {
                killedAt(at, done, () -> deploy(TEMPLATE));
                deploy(TEMPLATE);
                assertThat(cloudformation.stack(NAME).orElseThrow().status)
                        .as("killed at call " + at)
                        .isEqualTo("CREATE_COMPLETE");
                assertThat(cloudformation.count()).isEqualTo(1);
                assertThat(cloudformation.changeSets(NAME)).isZero();
                stacks().destroy(false);
            }
        }
    }

    /** The answer of the call never comes, so that its process does nothing more, as one that was killed. */
    private void killedAt(int at, boolean done, Runnable work) throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        aws.faults(c -> calls.incrementAndGet() == at ? done ? Fault.HANG_AFTER : Fault.HANG_BEFORE : Fault.NONE);
        Thread killed = new Thread(() -> {
            try {
                work.run();
            } catch (RetrainException e) {
                // the server has ended
            }
        });
        killed.setDaemon(true);
        killed.start();
        aws.awaitHanging();
        aws.faults(c -> Fault.NONE);
    }

    @Test
    void shouldSendWhatTheSpecNamesAndNothingElse() throws IOException {
        Files.writeString(folder.resolve("secret.pem"), "x");
        Files.createDirectories(folder.resolve("target"));
        Files.writeString(folder.resolve("target/big.bin"), "x");

        try (StackCode code = StackCode.pack(plan, folder.resolve("functions.jar"), Optional.empty());
                StackCode again = StackCode.pack(plan, folder.resolve("functions.jar"), Optional.empty())) {
            assertThat(code.parameters()).isEqualTo(again.parameters());
        }
        deploy(TEMPLATE);
        String key = aws.s3.keys("small-code", "retrain/functions/").get(0);
        List<String> entries = new ArrayList<>();
        try (var zip = new java.util.zip.ZipInputStream(
                new java.io.ByteArrayInputStream(aws.s3.get("small-code", key).orElseThrow()))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.add(entry.getName() + " " + new String(zip.readAllBytes(), StandardCharsets.UTF_8).length());
            }
        }
        assertThat(entries)
                .containsExactly(
                        "lib/retrain-lambda.jar 7", "spec/retrain.yaml " + Files.size(folder.resolve("retrain.yaml")));
    }
}
