package retrain.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import retrain.data.Snapshot;
import retrain.event.Observer;
import retrain.run.Inputs;
import retrain.run.JobHandle;
import retrain.run.Store;
import retrain.spec.Spec;

/** Port: trains. The embedded ones are XGBoost4J and the user's own program; SageMaker is another. */
public interface Trainer extends Jobs {
    /** Adds what the model depends on besides the rows: hyperparameters with their defaults, code, versions, threads, seed. */
    void describe(Spec spec, Path base, Inputs.Builder inputs);

    /** Starts the job, or attaches to it if one of that name is there already. */
    JobHandle submit(TrainingJob job, Observer observer);

    /** {@return the model of a job that has succeeded, its archive kept in the store} */
    TrainedModel collect(JobHandle handle, TrainingJob job);

    /**
     * Tells what a trial of a search has shown, when it has succeeded; its model is not kept.
     *
     * @return every value of every metric, in the order of the rounds; if the job has a rule by which it ends, those after that round may be
     *     missing
     */
    List<TrainedModel.Point> curve(JobHandle handle, TrainingJob job);

    /** {@return whether its jobs take the processors of this machine, so that no more are at work at once than there are} */
    default boolean isHere() {
        return true;
    }

    /** {@return what searches for hyperparameters as the spec says; absent: trials are chosen here, and each is a job} */
    default Optional<Tuner> tuner() {
        return Optional.empty();
    }

    /**
     * What is trained.
     *
     * @param name the same for the same work of the same run
     * @param base the folder of the spec, that its paths are relative to
     * @param continueFrom the model to add rounds to
     * @param scratch a folder for this job alone; what an earlier, killed process of the same job left is still there
     * @param rule by which it may end before its last round, as a success; only a trial has one
     * @param trial whether it is a trial of a search, whose model is not asked for; a mistake that makes it fail is its result
     */
    record TrainingJob(
            String name,
            Spec spec,
            Path base,
            Snapshot snapshot,
            Optional<ModelArtifact> continueFrom,
            Store store,
            Path scratch,
            Optional<MedianRule> rule,
            boolean trial) {
        /** A job whose model is wanted. */
        public TrainingJob(
                String name,
                Spec spec,
                Path base,
                Snapshot snapshot,
                Optional<ModelArtifact> continueFrom,
                Store store,
                Path scratch) {
            this(name, spec, base, snapshot, continueFrom, store, scratch, Optional.empty(), false);
        }
    }
}
