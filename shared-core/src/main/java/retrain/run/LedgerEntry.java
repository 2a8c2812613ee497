package retrain.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One line of a run's ledger. */
public sealed interface LedgerEntry {
    /** {@return when it was entered} */
    Instant at();

    /**
     * The run began.
     *
     * @param version the version of Retrain
     * @param spec the digest of the spec as it was bound, profile and overrides included
     * @param intent what the run is for, see {@code Intent}
     * @param by who or what started it
     * @param commit the commit that was checked out, if the spec is in a Git working tree
     * @param because the triggers that made it due, a sentence each; empty if nobody asked whether it is due
     */
    record Began(
            RunId run,
            String version,
            String command,
            String model,
            Digest spec,
            String intent,
            String by,
            Instant at,
            Optional<String> commit,
            List<String> because)
            implements LedgerEntry {
        public Began {
            because = List.copyOf(because);
        }

        /** Of a run outside of Git that nobody asked about whether it is due. */
        public Began(
                RunId run,
                String version,
                String command,
                String model,
                Digest spec,
                String intent,
                String by,
                Instant at) {
            this(run, version, command, model, spec, intent, by, at, Optional.empty(), List.of());
        }
    }

    /** A stage is about to do work, under the job's name. */
    record Intended(String stage, Inputs inputs, String job, List<String> because, Instant at) implements LedgerEntry {}

    /** A stage has its result, which is kept under the digest of the stage's record. */
    record Done(String stage, Did did, Inputs inputs, Digest output, List<String> because, double seconds, Instant at)
            implements LedgerEntry {}

    /** The run ended. */
    record Ended(String outcome, String summary, Instant at) implements LedgerEntry {}

    /** Entries of one document, in their order; {@link Ledger} takes them apart. */
    record Together(List<LedgerEntry> entries) implements LedgerEntry {
        public Together {
            entries = List.copyOf(entries);
        }

        @Override
        public Instant at() {
            return entries.get(entries.size() - 1).at();
        }
    }

    /** How a stage came to its result. */
    enum Did {
        RAN,
        REUSED
    }
}
