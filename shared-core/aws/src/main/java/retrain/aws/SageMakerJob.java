package retrain.aws;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.RetrainException;
import retrain.run.HandedOver;
import retrain.run.Handover;
import retrain.run.JobStatus;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A job of SageMaker that is begun, looked at and stopped, although it is not seen at once, answers are lost and threads are interrupted.
 *
 * @param <D> what describes it
 */
abstract class SageMakerJob<D> {
    /** Looks at a job that was begun and is not seen yet. */
    private static final int MOST_UNSEEN = 20;

    /** Looks one after the other that fail; the SDK has tried each several times. */
    private static final int MOST_FAILURES = 5;

    private static final Duration UNSEEN_PAUSE = Duration.ofMillis(200);

    private final String kind;
    private final AwsSpec aws;
    private final Observer observer;
    private int unseen;
    private int failures;
    private boolean stopped;

    /** @param kind as SageMaker's actions name it: {@code TrainingJob} */
    SageMakerJob(String kind, AwsSpec aws, Observer observer) {
        this.kind = kind;
        this.aws = aws;
        this.observer = observer;
    }

    /** {@return whether somebody else begins and awaits the job} */
    final boolean isHandedOver() {
        return aws.handOver().isPresent();
    }

    /** {@return the name of a job, which is another one if somebody else has begun it under that} */
    final String begunAs(String name) {
        return aws.begunAs(name);
    }

    /**
     * {@return the job that somebody else was to begin}
     *
     * @throws HandedOver if there is none of that name yet
     */
    final D begunElsewhere(String action, String name, SdkPojo request) {
        try {
            return describe();
        } catch (SdkException e) {
            if (isUnseen(e)) {
                throw new HandedOver(Handover.job(action, name, SdkJson.of(request)));
            }
            throw AwsFailure.of(where(), "sagemaker:Describe" + kind, e);
        }
    }

    /** Somebody else awaits the job, so that it is not awaited here. */
    final void refuseToWait(boolean over) {
        if (isHandedOver() && !over) {
            throw new HandedOver(Handover.lookAgain(where()));
        }
    }

    /** {@return what it is, for people} */
    abstract String where();

    /** Begins the job, or attaches to it if it is there and has not failed; goes on to the next name until that is done. */
    abstract void beginUnderSomeName();

    abstract D describe();

    /** {@return whether SageMaker says that there is no such job} */
    abstract boolean isUnseen(SdkException e);

    abstract void requestStop();

    /** A look was not answered, and will be repeated. */
    void unanswered(RetrainException failure) {}

    /** Begins the job, or attaches to it if it is there and has not failed. */
    final void begin() {
        try {
            beginUnderSomeName();
            observer.on(new Event.JobAwaited(where()));
        } catch (RetrainException e) {
            if (Thread.interrupted()) {
                stopAfter(e);
                Thread.currentThread().interrupt();
            }
            throw e;
        }
    }

    /** The request may have arrived. */
    private void stopAfter(RetrainException e) {
        try {
            stop();
        } catch (RetrainException second) {
            e.addSuppressed(second);
        }
    }

    /** Another name is tried. */
    final void anew() {
        unseen = 0;
    }

    /** {@return the job, of whose name it is known that it is in use; it may be unknown for a moment} */
    final D describedAtLast() {
        while (true) {
            try {
                return describe();
            } catch (SdkException e) {
                if (!isUnseen(e) || ++unseen > MOST_UNSEEN || !slept()) {
                    throw AwsFailure.of(where(), "sagemaker:Describe" + kind, e);
                }
            }
        }
    }

    private static boolean slept() {
        try {
            TimeUnit.NANOSECONDS.sleep(UNSEEN_PAUSE.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** {@return how it is, by what describes it; that it still runs, if that cannot be told just now} */
    final JobStatus look(Function<D, JobStatus> told) {
        D is;
        try {
            is = describe();
        } catch (SdkException e) {
            return unseenOrUnanswered(e);
        }
        unseen = 0;
        failures = 0;
        return told.apply(is);
    }

    /** It has ended, however it did. */
    final void over() {
        observer.on(new Event.JobEnded(where()));
    }

    private JobStatus unseenOrUnanswered(SdkException e) {
        if (isUnseen(e) && ++unseen <= MOST_UNSEEN) {
            return new JobStatus.Running("not seen yet");
        }
        RetrainException failure = AwsFailure.of(where(), "sagemaker:Describe" + kind, e);
        boolean passing = failure instanceof BackendFailure backend && backend.isRetryable();
        if (!passing || Thread.currentThread().isInterrupted() || ++failures >= MOST_FAILURES) {
            throw failure;
        }
        unanswered(failure);
        return new JobStatus.Running("unknown");
    }

    /** Tells it to stop; the time until it has stopped is not waited for. */
    final void stop() {
        stopped = true;
        for (int look = 0; look <= MOST_UNSEEN; look++) {
            try {
                requestStop();
                return;
            } catch (SdkException e) {
                if (isUnseen(e)) {
                    if (!slept()) {
                        return;
                    }
                } else if (AwsFailure.code(e).equals("ValidationException")) {
                    // It has ended.
                    return;
                } else {
                    throw AwsFailure.of(where(), "sagemaker:Stop" + kind, e);
                }
            }
        }
    }

    /** {@return whether it was told to stop here} */
    final boolean isStopped() {
        return stopped;
    }
}
