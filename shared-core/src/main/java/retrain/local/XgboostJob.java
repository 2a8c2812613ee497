package retrain.local;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import retrain.event.Observer;
import retrain.run.JobStatus;
import retrain.train.TrainedModel;
import retrain.train.Trainer.TrainingJob;

/** A training on a thread of its own. */
final class XgboostJob {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;
    private volatile @Nullable TrainedModel model;
    private volatile @Nullable Throwable failure;

    private XgboostJob() {}

    /** The thread is a daemon: a process that is told to end does not wait for it. */
    static XgboostJob start(TrainingJob job, Observer observer, Finished finished) {
        XgboostJob started = new XgboostJob();
        Thread thread = new Thread(() -> started.run(job, observer, finished), job.name());
        thread.setDaemon(true);
        thread.start();
        return started;
    }

    /** Told of the model before anybody sees that the job has succeeded. */
    @FunctionalInterface
    interface Finished {
        void with(TrainedModel model);
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // whatever it is, poll throws it
    private void run(TrainingJob job, Observer observer, Finished finished) {
        try {
            Optional<TrainedModel> made = new XgboostTraining(job, observer, () -> stopped).train();
            made.ifPresent(finished::with);
            model = made.orElse(null);
        } catch (Throwable e) {
            failure = e;
        } finally {
            ended.countDown();
        }
    }

    /**
     * {@return how it is}
     *
     * <p>Throws what the training threw, so that the user's mistakes stay the user's mistakes.
     */
    JobStatus status() {
        if (ended.getCount() > 0) {
            return new JobStatus.Running("");
        }
        Throwable thrown = failure;
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        return model == null ? new JobStatus.Stopped("it was told to stop") : new JobStatus.Succeeded();
    }

    /** {@return whether to attach to it; one that failed or was stopped is begun anew} */
    boolean goesOnOrSucceeded() {
        return ended.getCount() > 0 ? !stopped : model != null;
    }

    /** Ends it between two rounds and waits for that, so that nothing works on in the background. */
    void stop() {
        stopped = true;
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
