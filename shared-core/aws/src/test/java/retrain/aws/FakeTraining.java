package retrain.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import retrain.aws.AwsServer.Refused;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * Training jobs of SageMaker. A job goes on by one state each time it is looked at, and really trains: the built-in XGBoost by the library
 * ({@link BuiltInXgboost}), any other image by what the test says. Names are never used twice, and what SageMaker refuses is refused.
 */
public final class FakeTraining {
    private static final int BILLED_OF_HUNDRED = 30;
    private static final int SECONDS = 120;
    private static final long BEGIN = 1_764_150_000L;

    /** How a job ends. */
    public enum End {
        COMPLETED(true, "Completed", "Completed", ""),
        ALGORITHM_ERROR(true, "Failed", "Failed", "AlgorithmError: framework error, exit code: 1"),
        CLIENT_ERROR(
                false,
                "Failed",
                "Failed",
                "ClientError: Data download failed: AccessDenied (403): not authorized to perform: s3:GetObject"),
        INTERNAL_ERROR(
                false, "Failed", "Failed", "InternalServerError: We encountered an internal error. Please try again."),
        NO_CAPACITY(
                false,
                "Failed",
                "Failed",
                "CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML"
                        + " instance type."),
        MAX_RUNTIME(true, "Stopped", "MaxRuntimeExceeded", ""),
        MAX_WAIT(false, "Stopped", "MaxWaitTimeExceeded", ""),
        INTERRUPTED(true, "Stopped", "Interrupted", ""),
        /** It goes on until it is stopped, or is to end otherwise. */
        NEVER(true, "InProgress", "Training", "");

        private final boolean trains;
        private final String status;
        private final String secondary;
        private final String reason;

        End(boolean trains, String status, String secondary, String reason) {
            this.trains = trains;
            this.status = status;
            this.secondary = secondary;
            this.reason = reason;
        }
    }

    /** What an image that is not SageMaker's own makes. */
    interface Program {
        /** {@return the files of the model by their names} */
        Map<String, byte[]> train(Job job);
    }

    private final AwsServer server;
    private final FakeLogs logs;
    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private final List<String> names = new ArrayList<>();
    private volatile Function<String, End> ends = name -> End.COMPLETED;
    private volatile Optional<Program> program = Optional.empty();
    private volatile int unseen;

    FakeTraining(AwsServer server) {
        this(server, new FakeLogs(server));
    }

    FakeTraining(AwsServer server, FakeLogs logs) {
        this.server = server;
        this.logs = logs;
        server.on("SageMaker.CreateTrainingJob", this::create);
        server.on("SageMaker.DescribeTrainingJob", this::describe);
        server.on("SageMaker.StopTrainingJob", this::stop);
    }

    /** One job. */
    final class Job {
        final String name;
        final Map<String, Object> request;
        private End end;
        private final List<Map<String, Object>> transitions = new ArrayList<>();
        private final List<Map<String, Object>> metrics = new ArrayList<>();
        private String status = "InProgress";
        private String secondary = "";
        private String reason = "";
        private boolean trained;
        private int looks;

        private Job(String name, Map<String, Object> request, End end) {
            this.name = name;
            this.request = request;
            this.end = end;
        }

        Map<String, String> hyperparameters() {
            Map<String, String> all = new LinkedHashMap<>();
            object(request, "HyperParameters").forEach((k, v) -> all.put(k, String.valueOf(v)));
            return all;
        }

        String image() {
            return String.valueOf(object(request, "AlgorithmSpecification").get("TrainingImage"));
        }

        /** {@return the contents of a channel's objects, in the order of their keys; empty if there is no such channel} */
        List<byte[]> channel(String channel) {
            for (Object given : list(request, "InputDataConfig")) {
                if (channel.equals(((Map<?, ?>) given).get("ChannelName"))) {
                    S3Address at = S3Address.of(uri((Map<?, ?>) given));
                    return server.s3.keys(at.bucket(), at.key()).stream()
                            .map(key -> server.s3.get(at.bucket(), key).orElseThrow())
                            .toList();
                }
            }
            return List.of();
        }

        /** Writes a line to CloudWatch Logs. */
        void log(String line) {
            logs.write("/aws/sagemaker/TrainingJobs", name + "/algo-1-" + BEGIN, line);
        }

        /** Tells a metric's last value. */
        void metric(String metric, double value) {
            metrics.add(Map.of("MetricName", metric, "Value", value, "Timestamp", BEGIN + SECONDS));
        }

        private boolean spot() {
            return Boolean.TRUE.equals(request.get("EnableManagedSpotTraining"));
        }

        /** {@return the last value of a metric} */
        Optional<Object> lastOf(String metric) {
            return metrics.stream()
                    .filter(m -> metric.equals(m.get("MetricName")))
                    .map(m -> m.get("Value"))
                    .reduce((a, b) -> b);
        }

        private void enter(String nextSecondary, String message) {
            if (!secondary.equals(nextSecondary)) {
                secondary = nextSecondary;
                transitions.add(Map.of(
                        "Status", nextSecondary, "StartTime", BEGIN + transitions.size(), "StatusMessage", message));
            }
        }

        private synchronized void goOn() {
            if (status.equals("Stopping")) {
                status = "Stopped";
                enter("Stopped", "Training job stopped");
            } else if (status.equals("InProgress")) {
                looks++;
                if (looks <= 0) {
                    return;
                }
                switch (looks) {
                    case 1 -> enter("Starting", "Preparing the instances for training");
                    case 2 -> {
                        if (end.trains) {
                            enter("Downloading", "Downloading the training image");
                        } else {
                            over();
                        }
                    }
                    case 3 -> enter("Training", "Training image download completed. Training in progress.");
                    default -> finish();
                }
            }
        }

        private void finish() {
            if (end == End.NEVER) {
                end = ends.apply(name);
                return;
            }
            if (end == End.COMPLETED && !trained) {
                trained = true;
                try {
                    train();
                    enter("Uploading", "Uploading generated training model");
                } catch (BuiltInXgboost.Failed e) {
                    status = "Failed";
                    reason = String.valueOf(e.getMessage());
                    enter("Failed", "Training job failed");
                }
                return;
            }
            if (end == End.ALGORITHM_ERROR) {
                log("Traceback (most recent call last):");
                log("ValueError: it went wrong");
            }
            over();
        }

        private void over() {
            status = end.status;
            reason = end.reason;
            enter(end.secondary, "Training job " + end.status.toLowerCase(java.util.Locale.ROOT));
        }

        private void train() {
            boolean builtIn = image().contains("/" + XgboostImage.REPOSITORY + ":");
            Map<String, byte[]> files = builtIn && program.isEmpty()
                    ? BuiltInXgboost.train(this)
                    : program.orElseThrow(() -> new IllegalStateException("no program for " + image()))
                            .train(this);
            S3Address at = S3Address.of(model());
            server.s3.put(at.bucket(), at.key(), BuiltInXgboost.archive(files));
        }

        private String model() {
            return object(request, "OutputDataConfig").get("S3OutputPath") + "/" + name + "/output/model.tar.gz";
        }

        private synchronized Map<String, Object> described() {
            Map<String, Object> answer = new LinkedHashMap<>(request);
            answer.remove("Tags");
            answer.put("TrainingJobArn", arn(name));
            answer.put("TrainingJobStatus", status);
            answer.put("SecondaryStatus", secondary);
            answer.put("SecondaryStatusTransitions", List.copyOf(transitions));
            answer.put("CreationTime", BEGIN);
            answer.put("LastModifiedTime", BEGIN + looks);
            if (!reason.isEmpty()) {
                answer.put("FailureReason", reason);
            }
            boolean over = !status.equals("InProgress") && !status.equals("Stopping");
            if (over && transitions.stream().anyMatch(t -> "Training".equals(t.get("Status")))) {
                answer.put("TrainingStartTime", BEGIN);
                answer.put("TrainingEndTime", BEGIN + SECONDS);
                answer.put("TrainingTimeInSeconds", SECONDS);
                answer.put("BillableTimeInSeconds", spot() ? SECONDS * BILLED_OF_HUNDRED / 100 : SECONDS);
            }
            if (status.equals("Completed")) {
                answer.put("ModelArtifacts", Map.of("S3ModelArtifacts", model()));
                answer.put("FinalMetricDataList", List.copyOf(metrics));
            }
            return answer;
        }
    }

    /** From now on a job of a name ends so. */
    public FakeTraining ending(Function<String, End> how) {
        ends = how;
        return this;
    }

    /** From now on images that are not SageMaker's own do this. */
    FakeTraining program(Program trains) {
        program = Optional.of(trains);
        return this;
    }

    /** From now on a new job is unknown for as many looks. */
    FakeTraining unseenFor(int looks) {
        unseen = looks;
        return this;
    }

    /** {@return the names of the jobs in the order in which they were made} */
    public List<String> names() {
        synchronized (names) {
            return List.copyOf(names);
        }
    }

    Job job(String name) {
        return Optional.ofNullable(jobs.get(name)).orElseThrow();
    }

    /** {@return InProgress, Completed, Failed, Stopping, Stopped} */
    String status(String name) {
        return job(name).status;
    }

    /** Somebody stops it in the console. */
    void stop(String name) {
        job(name).status = "Stopping";
    }

    /** Makes a job and lets it go on to its end: a trial of a tuning job. */
    Job trial(String name, Map<String, Object> request) {
        refuseInvalid(name, request);
        Job job = new Job(name, request, ends.apply(name));
        jobs.put(name, job);
        synchronized (names) {
            names.add(name);
        }
        while (job.status.equals("InProgress")) {
            job.goOn();
        }
        return job;
    }

    private Object create(JsonNode json) {
        @SuppressWarnings("unchecked")
        Map<String, Object> request =
                (Map<String, Object>) Optional.ofNullable(AwsServer.plain(json)).orElseThrow();
        String name = String.valueOf(request.get("TrainingJobName"));
        refuseInvalid(name, request);
        Job job = new Job(name, request, ends.apply(name));
        if (jobs.putIfAbsent(name, job) != null) {
            throw new Refused(
                    400,
                    "ResourceInUse",
                    "Training job names must be unique within an AWS account and region, and a training job with this"
                            + " name already exists (" + arn(name) + ")");
        }
        synchronized (names) {
            names.add(name);
        }
        job.looks = -unseen;
        return Map.of("TrainingJobArn", arn(name));
    }

    private static String arn(String name) {
        return "arn:aws:sagemaker:us-east-1:123456789012:training-job/" + name;
    }

    private void refuseInvalid(String name, Map<String, Object> request) {
        must(name.matches("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"), "1 validation error detected: TrainingJobName " + name);
        for (String key : List.of(
                "RoleArn", "AlgorithmSpecification", "OutputDataConfig", "ResourceConfig", "StoppingCondition")) {
            must(request.containsKey(key), "1 validation error detected: " + key + " must not be null");
        }
        Map<String, Object> algorithm = object(request, "AlgorithmSpecification");
        must(algorithm.containsKey("TrainingInputMode"), "TrainingInputMode must not be null");
        must(algorithm.containsKey("TrainingImage"), "TrainingImage must not be null");
        Map<String, Object> resources = object(request, "ResourceConfig");
        for (String key : List.of("InstanceType", "InstanceCount", "VolumeSizeInGB")) {
            must(resources.containsKey(key), key + " must not be null");
        }
        boolean spot = Boolean.TRUE.equals(request.get("EnableManagedSpotTraining"));
        Map<String, Object> limits = object(request, "StoppingCondition");
        must(limits.containsKey("MaxRuntimeInSeconds"), "MaxRuntimeInSeconds must not be null");
        must(
                !spot || seconds(limits, "MaxWaitTimeInSeconds") >= seconds(limits, "MaxRuntimeInSeconds"),
                "Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds");
        must(
                spot || !limits.containsKey("MaxWaitTimeInSeconds"),
                "MaxWaitTimeInSeconds above 0 is only allowed for Managed Spot Training");
        must(
                !spot || !resources.containsKey("KeepAlivePeriodInSeconds"),
                "KeepAlivePeriodInSeconds is not supported with Managed Spot Training");
        object(request, "HyperParameters")
                .forEach((k, v) ->
                        must(v instanceof String text && text.length() <= 2500, "hyperparameter " + k + " is no text"));
        for (Object channel : list(request, "InputDataConfig")) {
            S3Address at = S3Address.of(uri((Map<?, ?>) channel));
            must(
                    !server.s3.keys(at.bucket(), at.key()).isEmpty(),
                    "No S3 objects found under S3 URL \"" + at + "\" given in input data source");
        }
    }

    private static long seconds(Map<String, Object> limits, String key) {
        return Long.parseLong(String.valueOf(limits.getOrDefault(key, "0")));
    }

    private static void must(boolean right, String message) {
        if (!right) {
            throw new Refused(400, "ValidationException", message);
        }
    }

    private static String uri(Map<?, ?> channel) {
        Map<?, ?> source = (Map<?, ?>) Objects.requireNonNull(channel.get("DataSource"));
        return String.valueOf(((Map<?, ?>) Objects.requireNonNull(source.get("S3DataSource"))).get("S3Uri"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Map<String, Object> request, String key) {
        return (Map<String, Object>) request.getOrDefault(key, Map.of());
    }

    private static List<?> list(Map<String, Object> request, String key) {
        return (List<?>) request.getOrDefault(key, List.of());
    }

    private Object describe(JsonNode json) {
        Job job = known(json);
        job.goOn();
        if (job.looks <= 0) {
            throw new Refused(400, "ValidationException", "Requested resource not found.");
        }
        return job.described();
    }

    private Job known(JsonNode json) {
        @Nullable Job job = jobs.get(json.field("TrainingJobName").orElseThrow().text());
        if (job == null) {
            throw new Refused(400, "ValidationException", "Requested resource not found.");
        }
        return job;
    }

    private Object stop(JsonNode json) {
        Job job = known(json);
        synchronized (job) {
            must(
                    job.status.equals("InProgress") || job.status.equals("Stopping"),
                    "The request was rejected because the training job is in status " + job.status + ".");
            job.status = "Stopping";
            job.enter("Stopping", "Stopping the training job");
            return Map.of();
        }
    }
}
