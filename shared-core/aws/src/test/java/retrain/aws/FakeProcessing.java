package retrain.aws;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import retrain.aws.AwsServer.Refused;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** SageMaker's processing jobs, as far as Retrain uses them: a job gets on with each look at it, and then its {@link #work} is done. */
final class FakeProcessing {
    private final AwsServer server;
    private final Map<String, Job> jobs = new LinkedHashMap<>();

    /** How many looks a job is in progress for. */
    volatile int looks = 2;

    /** What jobs end as, and the reason of those that fail. */
    volatile String end = "Completed";

    volatile String reason = "AlgorithmError: See job logs for more information, exit code: 1";

    /** What a container does. */
    volatile Work work = (inputs, output) -> {};

    /** Is told the name of each job that begins. */
    volatile Consumer<String> begun = name -> {};

    interface Work {
        /**
         * Works.
         *
         * @param inputs the contents of each input's files, by the paths that the container finds them under
         * @param output the address that the files of the output folder are brought below
         */
        void of(Map<String, String> inputs, String output) throws Exception;
    }

    static final class Job {
        final JsonNode asked;
        String status = "InProgress";
        String reason = "";
        int looked;

        Job(JsonNode asked) {
            this.asked = asked;
        }
    }

    FakeProcessing(AwsServer server) {
        this.server = server;
        server.on("SageMaker.CreateProcessingJob", this::create)
                .on("SageMaker.DescribeProcessingJob", this::describe)
                .on("SageMaker.StopProcessingJob", this::stop);
    }

    synchronized Map<String, Job> jobs() {
        return new LinkedHashMap<>(jobs);
    }

    private synchronized Object create(JsonNode r) {
        String name = FakeGlue.text(r, "ProcessingJobName");
        if (!name.matches("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")) {
            throw new Refused(400, "ValidationException", "1 validation error detected: ProcessingJobName " + name);
        }
        for (String required : List.of("ProcessingResources", "AppSpecification", "RoleArn")) {
            if (r.field(required).isEmpty()) {
                throw new Refused(400, "ValidationException", "Missing " + required);
            }
        }
        if (jobs.containsKey(name)) {
            throw new Refused(400, "ResourceInUse", "Job name must be unique within an AWS account and region");
        }
        jobs.put(name, new Job(r));
        begun.accept(name);
        return Map.of("ProcessingJobArn", arn(name));
    }

    private static String arn(String name) {
        return "arn:aws:sagemaker:us-east-1:123456789012:processing-job/" + name;
    }

    private synchronized Job job(JsonNode r) {
        return Optional.ofNullable(jobs.get(FakeGlue.text(r, "ProcessingJobName")))
                .orElseThrow(() -> new Refused(400, "ValidationException", "Could not find requested job"));
    }

    private synchronized Object describe(JsonNode r) {
        Job job = job(r);
        advance(job);
        String name = FakeGlue.text(r, "ProcessingJobName");
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("ProcessingJobName", name);
        told.put("ProcessingJobArn", arn(name));
        told.put("ProcessingJobStatus", job.status);
        told.put("ProcessingResources", job.asked.field("ProcessingResources").orElseThrow());
        told.put("AppSpecification", job.asked.field("AppSpecification").orElseThrow());
        told.put("Environment", FakeGlue.texts(job.asked.field("Environment").orElse(null)));
        told.put("CreationTime", 1_700_000_000);
        if (!job.status.equals("InProgress")) {
            told.put("ProcessingStartTime", 1_700_000_000);
            told.put("ProcessingEndTime", 1_700_000_200);
        }
        if (!job.reason.isEmpty()) {
            told.put("FailureReason", job.reason);
            told.put("ExitMessage", "no column 'x'");
        }
        return told;
    }

    private void advance(Job job) {
        if (job.status.equals("Stopping")) {
            job.status = "Stopped";
        } else if (job.status.equals("InProgress") && ++job.looked >= looks) {
            job.status = end;
            job.reason = end.equals("Failed") ? reason : "";
            if (end.equals("Completed")) {
                work(job);
            }
        }
    }

    private void work(Job job) {
        try {
            Map<String, String> inputs = new LinkedHashMap<>();
            for (JsonNode input :
                    job.asked.field("ProcessingInputs").orElseThrow().asArray()) {
                read(input.field("S3Input").orElseThrow(), inputs);
            }
            work.of(inputs, output(job));
        } catch (Exception e) {
            job.status = "Failed";
            job.reason = "AlgorithmError: " + e.getMessage();
        }
    }

    private static String output(Job job) {
        JsonNode rows = job.asked
                .field("ProcessingOutputConfig")
                .flatMap(c -> c.field("Outputs"))
                .orElseThrow()
                .asArray()
                .get(0);
        return FakeGlue.text(rows.field("S3Output").orElseThrow(), "S3Uri");
    }

    private void read(JsonNode input, Map<String, String> inputs) {
        String path = FakeGlue.text(input, "LocalPath");
        S3Address at = S3Address.of(FakeGlue.text(input, "S3Uri"));
        if (FakeGlue.text(input, "S3DataType").equals("S3Prefix")) {
            for (String key : server.s3.keys(at.bucket(), at.key())) {
                inputs.put(path + "/" + key.substring(at.key().length()), content(at.bucket(), key));
            }
            return;
        }
        List<JsonNode> manifest = new ArrayList<>(
                JsonNode.parser().parse(content(at.bucket(), at.key())).asArray());
        S3Address prefix = S3Address.of(FakeGlue.text(manifest.remove(0), "prefix"));
        manifest.forEach(
                key -> inputs.put(path + "/" + key.text(), content(prefix.bucket(), prefix.key() + key.text())));
    }

    private String content(String bucket, String key) {
        return new String(Objects.requireNonNull(server.s3.get(bucket, key).orElse(null), key), StandardCharsets.UTF_8);
    }

    private synchronized Object stop(JsonNode r) {
        Job job = job(r);
        if (!job.status.equals("InProgress")) {
            throw new Refused(
                    400, "ValidationException", "The request was rejected because the job is in status " + job.status);
        }
        job.status = "Stopping";
        return Map.of();
    }
}
