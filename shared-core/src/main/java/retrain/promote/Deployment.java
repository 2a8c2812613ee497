package retrain.promote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import retrain.evaluate.Evaluation;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.registry.Challenge;
import retrain.registry.ModelVersion;
import retrain.registry.Registry;
import retrain.registry.Standing;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.spec.Spec;

/** Brings versions to where the spec says that they are served. */
final class Deployment {
    /** What serves may keep shares as 32-bit numbers. */
    private static final double SAME_SHARE = 1e-6;

    private final Registry registry;
    private final Context context;
    private final Spec spec;
    private final Deployer deployer;

    Deployment(Registry registry, Context context, Spec spec, Deployer deployer) {
        this.registry = registry;
        this.context = context;
        this.spec = spec;
        this.deployer = deployer;
    }

    String location() {
        return deployer.location(spec.promote(), context.base(), spec.model());
    }

    /** {@return whether what is served is what the audit chain says; cheap, as every run asks} */
    boolean isUpToDate() {
        List<Variant> wanted = wanted();
        Map<String, Double> served = deployer.shares(spec.promote(), context.base(), spec.model());
        if (wanted.size() == 1) {
            return served.isEmpty()
                    && deployer.serves(
                            spec.promote(), context.base(), wanted.get(0).version());
        }
        return !wanted.isEmpty() && isSplit(wanted, served);
    }

    private static boolean isSplit(List<Variant> wanted, Map<String, Double> served) {
        Set<String> names = new HashSet<>();
        for (Variant variant : wanted) {
            if (variant.shadow()) {
                continue;
            }
            names.add(variant.name());
            if (!(Math.abs(served.getOrDefault(variant.name(), Double.NaN) - variant.weight()) < SAME_SHARE)) {
                return false;
            }
        }
        return served.keySet().equals(names);
    }

    /** {@return the champion, and while a test runs the challenger; empty if there is no champion} */
    private List<Variant> wanted() {
        Standing now = registry.standingAgain();
        Optional<Challenge> test = now.challenge();
        if (test.isEmpty()) {
            Optional<ModelVersion> champion = now.champion();
            return champion.isEmpty() ? List.of() : List.of(Variant.of(champion.get(), 1));
        }
        ModelVersion challenger = test.get().challenger();
        double share = test.get().share();
        return List.of(
                Variant.of(test.get().champion(), 1 - share),
                share == 0 ? Variant.shadow(challenger) : Variant.of(challenger, share));
    }

    /** {@return the archive as it arrived there, the same bytes as in the store} */
    Path stage(ModelVersion version) {
        Digest archive = version.artifact().archive();
        Path arrived = deployer.stage(
                spec.promote(), context.base(), version, context.store().fetch(archive), threshold(version));
        if (!digest(arrived).equals(archive)) {
            throw BackendFailure.retryable(
                    new Problem(
                            Code.DEPLOYMENT_FAILED,
                            arrived.toString(),
                            "is not the archive of version " + version.number() + " that was copied there",
                            "Check that disk, then go on with the run"),
                    null,
                    null);
        }
        return arrived;
    }

    /** An evaluation that is not kept any more does not keep a version from being served. */
    private Optional<Double> threshold(ModelVersion version) {
        Digest evaluation = version.evaluation();
        return context.store().has(evaluation)
                ? Json.read(context.store().get(evaluation), Evaluation.class, "object " + evaluation)
                        .candidate()
                        .threshold()
                : Optional.empty();
    }

    private static Digest digest(Path file) {
        try {
            return Digest.of(file);
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.DEPLOYMENT_FAILED,
                            file.toString(),
                            "cannot be read (" + e + ")",
                            "Check that disk, then go on with the run"),
                    e);
        }
    }

    /**
     * Serves what the audit chain says. Another process may add to the chain and serve what it says then between this one's look at it and
     * its switch; so this one looks again after the switch, until what it switched to is what the chain says.
     */
    void catchUp() {
        catchUp(wanted());
    }

    /** The same for who has just made a version the champion. */
    void catchUp(ModelVersion champion) {
        catchUp(List.of(Variant.of(champion, 1)));
    }

    private void catchUp(List<Variant> seen) {
        List<Variant> served = List.of();
        for (List<Variant> wanted = seen; !wanted.equals(served); wanted = wanted()) {
            serve(wanted);
            served = wanted;
        }
    }

    private void serve(List<Variant> variants) {
        for (Variant variant : variants) {
            stage(variant.version());
        }
        if (variants.size() == 1) {
            deployer.activate(spec.promote(), context.base(), variants.get(0).version());
        } else {
            deployer.split(spec.promote(), context.base(), variants);
        }
    }
}
