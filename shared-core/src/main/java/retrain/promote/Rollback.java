package retrain.promote;

import java.util.List;
import java.util.Optional;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.promote.Promotion.State;
import retrain.registry.Alias;
import retrain.registry.AuditEntry;
import retrain.registry.Challenge;
import retrain.registry.ModelVersion;
import retrain.registry.Move;
import retrain.registry.Registry;
import retrain.run.Context;
import retrain.spec.Spec;

/** Brings an earlier champion, or a version that is named, back, or ends the test of a challenger: audited, then served. */
public final class Rollback {
    private final Registry registry;
    private final Deployment deployment;

    /** Whether a rollback may be set down before what it brings back is served, and is given again then. */
    private final boolean setDown;

    private Rollback(Registry registry, Deployment deployment, boolean setDown) {
        this.registry = registry;
        this.deployment = deployment;
        this.setDown = setDown;
    }

    /**
     * Rolls back. A rollback that was killed before its switch is finished by the next one, which then goes no further. Where work is handed
     * over ({@code aws.hand-over}) the same rollback, by its reason and by whom, is the same one when it is given again.
     *
     * @param to the version to bring back; empty for the champion before the present one
     * @param why the reason, for the audit chain
     * @throws InvalidInput {@code NOT_FOUND} if there is no such version or nothing to go back to, {@code CONFLICT} if another process
     *     moved the champion meanwhile
     */
    public static Promotion execute(
            Registry registry,
            Deployer deployer,
            Context context,
            Spec spec,
            Optional<Integer> to,
            String why,
            String by) {
        return new Rollback(
                        registry,
                        new Deployment(registry, context, spec, deployer),
                        spec.aws().handOver().isPresent())
                .execute(to, why, by);
    }

    private Promotion execute(Optional<Integer> to, String why, String by) {
        ModelVersion champion = registry.champion().orElseThrow(() -> none("has no champion to roll back from"));
        if (setDown && isEntered(champion, to, why, by)) {
            deployment.catchUp();
            return promotion(champion, Optional.empty(), "is the champion, and is served alone again");
        }
        Optional<Challenge> test = to.isEmpty() ? registry.challenge() : Optional.empty();
        if (test.isPresent()) {
            return withdraw(test.get(), why, by);
        }
        boolean served = deployment.isUpToDate();
        if (!served && (to.isEmpty() ? wasRolledBackTo(champion) : to.get() == champion.number())) {
            deployment.catchUp();
            return promotion(champion, Optional.empty(), "is the champion already, and is served again");
        }
        ModelVersion target = target(champion, to);
        deployment.stage(target);
        Move move = new Move(
                AuditEntry.ROLLBACK, Alias.CHAMPION, target, Optional.of(champion.number()), Optional.empty(), by, why);
        if (registry.move(move).isEmpty()) {
            throw moved();
        }
        deployment.catchUp();
        return promotion(
                target,
                Optional.of(champion.number()),
                "is the champion again, in place of version " + champion.number());
    }

    /** While a test runs it is the challenger that is rolled back. */
    private Promotion withdraw(Challenge test, String why, String by) {
        if (new Contest(registry, deployment)
                .withdraw(test, AuditEntry.ROLLBACK, by, why)
                .isEmpty()) {
            throw moved();
        }
        return promotion(
                test.champion(),
                Optional.empty(),
                "is served alone again; version " + test.challenger().number() + ", its challenger, is rolled back");
    }

    private InvalidInput moved() {
        return new InvalidInput(
                Code.CONFLICT,
                "model '" + registry.model() + "'",
                "got another champion or challenger from another process just now",
                "See 'history', then roll back if it is still what you want");
    }

    private boolean wasRolledBackTo(ModelVersion champion) {
        AuditEntry last = null;
        for (AuditEntry entry : registry.audit()) {
            if (entry.alias().equals(Alias.CHAMPION)) {
                last = entry;
            }
        }
        return last != null && last.action().equals(AuditEntry.ROLLBACK) && last.version() == champion.number();
    }

    /** {@return whether this very rollback is the last entry of the chain: it was set down, and is gone on with} */
    private boolean isEntered(ModelVersion champion, Optional<Integer> to, String why, String by) {
        List<AuditEntry> audit = registry.audit();
        AuditEntry last = audit.get(audit.size() - 1);
        return (to.isEmpty() || to.get() == champion.number())
                && last.action().equals(AuditEntry.ROLLBACK)
                && last.version() == champion.number()
                && last.why().equals(why)
                && last.by().equals(by);
    }

    private ModelVersion target(ModelVersion champion, Optional<Integer> to) {
        int number = to.or(registry::championBefore)
                .orElseThrow(() -> none("had no champion before version " + champion.number()));
        if (number == champion.number()) {
            throw new InvalidInput(
                    Code.OPTION_WRONG,
                    "option 'version'",
                    "version " + number + " is the champion already",
                    "Name another version, see 'history'");
        }
        return registry.version(number).orElseThrow(() -> none("has no version " + number));
    }

    private InvalidInput none(String what) {
        return new InvalidInput(
                Code.NOT_FOUND,
                "model '" + registry.model() + "'",
                what,
                "See 'history' for the versions there are, and name one with 'version'");
    }

    private Promotion promotion(ModelVersion version, Optional<Integer> replaced, String what) {
        return new Promotion(
                State.PROMOTED,
                version.number(),
                replaced,
                deployment.location(),
                "version " + version.number() + " " + what);
    }
}
