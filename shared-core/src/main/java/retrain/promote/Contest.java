package retrain.promote;

import java.util.Optional;
import retrain.registry.Alias;
import retrain.registry.AuditEntry;
import retrain.registry.Challenge;
import retrain.registry.ModelVersion;
import retrain.registry.Move;
import retrain.registry.Registry;
import retrain.run.Context;
import retrain.run.RunId;
import retrain.spec.Spec;

/**
 * The steps of a test of a challenger against the champion. Each is an audit entry first, which is the moment of the step, and then a
 * switch of
 * what is served; a switch that a kill cuts off is made up for by {@link #catchUp}. A step does nothing if the test is not what it was
 * any more.
 */
public final class Contest {
    private final Registry registry;
    private final Deployment deployment;

    Contest(Registry registry, Deployment deployment) {
        this.registry = registry;
        this.deployment = deployment;
    }

    public Contest(Registry registry, Deployer deployer, Context context, Spec spec) {
        this(registry, new Deployment(registry, context, spec, deployer));
    }

    /** Serves what the audit chain says, if that is not served. */
    public void catchUp() {
        if (!deployment.isUpToDate()) {
            deployment.catchUp();
        }
    }

    /**
     * Makes a version that was staged the challenger.
     *
     * @param champion the alias of the champion that it was compared with
     * @param share of the units that it serves; 0: it gets copies only
     */
    Optional<AuditEntry> begin(ModelVersion version, Alias champion, double share, RunId run, String by, String why) {
        return step(new Move(
                AuditEntry.CHALLENGE,
                Alias.CHALLENGER,
                version,
                registry.alias(Alias.CHALLENGER).map(Alias::version),
                Optional.of(run),
                by,
                why,
                Optional.of(share),
                Optional.of(champion)));
    }

    /** Gives the challenger another share. */
    public Optional<AuditEntry> ramp(Challenge test, double share, String by, String why) {
        return step(new Move(
                AuditEntry.RAMP,
                Alias.CHALLENGER,
                test.challenger(),
                Optional.of(test.challenger().number()),
                Optional.empty(),
                by,
                why,
                Optional.of(share),
                Optional.of(test.crowned())));
    }

    /** Makes the challenger the champion, which ends the test. */
    public Optional<AuditEntry> promote(Challenge test, String by, String why) {
        return step(new Move(
                AuditEntry.PROMOTE,
                Alias.CHAMPION,
                test.challenger(),
                Optional.of(test.champion().number()),
                Optional.empty(),
                by,
                why,
                Optional.empty(),
                Optional.of(test.named())));
    }

    /**
     * Ends the test; the champion stays.
     *
     * @param action {@link AuditEntry#ROLLBACK} if the challenger has lost, so that the same model is not tested again;
     * {@link AuditEntry#STOP} if
     *     nothing was decided about it
     */
    public Optional<AuditEntry> withdraw(Challenge test, String action, String by, String why) {
        return step(new Move(
                action,
                Alias.CHALLENGER,
                test.champion(),
                Optional.of(test.challenger().number()),
                Optional.empty(),
                by,
                why,
                Optional.empty(),
                Optional.of(test.crowned())));
    }

    private Optional<AuditEntry> step(Move move) {
        Optional<AuditEntry> entry = registry.move(move);
        deployment.catchUp();
        return entry;
    }
}
