package retrain;

import static retrain.Command.CHECK;
import static retrain.Command.CLEAN;
import static retrain.Command.DIFF;
import static retrain.Command.HISTORY;
import static retrain.Command.INFRA;
import static retrain.Command.INIT;
import static retrain.Command.PROMOTE;
import static retrain.Command.RESTORE;
import static retrain.Command.ROLLBACK;

import java.util.List;
import java.util.Set;

/**
 * The options of the commands: the only place where an option's word, default and documentation stand. Maven names them {@code
 * -Dretrain.<word>}. What to do stands in the spec; there are no other options.
 */
public enum Option {
    CONFIG("config", "retrain.yaml", "The spec."),
    PROFILE("profile", "", "The profile of the spec that is laid over it."),
    RUN("run", "", "The id of a run to go on with (or, with report and diff, to look at)."),
    SET("set", "", "Overrides of the spec: key=value, several separated by commas, as in train.xgboost.eta=0.05."),
    INTENT(
            "intent",
            "branch",
            "What the run is for: branch, pull-request (or pull-request/<name>), schedule or manual. A pull request never promotes."),
    WAIT("wait", "true", "Whether to wait for the run's end."),
    DRY_RUN("dryRun", "false", "Only say what would be done. (clean does no more than that unless this is false.)"),
    ON_REJECT(
            "onReject",
            "fail",
            "What a rejected or inconclusive candidate, or an alarm of monitor, does to the build: fail or warn."),
    IF_DUE("ifDue", "false", "Run only if a retrain is due by the spec's triggers, as check says.", Command.RUN),
    ON_DUE("onDue", "succeed", "What a retrain that is due does to the build: succeed or fail.", CHECK),
    DATA(
            "data",
            "",
            "With init, the CSV or Parquet file to write a spec for; with restore, the first digits of a snapshot, or champion.",
            INIT,
            RESTORE),
    INTO("into", "", "The folder to restore into.", RESTORE),
    AT("at", "", "A date or time: show who was champion then.", HISTORY),
    VERIFY("verify", "false", "Check every digest of the audit chain.", HISTORY),
    LAST("last", "20", "How many runs, versions and champions to show, newest first.", HISTORY),
    FROM(
            "from",
            "",
            "The run, the number of the version, champion, or data:<first digits of a snapshot>, to compare from.",
            DIFF),
    TO(
            "to",
            "",
            "The run, the number of the version, champion, or data:<first digits of a snapshot>, to compare to.",
            DIFF),
    VERSION(
            "version",
            "",
            "The number of the version to bring back; absent: the champion before the present one.",
            ROLLBACK),
    WHY("why", "", "The reason of whoever asks or approves, for the audit chain.", ROLLBACK, PROMOTE, Command.RUN),
    STACK(
            "stack",
            "write",
            "What to do with the stack: write its files, check it and say what would change, deploy it, run its pipeline of SageMaker, or"
                    + " destroy it.",
            INFRA),
    WITH_DATA(
            "withData",
            "",
            "With destroy, the stack's name once more: its buckets are removed, too, with all that is in them.",
            INFRA),
    OLDER_THAN("olderThan", "30", "Only what is older than so many days.", CLEAN);

    private final String word;
    private final String orElse;
    private final String doc;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable set
    private final Set<Command> only;

    Option(String word, String orElse, String doc, Command... only) {
        this.word = word;
        this.orElse = orElse;
        this.doc = doc;
        this.only = Set.copyOf(List.of(only));
    }

    public String word() {
        return word;
    }

    /** {@return the value when the option is not given; empty if there is none} */
    public String orElse() {
        return orElse;
    }

    public String doc() {
        return doc;
    }

    /** {@return whether the command has the option} */
    public boolean belongsTo(Command command) {
        return only.isEmpty() || only.contains(command);
    }
}
