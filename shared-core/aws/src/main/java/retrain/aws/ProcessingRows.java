package retrain.aws;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.data.Preparer;
import retrain.data.RowMaker;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.HandedOver;
import retrain.run.Handover;
import retrain.run.Usage;
import retrain.spec.ProcessingSpec;
import retrain.spec.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.CreateProcessingJobRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeProcessingJobResponse;
import software.amazon.awssdk.services.sagemaker.model.ProcessingJobStatus;

/**
 * Makes the rows in a container, as a processing job of SageMaker. The job's name is that of the preparation; one that failed keeps its name
 * for ever, so that the next one has a number behind it.
 */
final class ProcessingRows implements RowMaker {
    static final String WHERE = "data.prepare.processing";
    private static final String LOGS = "/aws/sagemaker/ProcessingJobs";
    private static final int MOST_ATTEMPTS = 99;

    /** How long a job that has just been made may be unknown. */
    private static final double UNKNOWN_SECONDS = 60;

    private final Spec spec;
    private final ProcessingSpec processing;
    private final AwsClients clients;

    ProcessingRows(Spec spec, ProcessingSpec processing) {
        this.spec = spec;
        this.processing = processing;
        this.clients = new AwsClients(spec.aws());
    }

    @Override
    public String engine() {
        return "sagemaker processing";
    }

    @Override
    public Map<String, String> facts() {
        return Map.of();
    }

    @Override
    public List<Path> make(Preparer.Work work, Observer observer) {
        PrepareFiles files = new PrepareFiles(
                work, WHERE, new S3Transfer(clients.s3(), spec.aws().kmsKey()));
        try (SageMakerClient client = clients.of(SageMakerClient.builder())) {
            DescribeProcessingJobResponse ended = ended(client, work, files, observer);
            enter(ended, work);
            if (ended.processingJobStatus() != ProcessingJobStatus.COMPLETED) {
                throw failed(ended);
            }
            return files.rowsBelow(output(files, handedOverAs(ended.processingJobName())));
        }
    }

    private String handedOverAs(String job) {
        return spec.aws().handOver().map(h -> h.handedOverAs(job)).orElse(job);
    }

    private static String output(PrepareFiles files, String job) {
        return files.folder() + job + "/";
    }

    private DescribeProcessingJobResponse ended(
            SageMakerClient client, Preparer.Work work, PrepareFiles files, Observer observer) {
        String name = work.job();
        try {
            for (int attempt = 2; !isOurs(client, name, work, files) && attempt <= MOST_ATTEMPTS; attempt++) {
                name = work.job() + "-" + attempt;
            }
            observer.on(new Event.JobAwaited("processing job " + name));
            return watched(client, name, observer);
        } catch (InterruptedException e) {
            throw stopped(client, name, e);
        } catch (RetrainException e) {
            boolean cancelled = e.problems().get(0).code() == Code.CANCELLED
                    || Thread.currentThread().isInterrupted();
            throw cancelled ? stopped(client, name, e) : e;
        } finally {
            observer.on(new Event.JobEnded("processing job " + name));
        }
    }

    /** {@return whether a job of this name works for us or has succeeded: made now, or before; one that failed was told of} */
    private boolean isOurs(SageMakerClient client, String name, Preparer.Work work, PrepareFiles files)
            throws InterruptedException {
        CreateProcessingJobRequest asked =
                new ProcessingRequest(spec, processing, work, files).of(name, output(files, name));
        boolean handsOver = spec.aws().handOver().isPresent();
        if (!handsOver && isNew(client, asked)) {
            return true;
        }
        DescribeProcessingJobResponse there =
                handsOver ? begunElsewhere(client, asked) : look(client, name, new Backoff(spec.aws()));
        if (!work.job().equals(there.environment().get(ProcessingRequest.JOB))) {
            throw new InvalidInput(
                    Code.CONFLICT,
                    "processing job " + name,
                    "is there already, and is not of this run",
                    "Run again: a new run makes a job of another name");
        }
        boolean goesOn = there.processingJobStatus() == ProcessingJobStatus.IN_PROGRESS
                || there.processingJobStatus() == ProcessingJobStatus.COMPLETED;
        if (handsOver && !goesOn) {
            enter(there, work);
        }
        return goesOn;
    }

    /** {@return the job that others were to begin; hands it over if there is none of its name} */
    private DescribeProcessingJobResponse begunElsewhere(SageMakerClient client, CreateProcessingJobRequest asked) {
        String name = asked.processingJobName();
        try {
            return client.describeProcessingJob(
                    r -> r.processingJobName(spec.aws().begunAs(name)));
        } catch (SdkException e) {
            if (isUnknown(e)) {
                throw new HandedOver(Handover.job("sagemaker:createProcessingJob", name, SdkJson.of(asked)));
            }
            throw AwsFailure.of("processing job " + name, "sagemaker:DescribeProcessingJob", e);
        }
    }

    private static boolean isUnknown(SdkException e) {
        String message = AwsFailure.message(e);
        return message.contains("Could not find") || message.contains("does not exist");
    }

    /** {@return whether the job was made; it is not if there is one of its name} */
    private static boolean isNew(SageMakerClient client, CreateProcessingJobRequest asked) {
        try {
            client.createProcessingJob(asked);
            return true;
        } catch (SdkException e) {
            boolean there = AwsFailure.code(e).equals("ResourceInUse")
                    || AwsFailure.message(e).contains("already exists");
            if (there) {
                return false;
            }
            throw AwsFailure.of("processing job " + asked.processingJobName(), "sagemaker:CreateProcessingJob", e);
        }
    }

    private DescribeProcessingJobResponse watched(SageMakerClient client, String name, Observer observer)
            throws InterruptedException {
        Backoff backoff = new Backoff(spec.aws());
        String told = "";
        while (true) {
            DescribeProcessingJobResponse now = look(client, name, backoff);
            String status = now.processingJobStatusAsString();
            if (!status.equals(told)) {
                observer.on(new Event.Noticed("processing job " + name + ": " + status));
                told = status;
            }
            switch (now.processingJobStatus()) {
                case COMPLETED, FAILED, STOPPED -> {
                    return now;
                }
                default -> {
                    if (spec.aws().handOver().isPresent()) {
                        throw new HandedOver(Handover.lookAgain("processing job " + name));
                    }
                    backoff.pause();
                }
            }
        }
    }

    private DescribeProcessingJobResponse look(SageMakerClient client, String name, Backoff backoff)
            throws InterruptedException {
        while (true) {
            try {
                return client.describeProcessingJob(
                        r -> r.processingJobName(spec.aws().begunAs(name)));
            } catch (SdkException e) {
                if (!isUnknown(e) || backoff.passed() > UNKNOWN_SECONDS) {
                    throw AwsFailure.of("processing job " + name, "sagemaker:DescribeProcessingJob", e);
                }
                backoff.pause();
            }
        }
    }

    private BackendFailure stopped(SageMakerClient client, String name, Exception cause) {
        Thread.interrupted();
        String what = "was told to stop";
        try {
            client.stopProcessingJob(r -> r.processingJobName(name));
            what += "; so was processing job " + name;
        } catch (SdkException e) {
            // One that has ended, or was never made, cannot be stopped.
            boolean over = AwsFailure.code(e).equals("ResourceNotFound")
                    || AwsFailure.code(e).equals("ValidationException");
            what += over ? "" : "; processing job " + name + " may still work (" + AwsFailure.message(e) + ")";
        }
        Thread.currentThread().interrupt();
        return BackendFailure.retryable(
                new Problem(Code.CANCELLED, "prepare", what, "Go on with the same run, or run again"), null, cause);
    }

    private RetrainException failed(DescribeProcessingJobResponse job) {
        String which = "processing job " + job.processingJobName();
        if (job.processingJobStatus() == ProcessingJobStatus.STOPPED) {
            return retryable(which + " was stopped by somebody");
        }
        String reason = Optional.ofNullable(job.failureReason()).orElse("SageMaker tells no reason");
        if (reason.contains("CapacityError") || reason.contains("InternalServerError")) {
            return retryable(which + " failed: " + reason);
        }
        String exit = Optional.ofNullable(job.exitMessage())
                .filter(m -> !m.isBlank())
                .map(m -> "; it says: " + m.strip())
                .orElse("");
        return BackendFailure.permanent(
                new Problem(
                        Code.DATA_SQL,
                        WHERE,
                        which + " failed: " + reason + exit
                                + LastLines.ofLatest(clients, LOGS, job.processingJobName() + "/"),
                        "Mend what the message is about, then go on with the run"),
                null);
    }

    private static BackendFailure retryable(String what) {
        return BackendFailure.retryable(
                new Problem(Code.REMOTE_FAILED, WHERE, what, "Go on with the run later: it starts another job"),
                null,
                null);
    }

    private void enter(DescribeProcessingJobResponse job, Preparer.Work work) {
        Instant start = job.processingStartTime();
        Instant end = job.processingEndTime();
        if (start != null && end != null) {
            double seconds = Duration.between(start, end).toMillis() / 1000.0;
            new Usage(
                            job.processingJobName(),
                            "sagemaker-processing",
                            processing.instance(),
                            processing.instances(),
                            seconds,
                            seconds,
                            false,
                            end)
                    .enter(work.store());
        }
    }
}
