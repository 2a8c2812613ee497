package retrain.report;

import java.util.List;
import java.util.Optional;
import retrain.data.Inspection;
import retrain.data.Snapshot;
import retrain.evaluate.Evaluation;
import retrain.gate.Decision;
import retrain.promote.Promotion;
import retrain.registry.ModelVersion;
import retrain.run.LedgerEntry;
import retrain.train.TrainedModel;
import retrain.train.Tuning;

/** All that a run left, as far as it got: what the reports are made from. */
public record RunRecord(
        Result result,
        List<LedgerEntry> ledger,
        Optional<Snapshot> snapshot,
        Optional<Inspection> inspection,
        Optional<Tuning> tuning,
        Optional<TrainedModel> trained,
        Optional<Evaluation> evaluation,
        Optional<Decision> decision,
        Optional<ModelVersion> version,
        Optional<Promotion> promotion) {
    public RunRecord {
        ledger = List.copyOf(ledger);
    }
}
