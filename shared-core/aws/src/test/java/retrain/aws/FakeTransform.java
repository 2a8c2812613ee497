package retrain.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import retrain.aws.AwsServer.Refused;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** Batch transforms, which score the objects of their input when they are looked at often enough. */
public final class FakeTransform {
    private static final String ARN = "arn:aws:sagemaker:us-east-1:123456789012:transform-job/";

    private final AwsServer server;
    private final FakeEndpoints models;
    private final Map<String, Job> jobs = new TreeMap<>();

    /** Looks at a job until it ends. */
    volatile int looks = 2;

    /** Why the next job fails; empty: it does not. */
    public volatile Optional<String> fail = Optional.empty();

    /** Whether the next job answers the rows of a file in another order. */
    volatile boolean shuffle;

    private static final class Job {
        final JsonNode request;
        String status = "InProgress";
        int left;
        Optional<String> reason = Optional.empty();

        Job(JsonNode request, int left) {
            this.request = request;
            this.left = left;
        }
    }

    FakeTransform(AwsServer server, FakeEndpoints models) {
        this.server = server;
        this.models = models;
        server.on("SageMaker.CreateTransformJob", this::create);
        server.on("SageMaker.DescribeTransformJob", this::describe);
        server.on("SageMaker.StopTransformJob", this::stop);
    }

    /** {@return the names of all jobs there ever were, without a request} */
    synchronized List<String> names() {
        return List.copyOf(jobs.keySet());
    }

    private static String text(JsonNode node, String... path) {
        JsonNode at = node;
        for (String name : path) {
            at = at.field(name)
                    .orElseThrow(() -> new Refused(400, "ValidationException", "Missing required parameter: " + name));
        }
        return at.text();
    }

    private static Optional<String> maybe(JsonNode node, String outer, String inner) {
        return node.field(outer).flatMap(n -> n.field(inner)).map(JsonNode::text);
    }

    private synchronized Object create(JsonNode request) {
        String name = text(request, "TransformJobName");
        if (jobs.containsKey(name)) {
            throw new Refused(400, "ResourceInUse", "Job name must be unique within an AWS account and region");
        }
        if (!models.models.containsKey(text(request, "ModelName"))) {
            throw new Refused(
                    400, "ValidationException", "Could not find model \"" + text(request, "ModelName") + "\".");
        }
        text(request, "TransformOutput", "S3OutputPath");
        text(request, "TransformResources", "InstanceType");
        text(request, "TransformResources", "InstanceCount");
        jobs.put(name, new Job(request, looks));
        return Map.of("TransformJobArn", ARN + name);
    }

    private synchronized Job find(JsonNode request) {
        String name = text(request, "TransformJobName");
        Job job = jobs.get(name);
        if (job == null) {
            throw new Refused(400, "ValidationException", "Could not find requested job with name: " + name);
        }
        return job;
    }

    private synchronized Object describe(JsonNode request) {
        Job job = find(request);
        if ((job.status.equals("InProgress") || job.status.equals("Stopping")) && --job.left <= 0) {
            end(job);
        }
        Map<String, Object> told = new LinkedHashMap<>(job.request.asObject());
        told.remove("Tags");
        told.put("TransformJobArn", ARN + text(request, "TransformJobName"));
        told.put("TransformJobStatus", job.status);
        told.put("CreationTime", 1_767_225_600.0);
        told.put("TransformStartTime", 1_767_225_700.0);
        job.reason.ifPresent(r -> told.put("FailureReason", r));
        if (!job.status.equals("InProgress") && !job.status.equals("Stopping")) {
            told.put("TransformEndTime", 1_767_225_790.0);
        }
        return told;
    }

    private void end(Job job) {
        if (job.status.equals("Stopping")) {
            job.status = "Stopped";
            return;
        }
        job.reason = fail;
        fail = Optional.empty();
        if (job.reason.isEmpty()) {
            work(job.request);
        }
        job.status = job.reason.isPresent() ? "Failed" : "Completed";
    }

    private synchronized Object stop(JsonNode request) {
        Job job = find(request);
        if (!job.status.equals("InProgress")) {
            throw new Refused(
                    400,
                    "ValidationException",
                    "The request was rejected because the transform job is in status " + job.status);
        }
        job.status = "Stopping";
        return Map.of();
    }

    /** {@return the names of the jobs and their states, without a request} */
    synchronized Map<String, String> jobs() {
        Map<String, String> all = new TreeMap<>();
        jobs.forEach((name, job) -> all.put(name, job.status));
        return all;
    }

    private void work(JsonNode request) {
        S3Address input = S3Address.of(text(request, "TransformInput", "DataSource", "S3DataSource", "S3Uri"));
        S3Address output = S3Address.of(text(request, "TransformOutput", "S3OutputPath"));
        JsonNode model = models.model(text(request, "ModelName"));
        S3Address archive = S3Address.of(text(model, "PrimaryContainer", "ModelDataUrl"));
        byte[] content = server.s3.get(archive.bucket(), archive.key()).orElseThrow();
        for (String key : server.s3.keys(input.bucket(), input.key())) {
            byte[] raw = server.s3.get(input.bucket(), key).orElseThrow();
            String csv = new String(
                    maybe(request, "TransformInput", "CompressionType").equals(Optional.of("Gzip")) ? unzip(raw) : raw,
                    StandardCharsets.UTF_8);
            String file = key.substring(key.lastIndexOf('/') + 1) + ".out";
            server.s3.put(
                    output.bucket(),
                    output.key().replaceAll("/$", "") + "/" + file,
                    answer(request, content, csv).getBytes(StandardCharsets.UTF_8));
        }
    }

    private String answer(JsonNode request, byte[] archive, String csv) {
        boolean join = maybe(request, "DataProcessing", "JoinSource").equals(Optional.of("Input"));
        boolean behindFirst = maybe(request, "DataProcessing", "InputFilter").equals(Optional.of("$[1:]"));
        boolean ends = maybe(request, "DataProcessing", "OutputFilter").equals(Optional.of("$[0,-1]"));
        List<String> lines = csv.lines().toList();
        StringBuilder sent = new StringBuilder();
        for (String line : lines) {
            sent.append(behindFirst ? line.substring(line.indexOf(',') + 1) : line)
                    .append('\n');
        }
        List<String> predictions = FakeContainer.batch(FakeContainer.predict(archive, sent.toString()));
        List<String> joined = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = join ? lines.get(i) + "," + predictions.get(i) : predictions.get(i);
            joined.add(ends ? line.replaceAll("^([^,]*),.*,([^,]*)$", "$1,$2") : line);
        }
        if (shuffle) {
            java.util.Collections.reverse(joined);
        }
        return String.join("\n", joined) + "\n";
    }

    private static byte[] unzip(byte[] raw) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
