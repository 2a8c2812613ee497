package retrain.run;

import java.time.Instant;
import java.util.List;

/** One line of a run's ledger. */
public sealed interface LedgerEntry {
    /**
     * The run began.
     *
     * @param version the version of Retrain
     * @param spec the digest of the spec as it was bound, profile and overrides included
     * @param intent what the run is for, see {@code Intent}
     * @param by who or what started it
     */
    record Began(
            RunId run, String version, String command, String model, Digest spec, String intent, String by, Instant at)
            implements LedgerEntry {}

    /** A stage is about to do work, under the job's name. */
    record Intended(String stage, Inputs inputs, String job, List<String> because, Instant at) implements LedgerEntry {}

    /** A stage has its result, which is kept under the digest of the stage's record. */
    record Done(String stage, Did did, Inputs inputs, Digest output, List<String> because, double seconds, Instant at)
            implements LedgerEntry {}

    /** The run ended. */
    record Ended(String outcome, String summary, Instant at) implements LedgerEntry {}

    /** How a stage came to its result. */
    enum Did {
        RAN,
        REUSED
    }
}
