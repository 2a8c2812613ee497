package retrain.report;

import java.util.List;
import java.util.Optional;
import retrain.run.LedgerEntry;

/**
 * A look at a model without a candidate, by monitor or check, as it is told elsewhere.
 *
 * @param run the run that looked; absent if it has none
 * @param ledger what that run did, in order
 */
public record TrackedLook(
        String model, Optional<String> run, List<LedgerEntry> ledger, List<Measurement> measurements) {
    public TrackedLook {
        ledger = List.copyOf(ledger);
        measurements = List.copyOf(measurements);
    }
}
