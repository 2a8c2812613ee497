package retrain.promote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import retrain.evaluate.Evaluation;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.registry.ModelVersion;
import retrain.registry.Registry;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.spec.Spec;

/** Brings versions to where the spec says that they are served. */
final class Deployment {
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

    boolean serves(ModelVersion version) {
        return deployer.serves(spec.promote(), context.base(), version);
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
     * Serves the champion. Another process may move the champion and serve its own between this one's look at the registry and its
     * switch; so this one looks again after the switch, until what it switched to is the champion.
     */
    void serveChampion() {
        serveChampion(registry.champion());
    }

    /**
     * The same when it is known already who is champion.
     *
     * @param seen the champion of just now
     */
    void serveChampion(Optional<ModelVersion> seen) {
        Optional<ModelVersion> champion = seen;
        while (champion.isPresent()) {
            int served = champion.get().number();
            stage(champion.get());
            deployer.activate(spec.promote(), context.base(), champion.get());
            champion = registry.champion();
            if (champion.isEmpty() || champion.get().number() == served) {
                return;
            }
        }
    }
}
