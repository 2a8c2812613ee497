package retrain.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.report.Measurement;
import retrain.report.TrackedRun;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.LedgerEntry;
import retrain.run.RunId;
import retrain.spec.Task;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

/** Runs as the trackers are told of them. */
final class ToldRuns {
    static final String MODEL = "flight-delay";

    private final Path folder;
    private final Instant at;

    /** @param at when the runs began */
    ToldRuns(Path folder, Instant at) {
        this.folder = folder;
        this.at = at;
    }

    /** {@return the run that registered a version} */
    TrackedRun of(int version, String verdict) {
        return of(version, verdict, new ModelFormat.Xgboost());
    }

    TrackedRun of(int version, String verdict, ModelFormat format) {
        String id = id(version);
        Path archive = archive("archive " + version);
        ModelArtifact artifact = artifact(version, format);
        TrackedRun.Version registered = new TrackedRun.Version(
                version,
                "Version " + version + " of the store, made by run " + id,
                Map.of("run", id, "verdict", verdict, "registered_as", "candidate"),
                artifact,
                archive);
        return run(id, Optional.of(registered), verdict.equals("passed") ? "PROMOTED" : "REJECTED");
    }

    /** {@return what a version is made of} */
    static ModelArtifact artifact(int version) {
        return artifact(version, new ModelFormat.Xgboost());
    }

    private static ModelArtifact artifact(int version, ModelFormat format) {
        String content = "archive " + version;
        return new ModelArtifact(Digest.of(content), content.length(), format, Task.BINARY, List.of(), List.of());
    }

    /** {@return a run that came to nothing new} */
    TrackedRun without(int number) {
        return run(id(number), Optional.empty(), "UNCHANGED");
    }

    private static String id(int number) {
        return "20261126T09000%dZ-abcdef".formatted(number);
    }

    private TrackedRun run(String id, Optional<TrackedRun.Version> version, String outcome) {
        return new TrackedRun(
                MODEL,
                id,
                "ci",
                at,
                at.plusSeconds(30),
                Map.of("eta", "0.1", "rounds", "200"),
                List.of(
                        point("auc", 0.7123),
                        point("auc.lower", 0.7062),
                        point("auc.upper", 0.7184),
                        point("champion.auc", 0.7),
                        new TrackedRun.Point("training.auc", 0.69, 0),
                        new TrackedRun.Point("training.auc", 0.72, 1),
                        point("gate.1.estimate", 0.7123),
                        point("holdout_rows", 1000)),
                Map.of("outcome", outcome, "commit", "0123abc", "command", "run", "reason", "größer als je"),
                List.of(rows("training", 5000), rows("evaluation", 1000)),
                Map.of("report.md", archive("report")),
                List.of(),
                version,
                ledger(id, outcome),
                measurements());
    }

    private List<Measurement> measurements() {
        Instant end = at.plusSeconds(30);
        return List.of(
                new Measurement("RunDuration", Map.of("Model", MODEL), end, 30, Measurement.Unit.SECONDS),
                new Measurement(
                        "StageDuration",
                        Map.of("Model", MODEL, "Stage", "prepare"),
                        end,
                        12.5,
                        Measurement.Unit.SECONDS),
                new Measurement(
                        "CandidateMetric", Map.of("Model", MODEL, "Metric", "auc"), end, 0.7123, Measurement.Unit.NONE),
                new Measurement(
                        "CandidateMetric",
                        Map.of("Model", MODEL, "Metric", "auc", "Slice", "origin=größer & <b>"),
                        end,
                        0.6,
                        Measurement.Unit.NONE));
    }

    private List<LedgerEntry> ledger(String id, String outcome) {
        return List.of(
                new LedgerEntry.Began(new RunId(id), "0.1.0", "run", MODEL, Digest.of("spec"), "branch", "ci", at),
                done("prepare", LedgerEntry.Did.RAN, 12.5, 12),
                done("train", LedgerEntry.Did.REUSED, 0, 12),
                done("evaluate", LedgerEntry.Did.RAN, 3, 20),
                new LedgerEntry.Ended(outcome, "it \"ended\"", at.plusSeconds(30)));
    }

    private LedgerEntry done(String stage, LedgerEntry.Did did, double seconds, int after) {
        return new LedgerEntry.Done(
                stage,
                did,
                new Inputs.Builder().add("spec", "eta", "0.1").build(),
                Digest.of(stage),
                List.of("the rows changed"),
                seconds,
                at.plusSeconds(after));
    }

    private static TrackedRun.Point point(String name, double value) {
        return new TrackedRun.Point(name, value, 0);
    }

    private static TrackedRun.Rows rows(String context, long count) {
        return new TrackedRun.Rows(context, Digest.of(context).hex(), count, List.of(), "datasets/x.json");
    }

    private Path archive(String content) {
        try {
            return Files.writeString(folder.resolve(content.replace(' ', '-')), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
