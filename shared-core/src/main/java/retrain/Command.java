package retrain;

import java.util.Locale;

/** The commands; each is a Maven goal and a Jenkins step. The only place where a command's name and description stand. */
public enum Command {
    INIT("Writes a retrain.yaml and a prepare.sql from a CSV or Parquet file, and says what it guessed."),
    VALIDATE("Reads the spec and the sources' names and reports every mistake at once, without running anything."),
    CHECK("Says whether a retrain is due by the spec's triggers, why, and when to look again; trains nothing."),
    RUN("Prepares, trains, evaluates, gates, registers and promotes, as far as anything changed; writes the reports."),
    PREPARE("Makes the dataset snapshot."),
    TRAIN("Trains the candidate, after preparing."),
    EVALUATE("Compares the candidate with the champion and says what the gates say, after preparing and training."),
    PROMOTE(
            "Registers and promotes the candidate if the gates pass, after all stages before; with 'run', the candidate of that run."),
    MONITOR(
            "Looks at the rows and predictions since the champion, window by window, for drift and loss of quality; writes the reports."),
    STREAM(
            "Updates the model by batches as they arrive: tests it on each, then lets it learn, and gates it now and then."),
    SERVE(
            "Answers requests for predictions by what is deployed, until it is stopped; captures them if the spec says so."),
    AB("Looks at the test of a challenger: lets it go on, raises its share, promotes the challenger or rolls it back."),
    ROLLBACK("Brings the champion before the present one back; while a test runs it ends that."),
    HISTORY("Lists runs, versions and who was champion when; verifies the audit chain."),
    DIFF("Shows what differs between two runs, two versions or two data sets."),
    RESTORE("Brings the rows of a data set, and its source files as far as they are kept, into a folder."),
    REPORT("Writes the reports of an earlier run again."),
    INFRA("Writes the stack that retrains by itself in AWS; checks it, deploys it or removes it if told so."),
    CLEAN("Shows the objects that nothing refers to any more, and removes them when dryRun is false.");

    private final String description;

    Command(String description) {
        this.description = description;
    }

    /** {@return the word of the command: a Maven goal's name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String description() {
        return description;
    }
}
