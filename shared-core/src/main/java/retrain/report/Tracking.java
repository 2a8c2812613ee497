package retrain.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.data.Column;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.gate.Decision;
import retrain.registry.ModelVersion;
import retrain.run.Json;
import retrain.run.LedgerEntry;
import retrain.train.TrainedModel;
import retrain.train.Tuning;

/** What an experiment tracker is told of a run; {@code docs/history.md} lists it. Made from records alone, so that it is the same later. */
public final class Tracking {
    private final RunRecord run;
    private final PastRun past;
    private final Map<String, String> parameters = new TreeMap<>();
    private final List<TrackedRun.Point> metrics = new ArrayList<>();
    private final Map<String, String> tags = new TreeMap<>();

    private Tracking(RunRecord run) {
        this.run = run;
        this.past = PastRun.of(run);
    }

    /**
     * {@return what to tell}
     *
     * @param artifacts files by the path that they get
     * @param archive the model's archive, if the candidate is registered
     */
    public static TrackedRun of(RunRecord run, Map<String, Path> artifacts, Optional<Path> archive) {
        Tracking tracking = new Tracking(run);
        tracking.facts();
        run.trained().ifPresent(tracking::trained);
        run.evaluation().ifPresent(tracking::evaluation);
        run.decision().ifPresent(tracking::decision);
        return tracking.told(artifacts, archive);
    }

    private TrackedRun told(Map<String, Path> artifacts, Optional<Path> archive) {
        Instant end = past.ended().orElse(past.began());
        return new TrackedRun(
                run.result().model(),
                past.run(),
                past.by(),
                past.began(),
                end,
                parameters,
                metrics,
                tags,
                run.snapshot().map(Tracking::rows).orElse(List.of()),
                artifacts,
                run.tuning().map(Tracking::trials).orElse(List.of()),
                run.version().flatMap(v -> archive.map(file -> version(v, file))),
                run.ledger(),
                Measurements.of(run));
    }

    private void facts() {
        tags.put("command", past.command());
        tags.put("intent", past.intent());
        tags.put("outcome", past.outcome());
        tags.put("reason", past.reason());
        if (!past.because().isEmpty()) {
            tags.put("because", String.join("\n", past.because()));
        }
        past.commit().ifPresent(c -> tags.put("commit", c));
        past.champion().ifPresent(c -> tags.put("champion", c));
        past.verdict().ifPresent(v -> tags.put("verdict", v));
        past.version().ifPresent(v -> tags.put("version", v.toString()));
        past.data().ifPresent(d -> {
            tags.put("snapshot", d.snapshot().hex());
            tags.put("holdout", d.holdoutRows().hex());
            tags.put("split", d.split());
        });
        Marks.began(run).map(LedgerEntry.Began::version).ifPresent(v -> tags.put("retrain", v));
    }

    private void trained(TrainedModel trained) {
        TrainedModel.Provenance made = trained.provenance();
        parameters.putAll(made.hyperparameters());
        parameters.put("retrain.trainer", made.trainer());
        parameters.put("retrain.seed", Integer.toString(made.seed()));
        made.calibrated().ifPresent(c -> parameters.put("retrain.calibration", Json.word(c.method())));
        tags.put("archive", trained.artifact().archive().hex());
        made.continuedFrom().ifPresent(d -> tags.put("continued_from", d.hex()));
        for (TrainedModel.Point point : trained.curve()) {
            add("training." + point.metric(), point.value(), point.round());
        }
    }

    private void evaluation(Evaluation evaluation) {
        past.threshold().ifPresent(t -> parameters.put("retrain.threshold", t.toString()));
        add("holdout_rows", (double) evaluation.rows(), 0);
        measured("", evaluation.candidate());
        evaluation.champion().ifPresent(c -> measured("champion.", c));
    }

    private void measured(String prefix, Evaluation.Scored scored) {
        for (MetricValue metric : scored.metrics()) {
            String name = prefix + metric.metric();
            metric.value().ifPresent(v -> add(name, v, 0));
            metric.interval().ifPresent(i -> {
                add(name + ".lower", i.low(), 0);
                add(name + ".upper", i.high(), 0);
            });
        }
    }

    /** Gates are numbered in the order of the spec, as their texts cannot be names. */
    private void decision(Decision decision) {
        tags.put("gates", decision.reason());
        decision.budget().ifPresent(b -> {
            add("holdout.look", b.look(), 0);
            add("holdout.budget_spent", b.spent(), 0);
        });
        for (int i = 0; i < decision.gates().size(); i++) {
            Decision.Gate gate = decision.gates().get(i);
            String name = "gate." + (i + 1);
            tags.put(
                    name,
                    gate.gate() + gate.slice().map(s -> " [" + s + "]").orElse("") + ": " + gate.verdict() + ", "
                            + gate.reason());
            gate.evidence().ifPresent(e -> {
                add(name + ".estimate", e.estimate(), 0);
                add(name + ".lower", e.interval().low(), 0);
                add(name + ".upper", e.interval().high(), 0);
                add(name + ".bound", e.bound(), 0);
                add(name + ".p_value", e.pValue(), 0);
            });
        }
    }

    private void add(String metric, double value, long step) {
        if (Double.isFinite(value)) {
            metrics.add(new TrackedRun.Point(metric, value, step));
        }
    }

    private static List<TrackedRun.Rows> rows(Snapshot snapshot) {
        List<TrackedRun.Column> columns = new ArrayList<>();
        for (Column column : snapshot.schema().columns()) {
            columns.add(new TrackedRun.Column(column.name(), type(column.kind())));
        }
        List<TrackedRun.Rows> rows = new ArrayList<>();
        rows.add(table("training", snapshot.train(), columns, snapshot));
        snapshot.validation().ifPresent(v -> rows.add(table("validation", v, columns, snapshot)));
        rows.add(table("evaluation", snapshot.holdout(), columns, snapshot));
        return rows;
    }

    private static String type(Column.Kind kind) {
        return switch (kind) {
            case NUMBER -> "double";
            case BOOLEAN -> "boolean";
            default -> "string";
        };
    }

    private static TrackedRun.Rows table(
            String context, Table table, List<TrackedRun.Column> columns, Snapshot snapshot) {
        return new TrackedRun.Rows(
                context,
                table.digest().hex(),
                table.rows(),
                columns,
                "datasets/" + snapshot.name() + "/" + snapshot.digest().hex() + ".json");
    }

    private static List<TrackedRun.Trial> trials(Tuning tuning) {
        List<TrackedRun.Trial> trials = new ArrayList<>();
        for (Tuning.Trial trial : tuning.trials()) {
            List<TrackedRun.Point> metrics = new ArrayList<>();
            trial.value()
                    .filter(Double::isFinite)
                    .ifPresent(v -> metrics.add(new TrackedRun.Point(tuning.metric(), v, trial.rounds())));
            Map<String, String> tags = new TreeMap<>();
            tags.put("ended", Json.word(trial.ended()));
            if (trial.number() == tuning.best()) {
                tags.put("best", "true");
            }
            if (!trial.reason().isEmpty()) {
                tags.put("reason", trial.reason());
            }
            trials.add(new TrackedRun.Trial(
                    trial.number(), trial.hyperparameters(), metrics, tags, trial.ended() == Tuning.Ended.FAILED));
        }
        return trials;
    }

    private static TrackedRun.Version version(ModelVersion version, Path archive) {
        return new TrackedRun.Version(
                version.number(),
                String.format(
                        Locale.ROOT,
                        "Version %d of the store, made by run %s, registered as %s by %s",
                        version.number(),
                        version.run(),
                        version.registeredAs(),
                        version.by()),
                Map.of(
                        "version", Integer.toString(version.number()),
                        "run", version.run().text(),
                        "verdict", Json.word(version.verdict()),
                        "registered_as", version.registeredAs(),
                        "archive", version.artifact().archive().hex()),
                version.artifact(),
                archive);
    }
}
