package retrain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.Outcome.Kind;
import retrain.ab.AbTest;
import retrain.ab.Look;
import retrain.promote.Contest;
import retrain.registry.Alias;
import retrain.registry.AuditEntry;
import retrain.registry.Challenge;
import retrain.report.AbReports;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.spec.AbSpec;

/**
 * Looks at the test that runs, and does what follows. What is done is an audit entry before anything is switched, so that a command that
 * was killed is
 * made up for by the next one.
 */
final class AbCommand {
    private final Setting setting;
    private final AbSpec ab;
    private final Contest contest;

    private AbCommand(Setting setting) {
        this.setting = setting;
        this.ab = setting.spec().promote().ab().orElse(AbSpec.usual());
        this.contest = new Contest(
                setting.registry(),
                setting.ports().deployer(setting.spec(), setting.context()),
                setting.context(),
                setting.spec());
    }

    static Outcome execute(Setting setting) {
        return new AbCommand(setting).execute();
    }

    private Outcome execute() {
        Intent intent = Intent.parse(setting.request().value(Option.INTENT).orElseThrow());
        boolean dry = setting.request().isOn(Option.DRY_RUN) || intent.hold().isPresent();
        if (!dry) {
            contest.catchUp();
        }
        Optional<Challenge> test = setting.registry().challenge();
        if (test.isEmpty()) {
            return outcome(Kind.DONE, "No test runs: " + served(), List.of(), Optional.empty());
        }
        Look look = look(test.get());
        boolean done = dry || act(test.get(), look);
        if (!done) {
            return outcome(
                    Kind.TESTING,
                    "Another process has changed the test just now; look again",
                    List.of(),
                    Optional.empty());
        }
        Kind kind = kind(look);
        Path report = AbReports.write(look, kind.name(), setting.request().out());
        if (!dry && kind != Kind.TESTING) {
            new Telling(setting).aliasesMoved();
        }
        String summary = (dry ? "Dry run: " : "") + AbReports.sentence(look, kind.name());
        return outcome(dry ? Kind.DONE : kind, summary, AbReports.lines(look), Optional.of(report));
    }

    private String served() {
        String champion = setting.registry()
                .champion()
                .map(c -> "version " + c.number() + " is served alone")
                .orElse("there is no champion yet");
        return champion
                + ended().map(e -> "; the last test ended at " + e.at() + ": " + e.why())
                        .orElse("");
    }

    /** {@return the entry that ended the last test, if there was one} */
    private Optional<AuditEntry> ended() {
        List<AuditEntry> entries = new ArrayList<>(setting.registry().audit());
        boolean tested = false;
        AuditEntry end = null;
        for (AuditEntry entry : entries) {
            boolean challenger = entry.alias().equals(Alias.CHALLENGER);
            if (challenger && entry.share().isPresent()) {
                tested = true;
            } else if (tested) {
                tested = false;
                end = entry;
            }
        }
        return Optional.ofNullable(end);
    }

    private Look look(Challenge test) {
        Stage.Job job = new Stage.Job(
                RunId.next(setting.context().clock().instant()),
                "ab-" + ProcessHandle.current().pid() + "-"
                        + Thread.currentThread().getId());
        setting.context().clear(job);
        try {
            return AbTest.look(
                    setting.spec(),
                    ab,
                    setting.context(),
                    setting.ports()
                            .watching(
                                    setting.spec(),
                                    setting.base(),
                                    setting.ports().scorer(setting.spec(), setting.base(), setting.store())),
                    test,
                    setting.context().scratch(job));
        } finally {
            setting.context().clear(job);
        }
    }

    /** {@return false if the test is not what it was any more} */
    private boolean act(Challenge test, Look look) {
        String by = setting.request().by();
        String why = look.reason();
        return switch (look.verdict()) {
            case CONTINUE ->
                look.next().isEmpty()
                        || contest.ramp(test, look.next().get(), by, why).isPresent();
            case PROMOTE -> contest.promote(test, by, why).isPresent();
            case ROLLBACK ->
                contest.withdraw(test, AuditEntry.ROLLBACK, by, why).isPresent();
            case STOP -> contest.withdraw(test, AuditEntry.STOP, by, why).isPresent();
            case EXPIRED ->
                switch (ab.atEnd()) {
                    case PROMOTE -> contest.promote(test, by, why).isPresent();
                    case ROLLBACK ->
                        contest.withdraw(test, AuditEntry.ROLLBACK, by, why).isPresent();
                    case KEEP -> true;
                };
        };
    }

    private Kind kind(Look look) {
        return switch (look.verdict()) {
            case CONTINUE -> Kind.TESTING;
            case PROMOTE -> Kind.PROMOTED;
            case ROLLBACK -> Kind.REJECTED;
            case STOP -> Kind.ALARM;
            case EXPIRED ->
                switch (ab.atEnd()) {
                    case PROMOTE -> Kind.PROMOTED;
                    case ROLLBACK -> Kind.INCONCLUSIVE;
                    case KEEP -> Kind.TESTING;
                };
        };
    }

    private static Outcome outcome(Kind kind, String summary, List<String> lines, Optional<Path> report) {
        return new Outcome(kind, summary, lines, Optional.empty(), report);
    }
}
