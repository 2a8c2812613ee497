package retrain.promote;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Scorer;
import retrain.gate.Decision;
import retrain.gate.Verdict;
import retrain.promote.Promotion.State;
import retrain.registry.Alias;
import retrain.registry.AuditEntry;
import retrain.registry.Challenge;
import retrain.registry.ModelVersion;
import retrain.registry.Move;
import retrain.registry.Registry;
import retrain.registry.Standing;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.Stage;
import retrain.spec.Spec;

/**
 * Makes the candidate the champion and serves it, or makes it the challenger that is served beside the champion, or says why not.
 *
 * <p>The order of the writes: the archive is brought to the deployment (nobody sees it) and checked there; the audit entry is added,
 * which is the moment of the promotion; the alias repeats it; the deployment switches. Whatever a kill cuts off is made up for by the
 * same run when it goes on, which finds its own audit entry, or by the next run, which finds a champion that is not served.
 */
public final class PromoteStage implements Stage<Promotion> {
    private final Registry registry;
    private final Spec spec;
    private final Snapshot snapshot;
    private final ModelVersion version;
    private final Evaluation evaluation;
    private final Decision decision;
    private final Optional<String> hold;
    private final ScoreCheck scores;
    private final Deployment deployment;
    private final String by;
    private final Optional<String> why;

    /** What the chain said when it was looked whether anything need be done. */
    private @Nullable Standing before;

    /**
     * @param hold why nothing is to be promoted now, if that is so
     * @param by who or what started the run
     * @param why the reason of whoever asks for the promotion, or approves it, for the audit chain
     */
    public PromoteStage(
            Registry registry,
            Context context,
            Spec spec,
            Snapshot snapshot,
            ModelVersion version,
            Evaluation evaluation,
            Decision decision,
            Optional<String> hold,
            Scorer scorer,
            Rows rows,
            Deployer deployer,
            String by,
            Optional<String> why) {
        this.registry = registry;
        this.spec = spec;
        this.snapshot = snapshot;
        this.version = version;
        this.evaluation = evaluation;
        this.decision = decision;
        this.hold = hold;
        this.scores = new ScoreCheck(context, spec, scorer, rows);
        this.deployment = new Deployment(registry, context, spec, deployer);
        this.by = by;
        this.why = why;
    }

    @Override
    public String name() {
        return "promote";
    }

    @Override
    public Class<Promotion> type() {
        return Promotion.class;
    }

    @Override
    public Inputs inputs() {
        return new Inputs.Builder()
                .add("model", "version", version.number())
                .add("model", "archive", version.artifact().archive())
                .add("gates", "verdict", Json.word(decision.verdict()))
                .add("promote", "to", spec.promote().to())
                .add("promote", "hold", hold.orElse("no"))
                .build();
    }

    @Override
    public boolean reusable() {
        return false;
    }

    /** Nothing need be done if the model is the champion, or the challenger, and is served as that. */
    @Override
    public Optional<Existing<Promotion>> existing() {
        Standing now = registry.standingAgain();
        before = now;
        Optional<ModelVersion> champion = now.champion().filter(this::isThisModel);
        Optional<Challenge> test =
                champion.isPresent() ? Optional.empty() : now.challenge().filter(t -> t.isOf(version));
        if ((champion.isEmpty() && test.isEmpty()) || !deployment.isUpToDate()) {
            return Optional.empty();
        }
        Promotion promotion = champion.isPresent() ? servedAlready(champion.get()) : tested(test.orElseThrow());
        return Optional.of(new Existing<>(promotion, promotion.reason()));
    }

    private Promotion servedAlready(ModelVersion champion) {
        return unmoved(champion, "is the champion and is served already");
    }

    private Promotion unmoved(ModelVersion champion, String what) {
        return new Promotion(
                State.PROMOTED,
                champion.number(),
                Optional.empty(),
                deployment.location(),
                "version " + champion.number() + " " + what);
    }

    private boolean isThisModel(ModelVersion champion) {
        return champion.artifact().archive().equals(version.artifact().archive());
    }

    @Override
    public Promotion run(Job job) {
        if (hold.isPresent()) {
            return held(hold.get());
        }
        if (decision.verdict() != Verdict.PASSED) {
            return held(decision.reason());
        }
        List<AuditEntry> audit = registry.audit();
        Optional<AuditEntry> done = done(audit, job.run().text());
        if (done.isPresent()) {
            return goOn(done.get());
        }
        Standing seen = before;
        Standing now = seen == null || seen.last() != audit.size() ? registry.standing() : seen;
        Optional<ModelVersion> champion = now.champion();
        if (champion.filter(this::isThisModel).isPresent()) {
            return served(champion.get());
        }
        Optional<Challenge> test = now.challenge();
        return test.isPresent()
                ? besides(test.get())
                : obstacle(champion, audit).map(this::held).orElseGet(() -> promote(champion, audit, job));
    }

    /** {@return the entry by which this run promoted its candidate, or made it the challenger, before it was killed} */
    private static Optional<AuditEntry> done(List<AuditEntry> audit, String run) {
        Optional<AuditEntry> promoted = Registry.promotedBy(audit, run);
        return promoted.isPresent() ? promoted : Registry.challengedBy(audit, run);
    }

    /** Another run or a person may have moved the champion since, or ended the test. */
    private Promotion goOn(AuditEntry done) {
        deployment.catchUp();
        Optional<Challenge> test =
                registry.challenge().filter(t -> t.challenger().number() == done.version());
        if (test.isPresent()) {
            return tested(test.get());
        }
        int champion = registry.champion().map(ModelVersion::number).orElse(done.version());
        if (champion == done.version()) {
            return promoted(done);
        }
        return held(
                done.action().equals(AuditEntry.CHALLENGE)
                        ? "this run made version " + done.version() + " the challenger, and its test has ended"
                        : "this run promoted version " + done.version() + ", and version " + champion
                                + " took its place since then");
    }

    /** While a test runs no other candidate takes the challenger's place. */
    private Promotion besides(Challenge test) {
        if (!test.isOf(version)) {
            return held(test.sentence() + "; run again when 'ab' has decided, or end the test by 'rollback'");
        }
        deployment.catchUp();
        return tested(test);
    }

    private Promotion tested(Challenge test) {
        return new Promotion(
                State.TESTING, test.challenger().number(), Optional.empty(), deployment.location(), test.sentence());
    }

    private Optional<String> obstacle(Optional<ModelVersion> champion, List<AuditEntry> audit) {
        Optional<AuditEntry> rolledBack =
                registry.rolledBack(audit, version.artifact().archive());
        if (rolledBack.isPresent()) {
            AuditEntry entry = rolledBack.get();
            String same = entry.from().equals(Optional.of(version.number())) ? "" : ", which is the same model,";
            return Optional.of("version " + entry.from().orElse(0) + same + " was rolled back by " + entry.by() + " ("
                    + entry.why() + "); only 'rollback' with its number brings it back");
        }
        Optional<Digest> compared = evaluation.champion().map(Evaluation.Scored::archive);
        return champion.map(c -> c.artifact().archive()).equals(compared)
                ? Optional.empty()
                : Optional.of(moved(champion));
    }

    private String moved(Optional<ModelVersion> champion) {
        String then = evaluation.champion().map(Evaluation.Scored::name).orElse("no champion");
        String now = champion.map(c -> "version " + c.number()).orElse("none");
        return "the champion is " + now + " by now, and the candidate was compared with " + then
                + "; run again to compare it with the present one";
    }

    private Promotion promote(Optional<ModelVersion> champion, List<AuditEntry> audit, Job job) {
        Path arrived = deployment.stage(version);
        scores.check(version, arrived, snapshot, evaluation, job);
        Optional<Double> share = champion.isPresent() ? spec.promote().challengerShare() : Optional.empty();
        return share.isPresent() ? challenge(share.get(), job) : crown(champion, audit, job);
    }

    private Promotion challenge(double share, Job job) {
        Optional<Alias> champion = registry.alias(Alias.CHAMPION);
        boolean still = registry.champion()
                .map(c -> c.artifact().archive())
                .equals(evaluation.champion().map(Evaluation.Scored::archive));
        Optional<AuditEntry> entry = champion.isPresent() && still
                ? new Contest(registry, deployment).begin(version, champion.get(), share, job.run(), by, reason())
                : Optional.empty();
        Optional<Challenge> test = registry.challenge();
        if (entry.isEmpty() || test.isEmpty()) {
            return test.isPresent() ? besides(test.get()) : held(moved(registry.champion()));
        }
        return tested(test.get());
    }

    private String reason() {
        return why.map(reason -> reason + "; " + decision.reason()).orElse(decision.reason());
    }

    private Promotion crown(Optional<ModelVersion> champion, List<AuditEntry> audit, Job job) {
        Move move = new Move(
                AuditEntry.PROMOTE,
                Alias.CHAMPION,
                version,
                champion.map(ModelVersion::number),
                Optional.of(job.run()),
                by,
                reason());
        Optional<AuditEntry> entry = registry.move(move, audit);
        if (entry.isEmpty()) {
            return held(moved(registry.champion()));
        }
        deployment.catchUp(version);
        return promoted(entry.get());
    }

    private Promotion promoted(AuditEntry entry) {
        return new Promotion(
                State.PROMOTED,
                entry.version(),
                entry.from(),
                deployment.location(),
                "version " + entry.version() + " is the champion"
                        + entry.from().map(v -> ", in place of version " + v).orElse(""));
    }

    /** Another run may have promoted the same model after this one was killed, or the deployment was removed by hand. */
    private Promotion served(ModelVersion champion) {
        if (deployment.isUpToDate()) {
            return servedAlready(champion);
        }
        deployment.catchUp();
        return unmoved(champion, "is the champion, was not what was served, and is again");
    }

    private Promotion held(String reason) {
        return new Promotion(State.HELD, version.number(), Optional.empty(), deployment.location(), reason);
    }

    @Override
    public String summary(Promotion promotion) {
        return Json.word(promotion.state()) + ": " + promotion.reason();
    }
}
