package retrain.promote;

import java.nio.file.Path;
import java.util.Optional;
import retrain.registry.ModelVersion;
import retrain.spec.PromoteSpec;

/** Port: makes a version the one that is served. Embedded it is a folder with an atomic switch. */
public interface Deployer {
    /**
     * Brings the version's artifact to the target without serving it yet. Doing it twice is the same as once.
     *
     * @param model the model's archive, verified
     * @param threshold from which score on a row counts as positive (binary), for whoever uses the model
     * @return a copy of the archive as it arrived there, to be loaded afresh and checked
     */
    Path stage(PromoteSpec spec, Path base, ModelVersion version, Path model, Optional<Double> threshold);

    /** Serves a version that was staged, in one atomic step. Doing it twice is the same as once. */
    void activate(PromoteSpec spec, Path base, ModelVersion version);

    /** {@return the number of the version that is served, if any} */
    Optional<Integer> active(PromoteSpec spec, Path base, String model);

    /** {@return whether just this version is served, whole; cheap, as every run asks} */
    default boolean serves(PromoteSpec spec, Path base, ModelVersion version) {
        return active(spec, base, version.model()).equals(Optional.of(version.number()));
    }

    /** {@return where it is served, for people} */
    String location(PromoteSpec spec, Path base, String model);
}
