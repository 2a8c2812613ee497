package retrain.aws;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.local.ScoringRows;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.HandedOver;
import retrain.run.Handover;
import retrain.run.Usage;
import retrain.spec.SageMakerScoreSpec.TransformSpec;
import retrain.spec.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.model.AssemblyType;
import software.amazon.awssdk.services.sagemaker.model.BatchStrategy;
import software.amazon.awssdk.services.sagemaker.model.CompressionType;
import software.amazon.awssdk.services.sagemaker.model.CreateTransformJobRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeTransformJobResponse;
import software.amazon.awssdk.services.sagemaker.model.JoinSource;
import software.amazon.awssdk.services.sagemaker.model.S3DataType;
import software.amazon.awssdk.services.sagemaker.model.SplitType;
import software.amazon.awssdk.services.sagemaker.model.TransformJobStatus;

/**
 * A batch transform. Each row goes with its number in front, which SageMaker keeps from the container and puts before the answer again (
 * {@code InputFilter}, {@code JoinSource}), so that it is certain which answer is whose. Input and job are named by their contents: a job
 * that is there already is the same job, and one that has ended well is not run again.
 */
final class TransformJob {
    private static final int MOST_TRIES = 20;
    private static final int DIGITS = 16;

    private final SageMakerTools tools;
    private final String model;
    private final TransformSpec spec;
    private final HostedModel hosted;

    TransformJob(SageMakerTools tools, String model, TransformSpec spec, HostedModel hosted) {
        this.tools = tools;
        this.model = model;
        this.spec = spec;
        this.hosted = hosted;
    }

    /** A file of the input. */
    private record Part(Path file, String name, int rows) {}

    /** Scores all rows. */
    void score(ScoringTask sent, ScoringRows rows) {
        List<Part> parts = parts(sent.scratch(), rows);
        if (parts.isEmpty()) {
            return;
        }
        Digest input = Digest.of(parts.stream().map(Part::name).toList().toString());
        String job = new EndpointNames(Spec.hyphenated(model)).prefix() + "-score-"
                + Digest.of(input + " " + hosted.asked(tools.aws()) + " " + spec)
                        .hex()
                        .substring(0, DIGITS);
        String folder = tools.models().work() + "/transform/" + input.hex();
        upload(parts, folder + "/input/");
        tools.models().upload(sent.artifact(), sent.model());
        tools.models().uploadCode(sent.artifact());
        tools.models().ensure(job, hosted);
        String output = done(job, folder, sent);
        tools.models().delete(job);
        int first = 0;
        for (Part part : parts) {
            rows.answer(answers(part, first, output, sent), part.rows());
            first += part.rows();
        }
    }

    /** Writes the rows to files, numbered through. */
    private List<Part> parts(Path scratch, ScoringRows rows) {
        List<Part> parts = new ArrayList<>();
        int number = 0;
        StringBuilder line = new StringBuilder();
        boolean more = rows.next(line, 1, Integer.MAX_VALUE) > 0;
        while (more) {
            Path file = scratch.resolve("part-" + parts.size() + ".csv");
            int count = 0;
            try (OutputStream out = open(file)) {
                for (; more && count < spec.partRows(); count++) {
                    line.insert(0, number++ + ",");
                    out.write(line.toString().getBytes(StandardCharsets.UTF_8));
                    line.setLength(0);
                    more = rows.next(line, 1, Integer.MAX_VALUE) > 0;
                }
            } catch (IOException e) {
                throw S3Failure.disk(file, e);
            }
            parts.add(new Part(file, name(parts.size(), file), count));
        }
        return parts;
    }

    private OutputStream open(Path file) throws IOException {
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        return spec.gzip() ? new GZIPOutputStream(out, 1 << 16) : out;
    }

    private String name(int number, Path file) {
        try {
            return String.format(
                    Locale.ROOT,
                    "part-%05d-%s.csv%s",
                    number,
                    Digest.of(file).hex().substring(0, DIGITS),
                    spec.gzip() ? ".gz" : "");
        } catch (IOException e) {
            throw S3Failure.disk(file, e);
        }
    }

    private void upload(List<Part> parts, String folder) {
        for (Part part : parts) {
            String address = folder + part.name();
            if (!tools.s3()
                    .size(address)
                    .equals(Optional.of(part.file().toFile().length()))) {
                tools.s3().upload(part.file(), address);
            }
        }
    }

    /** Sees to it that there is a job that has ended well. {@return the folder of its output} */
    private String done(String base, String folder, ScoringTask sent) {
        for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
            String name = attempt == 1 ? base : base + "-" + attempt;
            String output = folder + "/" + name + "/";
            Optional<DescribeTransformJobResponse> there = find(name);
            boolean begun = there.isPresent();
            if (!begun) {
                create(request(
                        name, base, folder + "/input/", output, sent.artifact().width()));
            }
            there.filter(TransformJob::isLost).ifPresent(lost -> used(name, lost));
            if (begun
                    && (isLost(there.get())
                            || (isCompleted(there.get())
                                    && tools.s3().list(output).isEmpty()))) {
                continue;
            }
            await(name, sent);
            return output;
        }
        throw failed(base, "has failed " + MOST_TRIES + " times, under this name and its followers");
    }

    private static boolean isCompleted(DescribeTransformJobResponse job) {
        return job.transformJobStatus() == TransformJobStatus.COMPLETED;
    }

    /** An earlier try that came to nothing, and is not waited for. */
    private static boolean isLost(DescribeTransformJobResponse job) {
        TransformJobStatus status = job.transformJobStatus();
        return status == TransformJobStatus.FAILED
                || status == TransformJobStatus.STOPPED
                || status == TransformJobStatus.STOPPING;
    }

    private static String where(String name) {
        return "transform job " + name;
    }

    private Optional<DescribeTransformJobResponse> find(String name) {
        try {
            String begun = tools.aws().begunAs(name);
            return Optional.of(tools.sagemaker().describeTransformJob(r -> r.transformJobName(begun)));
        } catch (SdkException e) {
            if (Endpoints.isGone(e)) {
                return Optional.empty();
            }
            throw AwsFailure.of(where(name), "sagemaker:DescribeTransformJob", e);
        }
    }

    private void create(CreateTransformJobRequest request) {
        if (tools.aws().handOver().isPresent()) {
            throw new HandedOver(
                    Handover.job("sagemaker:createTransformJob", request.transformJobName(), SdkJson.of(request)));
        }
        try {
            tools.sagemaker().createTransformJob(request);
        } catch (SdkException e) {
            if (!Endpoints.isThere(e)) {
                throw AwsFailure.of(where(request.transformJobName()), "sagemaker:CreateTransformJob", e);
            }
        }
    }

    private CreateTransformJobRequest request(String name, String modelName, String input, String output, int width) {
        return CreateTransformJobRequest.builder()
                .transformJobName(name)
                .modelName(modelName)
                .maxConcurrentTransforms(spec.maxConcurrent().orElse(null))
                .maxPayloadInMB(spec.maxPayload())
                .batchStrategy(BatchStrategy.MULTI_RECORD)
                .transformInput(i -> i.contentType("text/csv")
                        .splitType(SplitType.LINE)
                        .compressionType(spec.gzip() ? CompressionType.GZIP : CompressionType.NONE)
                        .dataSource(d -> d.s3DataSource(
                                s -> s.s3DataType(S3DataType.S3_PREFIX).s3Uri(input))))
                .transformOutput(o -> o.s3OutputPath(output)
                        .accept("text/csv")
                        .assembleWith(AssemblyType.LINE)
                        .kmsKeyId(tools.kmsKey().orElse(null)))
                .dataProcessing(d ->
                        d.inputFilter("$[1:]").joinSource(JoinSource.INPUT).outputFilter(width == 1 ? "$[0,-1]" : null))
                .transformResources(r -> r.instanceType(spec.instance())
                        .instanceCount(spec.instances())
                        .volumeKmsKeyId(tools.kmsKey().orElse(null)))
                .tags(tools.models().tags())
                .build();
    }

    private void await(String name, ScoringTask sent) {
        Pauses pauses = new Pauses(where(name), tools.aws());
        Instant since = tools.clock().instant();
        int late = 0;
        sent.observer().on(new Event.JobAwaited(where(name)));
        try {
            while (true) {
                Optional<DescribeTransformJobResponse> now = find(name);
                if (now.isEmpty() && ++late > Endpoints.LATE_LOOKS) {
                    throw failed(name, "is not there, though it was created");
                }
                if (now.isPresent() && ended(name, now.get(), sent)) {
                    return;
                }
                if (Duration.between(since, tools.clock().instant()).toSeconds() > spec.maxRuntime()) {
                    stop(name);
                    throw failed(name, "took longer than 'max-runtime', " + spec.maxRuntime() + " s, and was stopped");
                }
                pauses.pause();
            }
        } catch (BackendFailure e) {
            if (Thread.interrupted()) {
                stop(name);
                Thread.currentThread().interrupt();
            }
            throw e;
        } finally {
            sent.observer().on(new Event.JobEnded(where(name)));
        }
    }

    private boolean ended(String name, DescribeTransformJobResponse now, ScoringTask sent) {
        switch (now.transformJobStatus()) {
            case COMPLETED -> {
                used(name, now);
                return true;
            }
            case FAILED -> {
                used(name, now);
                throw failed(name, "has failed: " + now.failureReason());
            }
            case STOPPED -> {
                used(name, now);
                throw BackendFailure.retryable(
                        new Problem(Code.CANCELLED, where(name), "was stopped before its end", "Go on with the run"),
                        null,
                        null);
            }
            default -> {
                Allocation allocation = Allocation.of("evaluate", where(name), "looks", 0);
                sent.observer().on(new Event.Progressed(allocation, 0, now.transformJobStatusAsString()));
                return false;
            }
        }
    }

    private void used(String name, DescribeTransformJobResponse job) {
        if (job.transformStartTime() == null || job.transformEndTime() == null) {
            return;
        }
        double seconds = Duration.between(job.transformStartTime(), job.transformEndTime())
                        .toMillis()
                / 1000.0;
        new Usage(
                        name,
                        "sagemaker-transform",
                        spec.instance(),
                        spec.instances(),
                        seconds,
                        seconds,
                        false,
                        job.transformEndTime())
                .enter(tools.store());
    }

    private void stop(String name) {
        try {
            tools.sagemaker().stopTransformJob(r -> r.transformJobName(name));
        } catch (SdkException e) {
            // It has ended meanwhile, or is not there.
            if (!AwsFailure.code(e).equals("ValidationException") && !Endpoints.isGone(e)) {
                throw AwsFailure.of(where(name), "sagemaker:StopTransformJob", e);
            }
        }
    }

    private static BackendFailure failed(String name, String what) {
        return BackendFailure.permanent(
                new Problem(
                        Code.SCORING_FAILED,
                        where(name),
                        what,
                        "See its log: /aws/sagemaker/TransformJobs in CloudWatch Logs; then go on with the run"),
                null);
    }

    /** Reads the answers to a part: in each line the row's number, then what the container answered. */
    private String answers(Part part, int first, String output, ScoringTask sent) {
        Path file = sent.scratch().resolve(part.name() + ".out");
        tools.s3().download(output + part.name() + ".out", file);
        StringBuilder answers = new StringBuilder();
        int count = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    checkNumber(line, first + count++, part);
                    answers.append(line, tail(line, sent.artifact().width()), line.length())
                            .append('\n');
                }
            }
        } catch (IOException e) {
            throw S3Failure.disk(file, e);
        }
        if (count != part.rows()) {
            throw failed(part.name(), "has " + count + " answers to " + part.rows() + " rows");
        }
        return answers.toString();
    }

    private static void checkNumber(String line, int number, Part part) {
        int comma = line.indexOf(',');
        String found = comma < 0 ? line : line.substring(0, comma);
        if (!found.equals(Integer.toString(number)) && !found.equals(number + ".0")) {
            throw failed(part.name(), "answers row '" + found + "' where row " + number + " is due");
        }
    }

    /** {@return where the last values of a line begin} */
    private static int tail(String line, int values) {
        int at = line.length();
        for (int i = 0; i < values && at > 0; i++) {
            at = line.lastIndexOf(',', at - 1);
        }
        return at + 1;
    }
}
