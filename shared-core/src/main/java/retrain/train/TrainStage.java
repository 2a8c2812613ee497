package retrain.train;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import retrain.data.Snapshot;
import retrain.run.Context;
import retrain.run.Inputs;
import retrain.run.JobHandle;
import retrain.run.Stage;
import retrain.spec.Spec;

/**
 * Trains a model on the snapshot's training rows. The job goes by its name: after a kill the same run attaches to what is there already.
 * An interrupt stops the job.
 */
public final class TrainStage implements Stage<TrainedModel> {
    private static final String NAME = "train";

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
        Inputs.Builder inputs = TrainingInputs.of(spec, context.base(), snapshot, trainer);
        if (spec.train().continueFrom().isPresent()) {
            inputs.add(
                    NAME,
                    "continue from",
                    continueFrom.isPresent() ? continueFrom.get().archive() : "nothing: from scratch");
        }
        return inputs.build();
    }

    /** {@return the part of the inputs that is known before there are rows and a champion} */
    public static Inputs recipe(Spec spec, Path base, Trainer trainer) {
        return TrainingInputs.recipe(spec, base, trainer).build();
    }

    @Override
    public TrainedModel run(Job job) {
        Path scratch = context.scratch(job);
        Trainer.TrainingJob work = new Trainer.TrainingJob(
                job.name(), spec, context.base(), snapshot, continueFrom, context.store(), scratch);
        JobHandle handle = trainer.submit(work, context.observer());
        Waiting.refuse(Waiting.end(trainer, handle), handle);
        return trainer.collect(handle, work);
    }

    /** Until now a killed run would have found the trained model there. */
    @Override
    public void clear(Job job) {
        context.clear(job);
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
