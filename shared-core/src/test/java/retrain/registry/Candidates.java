package retrain.registry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.data.Schema;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.Evaluation;
import retrain.gate.Decision;
import retrain.gate.Verdict;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.run.Store;
import retrain.spec.Task;
import retrain.train.Feature;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;

/** Records of candidates for tests. */
public final class Candidates {
    public static final String MODEL = "flight-delay";
    public static final Instant TIME = Instant.parse("2026-01-31T23:59:59Z");

    private Candidates() {}

    public static RunId run(int number) {
        return new RunId(String.format(java.util.Locale.ROOT, "20260131T235959Z-%06x", number));
    }

    public static ModelArtifact artifact(Digest archive) {
        return new ModelArtifact(
                archive,
                100,
                new ModelFormat.Xgboost(),
                Task.BINARY,
                List.of(new Feature("x", false, List.of()), new Feature("carrier", true, List.of("AA", "UA"))),
                List.of());
    }

    public static TrainedModel trained(Digest archive) {
        Digest rows = Digest.of("train rows");
        TrainedModel.Provenance provenance = new TrainedModel.Provenance(
                Digest.of("snapshot"), rows, "xgboost4j 3.0.4", Map.of("eta", "0.1"), 0, 1, Optional.empty());
        return new TrainedModel(artifact(archive), provenance, List.of(), Map.of());
    }

    public static Snapshot snapshot(Table holdout) {
        Table train = new Table(Digest.of("train rows"), 10, 1000);
        return new Snapshot(
                MODEL,
                List.of(),
                new Schema(List.of()),
                List.of("x"),
                train,
                Optional.empty(),
                holdout,
                List.of(),
                "holdout: fraction 0.2");
    }

    public static Snapshot snapshot() {
        return snapshot(new Table(Digest.of("holdout rows"), 10, 1000));
    }

    public static Evaluation evaluation(Digest archive, Optional<ModelVersion> champion, Digest predictions) {
        return new Evaluation(
                Task.BINARY,
                Digest.of("holdout rows"),
                Optional.empty(),
                10,
                4,
                scored("candidate", archive),
                champion.map(c -> scored("version " + c.number(), c.artifact().archive())),
                List.of(),
                predictions,
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static Evaluation.Scored scored(String name, Digest archive) {
        return new Evaluation.Scored(
                name,
                archive,
                List.of(),
                new Evaluation.Curves(
                        List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty()),
                Optional.empty());
    }

    public static Decision decision(Verdict verdict) {
        return new Decision(verdict, "1 of 1 gates " + verdict, List.of(), Optional.empty());
    }

    /** {@return a version that is not registered yet, whose archive is the bytes of the text, kept in the store} */
    public static ModelVersion draft(Store store, String content, RunId run) {
        return draft(store.put(content.getBytes(StandardCharsets.UTF_8)), run);
    }

    public static ModelVersion draft(Digest archive, RunId run) {
        return new ModelVersion(
                MODEL,
                0,
                run,
                "candidate",
                artifact(archive),
                Digest.of("snapshot"),
                Digest.of("trained"),
                Digest.of("evaluation of " + archive),
                Digest.of("decision"),
                Verdict.PASSED,
                TIME,
                "ann");
    }
}
