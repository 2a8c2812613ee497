package retrain.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.local.Embedded;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.registry.Registry;
import retrain.report.Tracker;
import retrain.run.Context;
import retrain.spec.Spec;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** The places in AWS that {@code history} names. */
final class AwsTrackers {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final Spec spec;
    private final AwsClients clients;

    private AwsTrackers(Spec spec) {
        this.spec = spec;
        this.clients = new AwsClients(spec.aws());
    }

    static List<Tracker> of(Spec spec, Context context) {
        AwsTrackers trackers = new AwsTrackers(spec);
        List<Tracker> all = trackers.ofSageMaker();
        spec.history().cloudwatch().ifPresent(c -> {
            all.add(trackers.figures(context));
            c.logs().ifPresent(group -> all.add(trackers.logs(group, c.retention(), context)));
        });
        return all;
    }

    /**
     * Asks whether they may be told; of CloudWatch nothing can be asked that would show it.
     *
     * @param problems gets what the user must mend
     * @return what could not be asked just now
     */
    static List<String> check(Spec spec, List<Problem> problems) {
        List<String> unasked = new ArrayList<>();
        for (Tracker tracker : new AwsTrackers(spec).ofSageMaker()) {
            try {
                tracker.check(spec.model());
            } catch (InvalidInput e) {
                problems.addAll(e.problems());
            } catch (BackendFailure e) {
                unasked.add(tracker.name() + " could not be asked: "
                        + e.problems().get(0).line());
            }
        }
        return unasked;
    }

    private List<Tracker> ofSageMaker() {
        List<Tracker> all = new ArrayList<>();
        spec.history().modelPackageGroup().ifPresent(group -> all.add(packages(group)));
        spec.history().mlflow().filter(SageMakerMlflow::is).ifPresent(arn -> {
            SageMakerMlflow server = new SageMakerMlflow(arn, clients.identity());
            all.add(Embedded.mlflow(server.address(System.getenv()), server));
        });
        spec.history().sagemakerExperiment().ifPresent(name -> all.add(experiments(name)));
        return all;
    }

    private Tracker experiments(String name) {
        SageMakerClient sagemaker = AwsFailure.call(
                "history.sagemaker-experiment", "sagemaker:CreateTrial", () -> clients.of(SageMakerClient.builder()));
        return new Experiments(sagemaker, name, spec.aws().tags());
    }

    private Tracker figures(Context context) {
        CloudWatchClient cloudwatch = AwsFailure.call(
                "history.cloudwatch", "cloudwatch:PutMetricData", () -> clients.of(CloudWatchClient.builder()));
        String region = cloudwatch.serviceClientConfiguration().region().id();
        return new CloudWatchFigures(cloudwatch, CloudWatchPlan.of(spec, region), context.clock());
    }

    private Tracker logs(String group, Optional<Integer> retention, Context context) {
        LogStreams.Settings settings = new LogStreams.Settings(
                group, retention, spec.aws().kmsKey(), spec.aws().tags(), FIRST_PAUSE);
        LogStreams streams = AwsFailure.call(
                "history.cloudwatch.logs",
                "logs:PutLogEvents",
                () -> new LogStreams(
                        clients.of(CloudWatchLogsClient.builder()),
                        clients.of(CloudWatchLogsClient.builder()
                                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))),
                        settings));
        Registry registry = new Registry(context.store(), spec.model(), context.clock());
        return new LedgerLogs(streams, registry, context.clock());
    }

    private Tracker packages(String group) {
        SageMakerClient sagemaker = AwsFailure.call(
                "history.model-package-group",
                "sagemaker:CreateModelPackage",
                () -> clients.of(SageMakerClient.builder()));
        ModelPackages.Settings settings = new ModelPackages.Settings(
                group,
                WorkFolder.of(spec),
                Optional.empty(),
                sagemaker.serviceClientConfiguration().region().id(),
                spec.aws().tags());
        Optional<String> store =
                Optional.of(spec.store()).filter(s -> spec.storesInS3()).map(s -> s.replaceFirst("/+$", ""));
        Optional<Lineage> lineage = spec.history().lineage()
                ? Optional.of(new Lineage(sagemaker, store, spec.aws().tags()))
                : Optional.empty();
        return new ModelPackages(
                sagemaker, new S3Transfer(clients.s3(), spec.aws().kmsKey()), settings, lineage);
    }
}
