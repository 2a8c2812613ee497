package retrain.promote;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
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

    /** Serves a version that was staged, and no other, in one atomic step. Doing it twice is the same as once. */
    void activate(PromoteSpec spec, Path base, ModelVersion version);

    /** {@return the number of the version that is served, if any} */
    Optional<Integer> active(PromoteSpec spec, Path base, String model);

    /** {@return whether just this version is served, whole; cheap, as every run asks} */
    default boolean serves(PromoteSpec spec, Path base, ModelVersion version) {
        return active(spec, base, version.model()).equals(Optional.of(version.number()));
    }

    /**
     * Serves versions that were staged beside each other, in one step. Doing it twice is the same as once.
     *
     * @param variants the champion first
     * @throws InvalidInput if this target serves one version only
     */
    default void split(PromoteSpec spec, Path base, List<Variant> variants) {
        throw new InvalidInput(
                Code.SPEC_CONTRADICTION,
                "promote.strategy",
                "wants several versions to be served, and what serves here has one only",
                "Write 'strategy: replace'");
    }

    /**
     * {@return the names of the variants that are served, with their shares, without shadows; empty if nothing is served, or but one version
     * without a shadow}
     */
    default Map<String, Double> shares(PromoteSpec spec, Path base, String model) {
        return Map.of();
    }

    /** {@return where it is served, for people} */
    String location(PromoteSpec spec, Path base, String model);
}
