package retrain.aws;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import retrain.Outcome.Kind;
import retrain.aws.AwsServer.Fault;
import retrain.problem.RetrainException;

/** What the functions and the state machine call in runs that go through all branches is what their roles allow: nothing is missing, nothing spare. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeastPrivilegeIT {
    private static final String BASE = """
            model: small
            task: binary
            target: late
            store: s3://%1$s/store
            aws:
              region: us-east-1
              role: arn:aws:iam::123456789012:role/retrain
              poll: 0.01
            data:
              sources: {rows: 's3://%1$s/data/rows-*.csv'}
              key: [id]
              features: [x, y]
            train: {xgboost: {rounds: 5}, sagemaker: {instance: ml.m5.large}}
            evaluate: {resamples: 200, sagemaker: {transform: {instance: ml.m5.large}}}
            history: {model-package-group: small}
            gates: [{metric: auc, at-least: 0.5}]
            promote: {endpoint: {name: small, instance: ml.m5.large}}
            infra: {}
            """.formatted(AwsWorld.BUCKET);

    /** What a call on the loopback cannot show, each with who says that it is needed. */
    private static final Map<String, String> UNSEEN = Map.ofEntries(
            entry("Step Logs logs:CreateLogStream", "the service writes the function's lines"),
            entry("Step Logs logs:PutLogEvents", "the service writes the function's lines"),
            entry("Decide Logs logs:CreateLogStream", "the service writes the function's lines"),
            entry("Decide Logs logs:PutLogEvents", "the service writes the function's lines"),
            entry("Deploy Logs logs:CreateLogStream", "the service writes the function's lines"),
            entry("Deploy Logs logs:PutLogEvents", "the service writes the function's lines"),
            entry(
                    "Deploy ScalingAlarms cloudwatch:PutMetricAlarm",
                    "Application Auto Scaling calls it in the name of the caller: its guide"),
            entry(
                    "Deploy ScalingAlarms cloudwatch:DescribeAlarms",
                    "Application Auto Scaling calls it in the name of the caller: its guide"),
            entry(
                    "Deploy ScalingAlarms cloudwatch:DeleteAlarms",
                    "Application Auto Scaling calls it in the name of the caller: its guide"),
            entry(
                    "Deploy ScalingLook application-autoscaling:DescribeScalingPolicies",
                    "an unchanged run with autoscaling asks; no run here is that"),
            entry(
                    "Deploy Weights sagemaker:UpdateEndpointWeightsAndCapacities",
                    "shares that somebody else has moved are set right; nobody moves them here"),
            entry(
                    "Step GlueLines logs:GetLogEvents",
                    "a run of Glue whose failure is told by its log alone; none here is that"),
            entry(
                    "Deploy ScalingRole iam:CreateServiceLinkedRole",
                    "the first scaling in an account makes it: the same guide"));

    private final TracedFunctions.Ledger ledger = new TracedFunctions.Ledger();

    @BeforeAll
    void runAll(@TempDir Path folder) throws IOException {
        promoted(folder.resolve("promoted"));
        rejected(folder.resolve("rejected"));
        untold(folder.resolve("untold"));
        failed(folder.resolve("failed"));
        scaled(folder.resolve("scaled"));
        tested(folder.resolve("tested"));
        checked(folder.resolve("checked"));
        searched(folder.resolve("searched"));
        gluePrepared(folder.resolve("glue"));
    }

    private static String with(String before, String after) {
        assertThat(BASE).contains(before);
        return BASE.replace(before, after);
    }

    private void promoted(Path folder) throws IOException {
        try (TracedFunctions functions = new TracedFunctions(folder, BASE, ledger)) {
            assertThat(functions.check().kind()).isEqualTo(Kind.DUE);
            assertThat(functions.drive().kind()).isEqualTo(Kind.PROMOTED);
            functions.world.month(4);
            assertThat(functions.drive().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(functions.drive().kind()).isEqualTo(Kind.UNCHANGED);
            functions.rollback();
            functions.uploadThatFails(TracedFunctions.STEP);
            functions.uploadThatFails(TracedFunctions.DECIDE);
            functions.uploadThatFails(TracedFunctions.DEPLOY);
        }
    }

    /** The first version of all, so that the group of its package is made. */
    private void rejected(Path folder) throws IOException {
        try (TracedFunctions functions =
                new TracedFunctions(folder, with("at-least: 0.5", "at-least: 0.999"), ledger)) {
            assertThat(functions.drive().kind()).isEqualTo(Kind.REJECTED);
        }
    }

    /** The registry could not be told of the champion: runs that end earlier make up for it. */
    private void untold(Path folder) throws IOException {
        try (TracedFunctions functions = new TracedFunctions(folder, BASE, ledger)) {
            functions.drive();
            functions.world.month(4);
            functions.world.aws.faults(TracedFunctions.denied("UpdateModelPackage"));
            functions.drive();
            functions.world.aws.faults(call -> Fault.NONE);
            functions.world.month(5);
            functions.spec(with("at-least: 0.5", "at-least: 0.999"));
            assertThat(functions.drive().kind()).isEqualTo(Kind.REJECTED);
        }
        try (TracedFunctions functions = new TracedFunctions(folder.resolve("unfit"), BASE, ledger)) {
            functions.drive();
            functions.world.month(4);
            functions.world.aws.faults(TracedFunctions.denied("UpdateModelPackage"));
            functions.drive();
            functions.world.aws.faults(call -> Fault.NONE);
            functions.world.month(5);
            functions.spec(
                    with("  features: [x, y]", "  features: [x, y]\n  quality: [{check: range, columns: x, max: -9}]"));
            assertThat(functions.drive().kind()).isEqualTo(Kind.REJECTED);
        }
    }

    /** A training that fails, a transform that fails, an endpoint that fails; each is gone on with. */
    private void failed(Path folder) throws IOException {
        try (TracedFunctions functions = new TracedFunctions(folder, BASE, ledger)) {
            AtomicInteger jobs = new AtomicInteger();
            functions.world.training.ending(
                    name -> jobs.getAndIncrement() == 0 ? FakeTraining.End.INTERNAL_ERROR : FakeTraining.End.COMPLETED);
            functions.world.transforms.fail = Optional.of("InternalServerError");
            functions.world.endpoints.fail = Optional.of("no capacity");
            assertThatThrownBy(functions::drive).isInstanceOf(RetrainException.class);
            assertThat(functions.drive(functions.world.begun()).kind()).isEqualTo(Kind.PROMOTED);
        }
        try (TracedFunctions functions = new TracedFunctions(folder.resolve("script"), BASE, ledger)) {
            functions.world.training.ending(name -> FakeTraining.End.ALGORITHM_ERROR);
            assertThatThrownBy(functions::drive).isInstanceOf(RetrainException.class);
        }
    }

    /** Autoscaling and alarms; then a spec without them. */
    private void scaled(Path folder) throws IOException {
        String scaled = with(
                "promote: {endpoint: {name: small, instance: ml.m5.large}}",
                "promote: {strategy: canary, endpoint: {name: small, instance: ml.m5.large, instances: 2, autoscaling: {min: 2, max: 4, target: 100},"
                        + " alarms: {errors: 0.1, names: [revenue]}}}");
        try (TracedFunctions functions = new TracedFunctions(folder, scaled, ledger)) {
            new FakeScaling(functions.world.aws);
            new FakeCloudWatch(functions.world.aws).alarm("revenue");
            assertThat(functions.drive().kind()).isEqualTo(Kind.PROMOTED);
            functions.world.month(4);
            assertThat(functions.drive().kind()).isEqualTo(Kind.PROMOTED);
            functions.spec(BASE);
            functions.world.month(5);
            assertThat(functions.drive().kind()).isEqualTo(Kind.PROMOTED);
        }
    }

    private void tested(Path folder) throws IOException {
        String ab = with(
                "promote: {endpoint: {name: small, instance: ml.m5.large}}",
                "promote: {strategy: ab, endpoint: {name: small, instance: ml.m5.large}}");
        try (TracedFunctions functions = new TracedFunctions(folder, ab, ledger)) {
            assertThat(functions.drive().kind()).isEqualTo(Kind.PROMOTED);
            functions.world.month(4);
            assertThat(functions.drive().kind()).isIn(Kind.TESTING, Kind.PROMOTED);
        }
    }

    /** By throw-away endpoints and the live one. */
    private void checked(Path folder) throws IOException {
        String checks =
                with("{name: small, instance: ml.m5.large}", "{name: small, instance: ml.m5.large, check: endpoint}");
        String live = checks.replace(
                "sagemaker: {transform: {instance: ml.m5.large}}", "sagemaker: {endpoint: {name: small}}");
        try (TracedFunctions functions = new TracedFunctions(folder, checks, ledger)) {
            assertThat(functions.drive().kind()).isEqualTo(Kind.PROMOTED);
            functions.spec(live);
            functions.world.month(4);
            assertThat(functions.drive().kind()).isEqualTo(Kind.PROMOTED);
        }
    }

    private void searched(Path folder) throws IOException {
        String tuned = with(
                        "train: {xgboost: {rounds: 5}",
                        "train: {xgboost: {rounds: 5, eval_metric: auc}, tune: {trials: 2, parallel: 1, ranges: {eta: {min: 0.1, max: 0.3}}}")
                .replace("  key: [id]", "  key: [id]\n  validation: {fraction: 0.2}");
        try (TracedFunctions functions = new TracedFunctions(folder, tuned, ledger)) {
            new FakeTuning(functions.world.aws, functions.world.training);
            assertThat(functions.drive().kind()).isEqualTo(Kind.PROMOTED);
        }
    }

    private void gluePrepared(Path folder) throws IOException {
        String glue = with("  features: [x, y]", "  features: [x, y]\n  prepare: {glue: {sql: prepare.sql}}");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("prepare.sql"), "SELECT * FROM rows");
        try (TracedFunctions functions = new TracedFunctions(folder, glue, ledger)) {
            FakeGlue prepares = new FakeGlue(functions.world.aws);
            prepares.message = "out of memory";
            AtomicInteger begun = new AtomicInteger();
            functions.world.aws.faults(call -> {
                if (call.name().equals("AWSGlue.StartJobRun") && begun.incrementAndGet() > 1) {
                    prepares.message = "";
                }
                return Fault.NONE;
            });
            assertThat(functions.drive().kind()).isEqualTo(Kind.PROMOTED);
        }
    }

    @Test
    void shouldAllowAllThatIsCalled() {
        assertThat(ledger.denied).isEmpty();
    }

    @Test
    void shouldAllowNothingThatIsNotCalled() {
        TreeSet<String> spare = new TreeSet<>(ledger.allowed);
        spare.removeAll(ledger.used);
        assertThat(spare).containsExactlyInAnyOrderElementsOf(UNSEEN.keySet());
    }
}
