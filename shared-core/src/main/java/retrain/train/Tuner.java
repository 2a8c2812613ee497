package retrain.train;

import retrain.event.Observer;
import retrain.run.JobHandle;
import retrain.spec.TuneGoal;

/** Port: searches for hyperparameters elsewhere, all trials in one job. Embedded there is none: {@link TuneStage} searches by itself. */
public interface Tuner extends Jobs {
    /** {@return its name, which the result depends on} */
    String name();

    /** Starts the search, or attaches to it if one of that name is there already; the spec says what is searched. */
    JobHandle submit(Trainer.TrainingJob job, TuneGoal goal, Observer observer);

    /** {@return all trials of a search that has succeeded, and the best of them} */
    Tuning collect(JobHandle handle);
}
