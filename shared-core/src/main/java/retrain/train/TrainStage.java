package retrain.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import retrain.data.Column;
import retrain.data.Snapshot;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Context;
import retrain.run.Inputs;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.run.Json;
import retrain.run.Stage;
import retrain.spec.Spec;

/**
 * Trains a model on the snapshot's training rows. The job goes by its name: after a kill the same run attaches to what is there already.
 * An interrupt stops the job.
 */
public final class TrainStage implements Stage<TrainedModel> {
    private static final String NAME = "train";

    /** A job is looked at whenever it has worked for so much longer: nobody waits long for a short one, nor is a long one pestered. */
    private static final int PATIENCE = 50;

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(15);

    private final Spec spec;
    private final Context context;
    private final Snapshot snapshot;
    private final Optional<ModelArtifact> continueFrom;
    private final Trainer trainer;

    /**
     * A training that has not begun.
     *
     * @param continueBase the champion, which is added to only if the spec says {@code continue-from: champion}
     */
    public TrainStage(
            Spec spec, Context context, Snapshot snapshot, Optional<ModelArtifact> continueBase, Trainer trainer) {
        this.spec = spec;
        this.context = context;
        this.snapshot = snapshot;
        this.continueFrom = spec.train().continueFrom().isPresent() ? continueBase : Optional.empty();
        this.trainer = trainer;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<TrainedModel> type() {
        return TrainedModel.class;
    }

    @Override
    public Inputs inputs() {
        Inputs.Builder inputs = new Inputs.Builder()
                .add("data", "training rows", snapshot.train().digest())
                .add("data", "features", features())
                .add("data", "target", spec.target())
                .add("spec", "task", Json.word(spec.task()));
        if (snapshot.validation().isPresent()) {
            inputs.add("data", "validation rows", snapshot.validation().get().digest());
        }
        if (spec.train().continueFrom().isPresent()) {
            inputs.add(
                    NAME,
                    "continue from",
                    continueFrom.isPresent() ? continueFrom.get().archive() : "no champion yet");
        }
        spec.train().calibrate().ifPresent(c -> inputs.add("spec", "train.calibrate", Json.word(c)));
        trainer.describe(spec, context.base(), inputs);
        return inputs.build();
    }

    private String features() {
        List<String> features = new ArrayList<>();
        for (String name : snapshot.features()) {
            Optional<Column> column = snapshot.schema().find(name);
            features.add(
                    name + " " + (column.isPresent() ? Json.word(column.get().kind()) : ""));
        }
        return String.join(", ", features);
    }

    @Override
    public TrainedModel run(Job job) {
        Path scratch = context.scratch(job);
        Trainer.TrainingJob work = new Trainer.TrainingJob(
                job.name(), spec, context.base(), snapshot, continueFrom, context.store(), scratch);
        JobHandle handle = trainer.submit(work, context.observer());
        JobStatus end = await(handle);
        if (end instanceof JobStatus.Failed failed) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.TRAINING_FAILED,
                            "job " + handle.name(),
                            failed.reason(),
                            "Mend what the message is about, then run again"),
                    null);
        }
        if (end instanceof JobStatus.Stopped stopped) {
            throw cancelled(handle, stopped.reason());
        }
        return trainer.collect(handle, work);
    }

    /** Until now a killed run would have found the trained model there. */
    @Override
    public void clear(Job job) {
        context.clear(job);
    }

    private JobStatus await(JobHandle handle) {
        long start = System.nanoTime();
        JobStatus status = trainer.poll(handle);
        while (status instanceof JobStatus.Running) {
            long pause = (System.nanoTime() - start) / PATIENCE;
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, pause)));
            } catch (InterruptedException e) {
                trainer.stop(handle);
                Thread.currentThread().interrupt();
                throw cancelled(handle, "the run was told to stop");
            }
            status = trainer.poll(handle);
        }
        return status;
    }

    private static BackendFailure cancelled(JobHandle handle, String reason) {
        return BackendFailure.retryable(
                new Problem(
                        Code.CANCELLED,
                        "job " + handle.name(),
                        "was stopped before its end: " + reason,
                        "Go on with the run to train"),
                null,
                null);
    }

    @Override
    public String summary(TrainedModel output) {
        int rounds = output.curve().stream()
                .mapToInt(TrainedModel.Point::round)
                .max()
                .orElse(0);
        String size = String.format(
                Locale.ROOT, "%,d KB", Math.max(1, output.artifact().bytes() / 1000));
        return output.provenance().trainer() + ", "
                + output.artifact().features().size() + " features"
                + (rounds == 0 ? "" : ", " + rounds + " rounds trained")
                + ", " + size;
    }
}
