package retrain.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An endpoint of SageMaker, in SageMaker's own words. */
public record EndpointSpec(
        @Key(
                doc = "Its name. Absent: that of the model, with hyphens for what may not be in it.",
                pattern = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
        Optional<String> name,

        @Key(doc = "The type of instance: ml.m5.large.", orElse = "ml.m5.large", pattern = "ml\\..+")
        String instance,

        @Key(doc = "How many instances; with autoscaling, how many to begin with.", orElse = "1", min = 1, max = 1000)
        int instances,

        @Key(
                doc =
                        "The image of the container, in ECR. Absent: SageMaker's own XGBoost in the region, which serves the models of 'train.xgboost'.")
        Optional<String> image,

        @Key(doc = "Variables of the container's environment.", orElse = "{}")
        Map<String, String> environment,

        @Key(doc = "Without instances of its own: billed by use, slow to wake up.")
        Optional<ServerlessSpec> serverless,

        @Key(doc = "The number of instances follows the load.")
        Optional<AutoscalingSpec> autoscaling,

        @Key(doc = "Keep a share of the requests and answers, for monitor.")
        Optional<CaptureSpec> dataCapture,

        @Key(doc = "The disk of an instance, in GB. Absent: as SageMaker chooses.", min = 1, max = 512)
        Optional<Integer> volume,

        @Key(doc = "How long an instance may take to fetch the model, in seconds.", min = 60, max = 3600)
        Optional<Integer> modelDownloadTimeout,

        @Key(doc = "How long a container may take to answer /ping, in seconds.", min = 60, max = 3600)
        Optional<Integer> startupTimeout,

        @Key(doc = "How the traffic moves with the strategy canary. Absent: 10 % for 5 minutes.")
        Optional<CanarySpec> canary,

        @Key(doc = "How the traffic moves with the strategy linear. Absent: 25 % every 5 minutes.")
        Optional<LinearSpec> linear,

        @Key(
                doc =
                        "How long the old instances stay when all traffic has moved, in seconds: so long an alarm still brings them back.",
                orElse = "0",
                min = 0,
                max = 3600)
        int terminationWait,

        @Key(doc = "How long a move of the traffic may take, in seconds.", min = 600, max = 28800)
        Optional<Integer> maxExecution,

        @Key(doc = "Alarms of CloudWatch that bring the old version back while the traffic moves.")
        Optional<AlarmsSpec> alarms,

        @Key(
                doc =
                        "How the candidate is checked before it is served. local: the archive is fetched back from S3 and scores the first holdout rows"
                                + " here. endpoint: a throw-away endpoint scores them.",
                orElse = "local")
        Check check) {
    public EndpointSpec {
        environment = Ordered.copy(environment);
    }

    /** {@return an endpoint with nothing said but its name and type of instance} */
    public static EndpointSpec usual(String name, String instance) {
        return new EndpointSpec(
                Optional.of(name),
                instance,
                1,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Check.LOCAL);
    }

    /** {@return the endpoint's name} */
    public String nameFor(String model) {
        return name.orElseGet(() -> Spec.hyphenated(model));
    }

    /** Where the candidate is loaded to be checked. */
    public enum Check {
        LOCAL,
        ENDPOINT
    }

    /** Serving without instances. */
    public record ServerlessSpec(
            @Key(doc = "Memory in MB: 1024, 2048 … 6144.", orElse = "2048", min = 1024, max = 6144)
            int memory,

            @Key(doc = "Requests that it works on at once.", orElse = "20", min = 1, max = 200)
            int maxConcurrency,

            @Key(doc = "Places for requests that are kept awake, and billed.", min = 1, max = 200)
            Optional<Integer> provisionedConcurrency) {}

    /** How many instances there are. */
    public record AutoscalingSpec(
            @Key(doc = "The fewest instances.", orElse = "1", min = 1, max = 1000)
            int min,

            @Key(doc = "The most instances.", min = 1, max = 1000)
            int max,

            @Key(doc = "Requests that an instance is to answer a minute.", min = 0.001)
            double target,

            @Key(doc = "Seconds between two additions.", orElse = "300", min = 0, max = 86400)
            int outCooldown,

            @Key(doc = "Seconds between two removals.", orElse = "300", min = 0, max = 86400)
            int inCooldown) {}

    /** Requests and answers that are kept. */
    public record CaptureSpec(
            @Key(doc = "Of a hundred requests, so many.", orElse = "100", min = 1, max = 100)
            int percentage,

            @Key(
                    doc = "Where: s3://bucket/prefix. Absent: 'capture' and the endpoint's name, in 'aws.work'.",
                    pattern = "s3://[^/]+(/.*)?")
            Optional<String> to) {}

    /** A part of the traffic first, then the rest. */
    public record CanarySpec(
            @Key(doc = "Per cent of the capacity that moves first.", orElse = "10", min = 1, max = 50)
            int size,

            @Key(
                    name = "wait",
                    doc = "How long it is watched before the rest moves, in seconds.",
                    orElse = "300",
                    min = 0,
                    max = 3600)
            int waitSeconds) {}

    /** The traffic in equal steps. */
    public record LinearSpec(
            @Key(doc = "Per cent of the capacity that a step moves.", orElse = "25", min = 10, max = 50)
            int step,

            @Key(name = "wait", doc = "How long each step is watched, in seconds.", orElse = "300", min = 0, max = 3600)
            int waitSeconds) {}

    /** What ends a move of the traffic. */
    public record AlarmsSpec(
            @Key(doc = "Alarms that are there already.", orElse = "[]")
            List<String> names,

            @Key(
                    doc = "The greatest share of requests that may fail with 5xx within a minute: makes an alarm.",
                    min = 0,
                    max = 1)
            Optional<Double> errors,

            @Key(
                    doc =
                            "The longest that the model may take for 99 of 100 requests, in milliseconds: makes an alarm.",
                    min = 0.001)
            Optional<Double> latency,

            @Key(doc = "The model's own quality, as 'monitor' writes it to CloudWatch: makes an alarm.")
            Optional<QualityAlarmSpec> quality) {
        public AlarmsSpec {
            names = List.copyOf(names);
        }
    }

    /** A bound of a metric of the live model. */
    public record QualityAlarmSpec(
            @Key(doc = "The metric: auc.") Metric metric,

            @Key(doc = "It rings below this.") Optional<Double> atLeast,

            @Key(doc = "It rings above this.") Optional<Double> atMost) {}
}
