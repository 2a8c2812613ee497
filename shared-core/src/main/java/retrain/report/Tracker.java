package retrain.report;

import java.util.Map;
import java.util.Optional;

/** Where runs are also told: an experiment tracker, a registry of models. Throws {@link retrain.problem.BackendFailure} if it cannot be reached. */
public interface Tracker {
    /** {@return what it is called, for people: MLflow} */
    String name();

    /**
     * Tells a run, with its trials, and its version in the tracker's registry. However often it is called, and whatever an earlier call was
     * killed at: the run is there once. What is there whole stays as it is.
     *
     * @return where the run is, for people; empty if it has nothing that is told here
     */
    Optional<String> log(TrackedRun run);

    /**
     * Asks for what shows that it can be told of a model's runs, as far as that shows without changing anything there.
     *
     * @throws retrain.problem.InvalidInput if it may not be told, with what is missing
     */
    default void check(String model) {}

    /** Tells what a look came to; what is told already may be told again. Not all places have a use for it. */
    default void look(TrackedLook look) {}

    /**
     * Lets the aliases of a model point to the versions of these numbers; those that the place does not have are left out. Not all places have a
     * use for it.
     */
    default void alias(String model, Map<String, Integer> aliases) {}
}
