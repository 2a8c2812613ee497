package retrain.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.spec.TuneSpec;
import retrain.train.Tuning;

/** A run of which everything is told that can be. */
public final class Tracked {
    private Tracked() {}

    public static TrackedRun run(Path artifact, Path archive) {
        Fixture fixture = new Fixture();
        fixture.gates.add(Fixture.gate(
                "auc at-least 0.65", Optional.of("origin=JFK"), retrain.gate.Verdict.PASSED, 0.7123, 0.7062, 0.65));
        fixture.hyperparameters.put("../odd: [name]", "it's \"quoted\"\nand goes on — größer 🚀");
        fixture.hyperparameters.put("odd: [name]", "x".repeat(7000));
        RunRecord record = tuned(fixture.record());
        return Tracking.of(record, Map.of("report.html", artifact, "notes/a b.txt", artifact), Optional.of(archive));
    }

    /** {@return the same under other names} */
    public static TrackedRun renamed(TrackedRun run, String model, String id) {
        return new TrackedRun(
                model,
                id,
                run.by(),
                run.start(),
                run.end(),
                run.parameters(),
                run.metrics(),
                run.tags(),
                run.rows(),
                run.artifacts(),
                run.trials(),
                run.version(),
                run.ledger(),
                run.measurements());
    }

    /** {@return the same with one trial and few metrics: each kind of call, and few of them} */
    public static TrackedRun small(TrackedRun run) {
        return new TrackedRun(
                run.model(),
                run.run(),
                run.by(),
                run.start(),
                run.end(),
                run.parameters(),
                run.metrics().subList(0, 3),
                run.tags(),
                run.rows(),
                run.artifacts(),
                run.trials().subList(0, 1),
                run.version(),
                run.ledger(),
                run.measurements());
    }

    private static RunRecord tuned(RunRecord run) {
        Tuning tuning = new Tuning(
                "validation-auc",
                TuneSpec.Direction.MAXIMIZE,
                TuneSpec.Strategy.TPE,
                List.of(
                        new Tuning.Trial(1, Map.of("eta", "0.1"), Tuning.Ended.COMPLETED, Optional.of(0.71), 200, ""),
                        new Tuning.Trial(
                                2, Map.of("eta", "0.3"), Tuning.Ended.STOPPED_EARLY, Optional.of(0.7), 40, "worse"),
                        new Tuning.Trial(
                                3, Map.of("eta", "9"), Tuning.Ended.FAILED, Optional.empty(), 0, "not finite")),
                1);
        return new RunRecord(
                run.result(),
                run.ledger(),
                run.snapshot(),
                run.inspection(),
                Optional.of(tuning),
                run.trained(),
                run.evaluation(),
                run.decision(),
                run.version(),
                run.promotion());
    }
}
