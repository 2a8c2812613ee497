package retrain.aws;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome.Kind;
import retrain.aws.AwsServer.Fault;
import retrain.aws.TracedRuns.By;
import retrain.infra.Plan;
import retrain.spec.SpecReader;

/**
 * What functions, state machine, builds and jobs do in runs that go through all branches is what their roles allow: nothing is missing, nothing
 * spare.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeastPrivilegeIT {
    private static final String BASE = AwsWorld.SPEC.replace("poll: 0.01", "poll: 0.01, tags: {team: air}") + """
            infra:
              codepipeline:
                connection: arn:aws:codeconnections:us-east-1:123456789012:connection/01234567-89ab-cdef-0123-456789abcdef
                repository: owner/small
                pull-requests: true
              github: {repository: owner/small, environment: live}
            """;

    private static final String PERSON = "Person";
    private static final String SERVED = "promote: {endpoint: {name: small, instance: ml.m5.large}}";

    /** What a call on the loopback cannot show: by whom it is done, and who says so. */
    private static final Map<String, String> UNSEEN = Map.ofEntries(
            entry("Logs logs:CreateLogStream", "Lambda and CodeBuild write lines"),
            entry("Logs logs:PutLogEvents", "Lambda and CodeBuild write lines"),
            entry("ScalingAlarms cloudwatch:PutMetricAlarm", "Application Auto Scaling, for the caller: its guide"),
            entry("ScalingAlarms cloudwatch:DescribeAlarms", "Application Auto Scaling, for the caller: its guide"),
            entry("ScalingAlarms cloudwatch:DeleteAlarms", "Application Auto Scaling, for the caller: its guide"),
            entry("ScalingRole iam:CreateServiceLinkedRole", "the first scaling in an account: the same guide"),
            entry("Key kms:Decrypt", "S3, for who reads: the guide of KMS"),
            entry("Key kms:GenerateDataKey", "S3, for who writes: the guide of KMS"),
            entry("Key kms:CreateGrant", "SageMaker, for who makes an endpoint: its guide"),
            entry("Key kms:DescribeKey", "SageMaker, for who makes an endpoint: its guide"),
            entry("NetworkMake ec2:CreateNetworkInterface", "Lambda, in a VPC: its guide"),
            entry("NetworkUse ec2:DeleteNetworkInterface", "Lambda, in a VPC: its guide"),
            entry("NetworkUse ec2:AssignPrivateIpAddresses", "Lambda, in a VPC: its guide"),
            entry("NetworkUse ec2:UnassignPrivateIpAddresses", "Lambda, in a VPC: its guide"),
            entry("NetworkLook ec2:DescribeNetworkInterfaces", "Lambda, in a VPC: its guide"),
            entry("NetworkLook ec2:DescribeSubnets", "Lambda, in a VPC: its guide"),
            entry("Handed s3:GetObject", "CodeBuild fetches the code and its cache"),
            entry("Handed s3:GetObjectVersion", "CodeBuild fetches the code"),
            entry("Handed s3:PutObject", "CodeBuild keeps its cache"),
            entry("Bucket s3:GetBucketAcl", "CodeBuild, before it uses the bucket: its guide"),
            entry("Bucket s3:GetBucketLocation", "CodeBuild, before it uses the bucket: its guide"),
            entry("Bucket s3:GetBucketVersioning", "CodeBuild, before it uses the bucket: its guide"),
            entry("Reports codebuild:CreateReportGroup", "CodeBuild reports tests"),
            entry("Reports codebuild:CreateReport", "CodeBuild reports tests"),
            entry("Reports codebuild:UpdateReport", "CodeBuild reports tests"),
            entry("Reports codebuild:BatchPutTestCases", "CodeBuild reports tests"),
            entry("Connection codeconnections:UseConnection", "CodeBuild fetches the code of a pull request"),
            entry("Connection codeconnections:GetConnection", "CodeBuild fetches the code of a pull request"),
            entry("Connection codeconnections:GetConnectionToken", "CodeBuild fetches the code of a pull request"));

    private final TracedRoles.Ledger ledger = new TracedRoles.Ledger();

    @BeforeAll
    void runAll(@TempDir Path folder) throws IOException {
        for (By by : By.values()) {
            Path of = folder.resolve(by.name());
            promoted(of, by);
            scaled(of, by);
            tested(of, by);
            if (by != By.APPROVAL) {
                failed(of, by);
                searched(of, by);
                guarded(of, by);
            }
        }
        person(folder.resolve("person"));
    }

    private TracedRuns runs(Path folder, By by, String yaml) throws IOException {
        return new TracedRuns(Files.createTempDirectory(Files.createDirectories(folder), "run"), yaml, by, ledger);
    }

    private static String with(String... pairs) {
        String text = BASE;
        for (int i = 0; i < pairs.length; i += 2) {
            assertThat(text).contains(pairs[i]);
            text = text.replace(pairs[i], pairs[i + 1]);
        }
        return text;
    }

    /**
     * Rejected, promoted, promoted again, unchanged, rejected by its gates, rejected by its rows, rolled back. The first run registers the first
     * version of all, so that the group of its package is made; the registry cannot be told of the second champion, for which later runs
     * make up, whoever ends them.
     */
    private void promoted(Path folder, By by) throws IOException {
        String strict = with("at-least: 0.5", "at-least: 0.999");
        try (TracedRuns runs = runs(folder, by, strict)) {
            assertThat(runs.check().kind()).isEqualTo(Kind.DUE);
            assertThat(runs.drive().kind()).isEqualTo(Kind.REJECTED);
            runs.spec(BASE);
            assertThat(runs.drive().kind()).isEqualTo(Kind.PROMOTED);
            runs.world.deny("UpdateModelPackage");
            runs.world.month(4);
            assertThat(runs.drive().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(runs.drive().kind()).isEqualTo(Kind.UNCHANGED);
            runs.world.month(5);
            runs.spec(strict);
            assertThat(runs.drive().kind()).isEqualTo(Kind.REJECTED);
            runs.spec(
                    with("  features: [x, y]", "  features: [x, y]\n  quality: [{check: range, columns: x, max: -9}]"));
            assertThat(runs.drive().kind()).isEqualTo(Kind.REJECTED);
            runs.spec(BASE);
            if (by == By.FUNCTIONS) {
                runs.rollback();
            }
            runs.uploadThatFails();
        }
    }

    /** A training, a transform and an endpoint that fail; each is gone on with. Then whoever waits is told to stop. */
    private void failed(Path folder, By by) throws IOException {
        try (TracedRuns runs = runs(folder, by, BASE)) {
            runs.world.failTheNextTraining();
            runs.world.transforms.fail = Optional.of("InternalServerError");
            runs.world.endpoints.fail = Optional.of("no capacity");
            assertThat(runs.driveHoweverOftenItFails().kind()).isEqualTo(Kind.PROMOTED);
            runs.world.month(4);
            runs.stoppedAt("TrainingJob");
            runs.stoppedAt("TransformJob");
        }
    }

    /** Autoscaling, alarms and a throw-away endpoint; nothing new; then neither, and the endpoint itself scores. */
    private void scaled(Path folder, By by) throws IOException {
        String scaled = with(
                SERVED,
                "promote: {strategy: canary, endpoint: {name: small, instance: ml.m5.large, check: endpoint, instances: 2,"
                        + " autoscaling: {min: 2, max: 4, target: 100}, alarms: {errors: 0.1, names: [revenue]}}}");
        try (TracedRuns runs = runs(folder, by, scaled)) {
            new FakeScaling(runs.world.aws);
            new FakeCloudWatch(runs.world.aws).alarm("revenue");
            runs.world.loseAnswersToModels();
            assertThat(runs.drive().kind()).isEqualTo(Kind.PROMOTED);
            runs.world.month(4);
            assertThat(runs.drive().kind()).isEqualTo(Kind.PROMOTED);
            runs.approvedAgain();
            assertThat(runs.drive().kind()).isEqualTo(Kind.UNCHANGED);
            runs.spec(with("sagemaker: {transform: {instance: ml.m5.large}}", "sagemaker: {endpoint: {name: small}}"));
            runs.world.month(5);
            assertThat(runs.drive().kind()).isEqualTo(Kind.PROMOTED);
        }
    }

    /** An A/B test, whose shares somebody moves. The endpoint of what was approved fails at first. */
    private void tested(Path folder, By by) throws IOException {
        try (TracedRuns runs = runs(folder, by, with(SERVED, SERVED.replace("{endpoint", "{strategy: ab, endpoint")))) {
            if (by == By.APPROVAL) {
                runs.world.endpoints.fail = Optional.of("no capacity");
            }
            assertThat(runs.driveHoweverOftenItFails().kind()).isEqualTo(Kind.PROMOTED);
            runs.world.month(4);
            assertThat(runs.drive().kind()).isIn(Kind.TESTING, Kind.PROMOTED);
            runs.world.endpoints.weight("small", "v2", 0.123);
            runs.drive();
        }
    }

    /** A search by SageMaker's tuner over rows that Glue prepares: a run of Glue fails, and only its log tells why. */
    private void searched(Path folder, By by) throws IOException {
        String tuned = with(
                "train: {xgboost: {rounds: 5}",
                "train: {xgboost: {rounds: 5, eval_metric: auc}, tune: {trials: 2, parallel: 1, ranges: {eta: {min: 0.1, max: 0.3}}}",
                "  key: [id]",
                "  key: [id]\n  validation: {fraction: 0.2}\n  prepare: {glue: {sql: prepare.sql}}");
        try (TracedRuns runs = runs(folder, by, tuned)) {
            runs.file("prepare.sql", "SELECT * FROM rows");
            new FakeTuning(runs.world.aws, runs.world.training);
            FakeGlue glue = new FakeGlue(runs.world.aws);
            glue.end = "FAILED";
            glue.message = "it went wrong";
            runs.world.aws.faults(call -> {
                if (call.name().equals("Logs_20140328.GetLogEvents")) {
                    glue.end = "SUCCEEDED";
                }
                return Fault.NONE;
            });
            assertThat(runs.driveHoweverOftenItFails().kind()).isEqualTo(Kind.PROMOTED);
            runs.world.month(4);
            runs.stoppedAt("JobRun");
            runs.stoppedAt("HyperParameterTuningJob");
        }
    }

    /** Keys, a network, tags and kept requests; a container prepares the rows, and fails at first. */
    private void guarded(Path folder, By by) throws IOException {
        String guarded = with(
                "poll: 0.01",
                "poll: 0.01, kms-key: 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012',"
                        + " subnets: [subnet-0a1b2c3d], security-groups: [sg-0a1b2c3d]",
                "  key: [id]",
                "  key: [id]\n  prepare: {processing: {image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/clean:1'}}",
                SERVED,
                SERVED.replace("}}", ", data-capture: {percentage: 20, to: 's3://capture/small'}}}"));
        try (TracedRuns runs = runs(folder, by, guarded)) {
            FakeProcessing processing = new FakeProcessing(runs.world.aws);
            processing.work = (inputs, output) -> {
                S3Address to = S3Address.of(output);
                int number = 0;
                for (String rows : new TreeMap<>(inputs).values()) {
                    runs.world.aws.s3.put(
                            to.bucket(), to.key() + "part-" + number++ + ".csv", rows.getBytes(StandardCharsets.UTF_8));
                }
            };
            processing.end = "Failed";
            processing.begun = name -> runs.world.logs.write("/aws/sagemaker/ProcessingJobs", name + "/algo-1", "no");
            runs.failsWhileItIsLookedAt();
            processing.end = "Completed";
            assertThat(runs.driveHoweverOftenItFails().kind()).isEqualTo(Kind.PROMOTED);
            runs.world.month(4);
            runs.stoppedAt("ProcessingJob");
        }
    }

    /** Somebody runs by hand, looks how the bucket is kept, and clears up two months later. */
    private void person(Path folder) throws IOException {
        try (AwsWorld world = AwsWorld.begin(folder)) {
            TracedRoles roles = new TracedRoles(world.aws, ledger);
            Files.writeString(folder.resolve("retrain.yaml"), AwsWorld.SPEC + "infra: {}\n");
            roles.deploy(
                    Plan.of(
                            SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), ""),
                            folder,
                            "retrain.yaml",
                            Optional.empty()),
                    List.of(PERSON));
            world.aws.onQuery("GetMetricStatistics", form -> "<Label>Invocations</Label><Datapoints/>");
            world.aws.s3.clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(-60));
            for (int month = 4; month <= 5; month++) {
                assertThat(roles.as(PERSON, world::run).kind()).isEqualTo(Kind.PROMOTED);
                world.month(month);
            }
            world.aws.s3.clock = Clock.systemUTC();
            roles.as(PERSON, () -> world.execute(Command.VALIDATE, Map.of()));
            roles.as(
                    PERSON,
                    () -> world.execute(Command.CLEAN, Map.of(Option.OLDER_THAN, "30", Option.DRY_RUN, "false")));
        }
    }

    @Test
    void shouldAllowAllThatIsCalled() {
        assertThat(ledger.denied()).isEmpty();
    }

    /**
     * What the state machine's role allows is compared with the definition, in the core. What a build may is proven of the one that does all;
     * of the others is looked at what that one may not.
     */
    @Test
    void shouldAllowNothingThatIsNotCalled() {
        Set<String> spare = ledger.spare().stream()
                .filter(what -> !what.startsWith(TracedRuns.MACHINE + " "))
                .filter(what -> !what.matches("(" + TracedRuns.HELD + "|" + PERSON + ") .*")
                        || !ledger.allows(TracedRuns.BUILD + " " + statement(what)))
                .filter(what -> !UNSEEN.containsKey(statement(what)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(spare).isEmpty();
    }

    private static String statement(String what) {
        return what.substring(what.indexOf(' ') + 1);
    }

    /** A reason that is none any more would hide what is spare. */
    @Test
    void shouldCallNothingByItselfOfWhichItSaysThatOthersDo() {
        assertThat(ledger.spare().stream().map(LeastPrivilegeIT::statement)).containsAll(UNSEEN.keySet());
    }
}
