package retrain.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.local.RemoteTraining;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.JobStatus;
import retrain.spec.SageMakerTrainSpec;
import retrain.train.TrainedModel;
import retrain.train.Trainer.TrainingJob;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.model.CreateTrainingJobRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingJobResponse;
import software.amazon.awssdk.services.sagemaker.model.SecondaryStatus;
import software.amazon.awssdk.services.sagemaker.model.TrainingJobStatus;

/**
 * One training, by the jobs that are begun for it until one succeeds: SageMaker never lets a name be used again, so a run that goes on after
 * a failure begins one under the next name; and a job that gets no spare instances is followed by one on demand. The names are the same in
 * every process.
 */
final class SageMakerTraining extends SageMakerJob<DescribeTrainingJobResponse> {
    private static final int MOST_TRIES = 20;

    private final TrainingJob job;
    private final SageMakerTrainSpec sagemaker;
    private final RemoteTraining remote;
    private final TrainingRequest request;
    private final TrainingPlaces places;
    private final SageMakerTrainer.Services services;
    private final Observer observer;
    private Try current;
    private TrainingWatch watch;
    private @Nullable DescribeTrainingJobResponse last;

    SageMakerTraining(
            TrainingJob job,
            RemoteTraining remote,
            TrainingRequest request,
            TrainingPlaces places,
            SageMakerTrainer.Services services,
            Observer observer) {
        super("TrainingJob", job.spec().aws(), observer);
        this.job = job;
        this.sagemaker = job.spec().train().sagemaker().orElseThrow();
        this.remote = remote;
        this.request = request;
        this.places = places;
        this.services = services;
        this.observer = observer;
        this.current = new Try(1, sagemaker.spot(), false);
        this.watch = watch();
    }

    /**
     * One of the jobs.
     *
     * @param number from 1
     * @param spot on spare instances
     * @param fallenBack on demand, because there were no spare instances
     */
    private record Try(int number, boolean spot, boolean fallenBack) {
        String name(String job) {
            return JobNames.of(job, (number > 1 ? "-" + number : "") + (fallenBack ? "-on-demand" : ""));
        }
    }

    private TrainingWatch watch() {
        return new TrainingWatch(
                begunAs(current.name(job.name())), current.spot(), job, remote, services.logs(), observer);
    }

    /** {@return the name of the job in SageMaker} */
    String location() {
        return watch.name();
    }

    @Override
    void beginUnderSomeName() {
        while (!isBegun()) {
            advance();
        }
    }

    /** {@return false if the job under this name has failed or was stopped before} */
    private boolean isBegun() {
        watch = watch();
        anew();
        CreateTrainingJobRequest asked = request.under(watch.name(), current.spot());
        if (!isHandedOver() && isCreated(asked)) {
            observer.on(new Event.Noticed("training job " + watch.name() + " is begun on " + sagemaker.instances() + " "
                    + sagemaker.instance() + (current.spot() ? ", spare ones" : "")));
            return true;
        }
        DescribeTrainingJobResponse there =
                isHandedOver() ? begunElsewhere("sagemaker:createTrainingJob", watch.name(), asked) : describedAtLast();
        refuseOther(there);
        last = there;
        if (isLost(there)) {
            return false;
        }
        observer.on(new Event.Noticed("training job " + watch.name() + " is there already"));
        refuseToWait(there.trainingJobStatus() != TrainingJobStatus.IN_PROGRESS);
        return true;
    }

    /** {@return whether the job has failed or was stopped, so that another follows it} */
    private boolean isLost(DescribeTrainingJobResponse there) {
        boolean lost =
                switch (there.trainingJobStatus()) {
                    case FAILED, STOPPED, STOPPING -> true;
                    default -> false;
                };
        if (!lost || !isHandedOver()) {
            return lost;
        }
        if (job.trial() && isItsOwnFault(there)) {
            return false;
        }
        // Nobody has looked at it in this process or an earlier one.
        watch.look(there);
        watch.used(there);
        observer.on(new Event.Noticed(where() + " has ended as " + there.secondaryStatusAsString() + ": "
                + (reason(there).isEmpty() ? "no reason is told" : reason(there)) + "; another follows it"));
        return true;
    }

    /** {@return whether it would fail again: neither the machine's fault, nor stopped by anybody} */
    private static boolean isItsOwnFault(DescribeTrainingJobResponse there) {
        return there.secondaryStatus() == SecondaryStatus.MAX_RUNTIME_EXCEEDED
                || (there.trainingJobStatus() == TrainingJobStatus.FAILED
                        && !lacksInstances(there)
                        && !isInternal(there));
    }

    private static boolean isInternal(DescribeTrainingJobResponse is) {
        return reason(is).startsWith("InternalServerError");
    }

    /** {@return false if there is a job of that name} */
    private boolean isCreated(CreateTrainingJobRequest asked) {
        try {
            services.sagemaker().createTrainingJob(asked);
            return true;
        } catch (SdkException e) {
            if (AwsFailure.code(e).equals("ResourceInUse")) {
                return false;
            }
            throw AwsFailure.of(where(), "sagemaker:CreateTrainingJob", e);
        }
    }

    private void advance() {
        boolean fallBack = fallsBack();
        if (!fallBack && current.number() == MOST_TRIES) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.TRAINING_FAILED,
                            where(),
                            "it and the " + (MOST_TRIES - 1) + " before it have failed",
                            "Mend what made them fail, then begin a new run"),
                    null);
        }
        current = fallBack
                ? new Try(current.number(), false, true)
                : new Try(current.number() + 1, sagemaker.spot(), false);
    }

    private boolean fallsBack() {
        return current.spot() && sagemaker.fallBack() && last != null && lacksInstances(last);
    }

    private static boolean lacksInstances(DescribeTrainingJobResponse is) {
        SecondaryStatus status = is.secondaryStatus();
        return status == SecondaryStatus.MAX_WAIT_TIME_EXCEEDED
                || status == SecondaryStatus.INTERRUPTED
                || reason(is).toLowerCase(Locale.ROOT).contains("capacity");
    }

    private static String reason(DescribeTrainingJobResponse is) {
        return is.failureReason() == null ? "" : is.failureReason();
    }

    @Override
    String where() {
        return "training job " + watch.name();
    }

    private void refuseOther(DescribeTrainingJobResponse there) {
        if (!request.isFor(there)) {
            throw new InvalidInput(
                    Code.CONFLICT,
                    where(),
                    "is there, and trains something else",
                    "Begin a new run, whose job has another name");
        }
    }

    @Override
    DescribeTrainingJobResponse describe() {
        return services.sagemaker().describeTrainingJob(r -> r.trainingJobName(watch.name()));
    }

    @Override
    boolean isUnseen(SdkException e) {
        return AwsFailure.code(e).equals("ValidationException")
                && AwsFailure.message(e).toLowerCase(Locale.ROOT).contains("not found");
    }

    JobStatus poll(Duration pause) {
        return look(is -> told(is, pause));
    }

    private JobStatus told(DescribeTrainingJobResponse is, Duration pause) {
        last = is;
        watch.look(is);
        return switch (is.trainingJobStatus()) {
            case COMPLETED, FAILED, STOPPED -> ended(is, pause);
            default -> new JobStatus.Running(is.secondaryStatusAsString());
        };
    }

    @Override
    void unanswered(RetrainException failure) {
        observer.on(new Event.Noticed("not answered, asked again: " + failure.getMessage()));
    }

    private JobStatus ended(DescribeTrainingJobResponse is, Duration pause) {
        over();
        try {
            watch.end(is, pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (is.trainingJobStatus() == TrainingJobStatus.COMPLETED) {
            return new JobStatus.Succeeded();
        }
        if (!isStopped() && fallsBack()) {
            observer.on(new Event.Noticed(where() + " got no spare instances, or lost them: it is trained on demand"));
            advance();
            begin();
            return new JobStatus.Running("on demand");
        }
        return is.trainingJobStatus() == TrainingJobStatus.FAILED ? failed(is) : stopped(is);
    }

    private JobStatus failed(DescribeTrainingJobResponse is) {
        String reason = reason(is);
        if (lacksInstances(is)) {
            throw withoutInstances(reason);
        }
        if (isInternal(is)) {
            throw BackendFailure.retryable(
                    new Problem(Code.REMOTE_FAILED, where(), "failed: " + reason, "Go on with the run"), null, null);
        }
        List<String> tail = watch.tail();
        return new JobStatus.Failed(where() + " failed: " + reason
                + (tail.isEmpty() ? "" : "; its last lines: " + String.join(" / ", tail)));
    }

    private JobStatus stopped(DescribeTrainingJobResponse is) {
        if (is.secondaryStatus() == SecondaryStatus.MAX_RUNTIME_EXCEEDED) {
            return new JobStatus.Failed(where() + " had not ended within 'train.sagemaker.max-time', "
                    + sagemaker.maxTime() + ", and was stopped by SageMaker");
        }
        if (!isStopped() && lacksInstances(is)) {
            throw withoutInstances(is.secondaryStatusAsString());
        }
        return new JobStatus.Stopped(isStopped() ? "it was told to stop" : "somebody stopped it in SageMaker");
    }

    private BackendFailure withoutInstances(String said) {
        return BackendFailure.retryable(
                new Problem(
                        Code.REMOTE_FAILED,
                        where(),
                        "got no instances of " + sagemaker.instance() + ", or lost them (" + said + ")",
                        "Go on with the run later, or name another type of instance in 'train.sagemaker.instance'"),
                null,
                null);
    }

    @Override
    void requestStop() {
        services.sagemaker().stopTrainingJob(r -> r.trainingJobName(watch.name()));
    }

    TrainedModel collect() {
        DescribeTrainingJobResponse is = completed();
        Path archive = places.download(is.modelArtifacts().s3ModelArtifacts(), job.scratch());
        TrainedModel model = remote.adopt(archive, request.trainer(), watch.curve(is));
        try {
            Files.deleteIfExists(archive);
        } catch (IOException e) {
            throw S3Failure.disk(archive, e);
        }
        return model;
    }

    List<TrainedModel.Point> curve() {
        return watch.curve(completed());
    }

    private DescribeTrainingJobResponse completed() {
        return Optional.ofNullable(last)
                .filter(is -> is.trainingJobStatus() == TrainingJobStatus.COMPLETED)
                .orElseThrow(() -> new IllegalStateException(where() + " has not succeeded"));
    }
}
