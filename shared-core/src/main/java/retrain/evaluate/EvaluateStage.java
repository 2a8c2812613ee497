package retrain.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import retrain.data.Column;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Scored;
import retrain.evaluate.Evaluation.Slice;
import retrain.event.Event;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.HandedOver;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.Stage;
import retrain.spec.EvaluateSpec;
import retrain.spec.FindSlicesSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.train.ModelArtifact;
import retrain.train.TrainedModel;

/** Evaluate: the candidate and the champion score the same held-out rows and are measured on them, on all and by slice. */
public final class EvaluateStage implements Stage<Evaluation> {
    /** Changes whenever a metric's formula does, so that no figure of another formula is taken over. */
    private static final String FORMULAS = "2";

    private static final int TOLD_METRICS = 3;

    private final Spec spec;
    private final Context context;
    private final Snapshot snapshot;
    private final ModelArtifact candidate;
    private final Optional<Champion> champion;
    private final Scorer scorer;
    private final Rows rows;

    /**
     * The model that is served now.
     *
     * @param name {@code version 3}
     * @param line the champion itself, then the model that it added rounds to, and so on
     * @param threshold from which score on it counts a row as positive (binary), as it was registered; absent if that was never told
     */
    public record Champion(String name, ModelArtifact model, List<Ancestor> line, Optional<Double> threshold) {
        public Champion {
            line = List.copyOf(line);
        }
    }

    /**
     * A model of the champion's line.
     *
     * @param name {@code version 3}
     * @param train the rows it was trained on
     * @param validation the rows that stopped its training
     */
    public record Ancestor(String name, Table train, Optional<Table> validation) {}

    public EvaluateStage(
            Spec spec,
            Context context,
            Snapshot snapshot,
            TrainedModel trained,
            Optional<Champion> champion,
            Scorer scorer,
            Rows rows) {
        this.spec = spec;
        this.context = context;
        this.snapshot = snapshot;
        this.candidate = trained.artifact();
        this.champion = champion;
        this.scorer = scorer;
        this.rows = rows;
    }

    /**
     * {@return what the stage would refuse about slices, known as soon as the rows are prepared: before anything is trained}
     */
    public static List<Problem> problems(Spec spec, Snapshot snapshot) {
        List<Problem> problems = new ArrayList<>(SlicePlan.problems(spec, snapshot));
        problems.addAll(SearchColumns.problems(spec, snapshot));
        return problems;
    }

    /** {@return what the stage would refuse about slices and about the champion, known as soon as the rows are prepared} */
    public static List<Problem> problems(Spec spec, Snapshot snapshot, Optional<Champion> champion) {
        List<Problem> problems = new ArrayList<>(problems(spec, snapshot));
        if (champion.isPresent()) {
            problems.addAll(Compatibility.problems(champion.get(), spec, snapshot.schema()));
        }
        return problems;
    }

    @Override
    public String name() {
        return "evaluate";
    }

    @Override
    public Class<Evaluation> type() {
        return Evaluation.class;
    }

    @Override
    public Inputs inputs() {
        Inputs.Builder inputs = new Inputs.Builder();
        inputs.add("data", "holdout", snapshot.holdout().digest());
        model(inputs, "candidate", candidate);
        champion.ifPresent(c -> {
            model(inputs, "champion", c.model());
            inputs.add("model", "champion's name", c.name());
            inputs.add("model", "champion's training rows", Leakage.tables(c));
            c.threshold().ifPresent(t -> inputs.add("model", "champion's threshold", t));
            if (!lacking(c).isEmpty()) {
                inputs.add(
                        "spec",
                        "data.schema.compare",
                        Json.word(spec.data().schema().compare()));
            }
        });
        EvaluateSpec evaluate = spec.evaluate();
        inputs.add("spec", "task", Json.word(spec.task()));
        inputs.add("spec", "target", spec.target());
        inputs.add("spec", "data.key", spec.data().key());
        spec.data().time().ifPresent(t -> inputs.add("spec", "data.time", t));
        inputs.add("spec", "evaluate.metrics", metrics(spec));
        inputs.add("spec", "evaluate.slices", slices());
        evaluate.findSlices()
                .ifPresent(f ->
                        inputs.add("spec", "evaluate.find-slices", new SearchColumns(spec, f, snapshot).described()));
        inputs.add("spec", "metrics of gates", gated());
        if (spec.task() == Task.BINARY) {
            new Thresholds(spec, snapshot).describe(inputs);
        }
        if (spec.task() == Task.REGRESSION) {
            inputs.add("spec", "evaluate.quantile", evaluate.quantile());
        }
        inputs.add("spec", "evaluate.confidence", evaluate.confidence());
        inputs.add("spec", "evaluate.resamples", evaluate.resamples());
        inputs.add("spec", "seed", spec.seed());
        evaluate.horizon()
                .ifPresent(h -> inputs.add(
                        "spec", "evaluate.horizon", h + " of " + spec.data().time()));
        spec.data().group().ifPresent(g -> inputs.add("spec", "data.group", g));
        return inputs.add("retrain", "formulas of metrics", FORMULAS).build();
    }

    private void model(Inputs.Builder inputs, String name, ModelArtifact model) {
        inputs.add("model", name, model.archive());
        inputs.add("model", name + "'s form", Digest.of(Json.write(model)));
        inputs.add("model", name + "'s scorer", scorer.version(model));
    }

    /** On these slices more is found out than on others. */
    private String gated() {
        return spec.gates().stream()
                .filter(gate -> gate.slice().isPresent())
                .map(gate -> gate.metric() + " on " + gate.slice().get())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private String slices() {
        return SlicePlan.of(spec).stream().map(SlicePlan::toString).collect(Collectors.joining(", "));
    }

    /** {@return the metrics that are computed: those of 'evaluate', else all of the task; and those of the gates} */
    static List<Metric> metrics(Spec spec) {
        List<Metric> chosen = spec.evaluate().metrics();
        Set<Metric> metrics = new LinkedHashSet<>(chosen.isEmpty() ? Metric.of(spec.task()) : chosen);
        spec.gates().forEach(gate -> metrics.add(gate.metric()));
        return List.copyOf(metrics);
    }

    @Override
    public Evaluation run(Job job) {
        List<Problem> problems = problems(spec, snapshot, champion);
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        context.clear(job);
        Evaluation evaluation = evaluate(context.scratch(job));
        context.clear(job);
        return evaluation;
    }

    private Evaluation evaluate(Path scratch) {
        Path holdout = context.store().fetch(snapshot.holdout().digest());
        Truth truth = Truth.read(spec, rows, holdout, models());
        Scoring scoring = new Scoring(context, scorer, holdout, scratch);
        Thresholds thresholds = new Thresholds(spec, snapshot);
        HandedOver.Together scored = new HandedOver.Together();
        Optional<ModelScores> old =
                champion.flatMap(c -> scored.of(() -> (lacking(c).isEmpty() ? scoring : common(c, scoring, scratch))
                        .champion(c, truth.rows())
                        .from(thresholds.champion(c, this::notice))));
        Optional<ModelScores> raw = scored.of(() -> scoring.candidate(candidate, truth.rows()));
        Optional<Double> threshold =
                scored.of(() -> thresholds.candidate(candidate, scoring, context.store(), rows, this::notice));
        scored.end();
        ModelScores fresh = raw.orElseThrow().from(threshold.orElseThrow());
        Path file = scratch.resolve("predictions.parquet");
        Predictions.write(spec, rows, holdout, fresh, old, file);
        Dependence dependence = Dependence.read(spec, rows, holdout);
        Measuring measuring = new Measuring(spec, truth, fresh, old, dependence);
        List<Slice> slices = measuring.slices(SlicePlan.of(spec), column -> rows.codes(holdout, column), this::notice);
        Optional<SliceSearch.Result> search = search(truth, fresh, dependence, holdout);
        return new Evaluation(
                spec.task(),
                snapshot.holdout().digest(),
                identity(holdout),
                truth.rows(),
                truth.positives(measuring.all()),
                measuring.candidate("candidate", candidate.archive()),
                champion.flatMap(c -> measuring.champion(c.name(), c.model().archive())),
                slices,
                context.store().put(file),
                measuring.estimates(),
                champion.flatMap(c -> new Leakage(spec, context, rows).of(c, holdout, truth.rows())),
                search.map(SliceSearch.Result::worst).orElse(List.of()),
                search.map(SliceSearch.Result::searched));
    }

    private List<Column> lacking(Champion of) {
        return Compatibility.lacking(of.model(), snapshot.schema());
    }

    /** {@return a scoring of the holdout as the champion can read it: what it lacks is missing in every row} */
    private Scoring common(Champion of, Scoring scoring, Path scratch) {
        List<Column> lacking = lacking(of);
        String names = lacking.stream().map(c -> "'" + c.name() + "'").collect(Collectors.joining(", "));
        notice("compared on the common columns only: " + of.name() + " scores without " + names
                + ", so it may look worse than it is");
        Path table = scratch.resolve("common.parquet");
        rows.as(context.store().fetch(snapshot.holdout().digest()), lacking, table);
        return scoring.of(table, "the holdout");
    }

    private Optional<SliceSearch.Result> search(Truth truth, ModelScores scores, Dependence dependence, Path holdout) {
        if (spec.evaluate().findSlices().isEmpty()) {
            return Optional.empty();
        }
        FindSlicesSpec find = spec.evaluate().findSlices().get();
        RowLosses losses = RowLosses.of(spec.task(), truth, scores, dependence);
        List<SearchColumn> columns = new SearchColumns(spec, find, snapshot).read(losses, rows, holdout, this::notice);
        SliceSearch search = new SliceSearch(find, spec.evaluate().confidence(), losses, columns);
        return Optional.of(search.search(truth, this::notice));
    }

    /** Rows that another query gives other features are the same rows still. */
    private Optional<Digest> identity(Path holdout) {
        Set<String> columns = new LinkedHashSet<>(spec.data().key());
        spec.data().time().ifPresent(columns::add);
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        columns.add(spec.target());
        return Optional.of(rows.digest(holdout, List.copyOf(columns)));
    }

    private List<ModelArtifact> models() {
        List<ModelArtifact> models = new ArrayList<>(List.of(candidate));
        champion.ifPresent(c -> models.add(c.model()));
        return models;
    }

    private void notice(String message) {
        context.observer().on(new Event.Noticed(message));
    }

    @Override
    public String summary(Evaluation output) {
        String figures = output.candidate().metrics().stream()
                .limit(TOLD_METRICS)
                .map(m -> told(m, output.champion()))
                .collect(Collectors.joining(", "));
        return figures + String.format(Locale.ROOT, " on %,d rows", output.rows());
    }

    private static String told(MetricValue metric, Optional<Scored> champion) {
        String beside = champion.map(c -> " (champion "
                        + c.metric(metric.metric()).map(EvaluateStage::figure).orElse("unknown") + ")")
                .orElse("");
        return metric.metric() + " " + figure(metric) + beside;
    }

    private static String figure(MetricValue metric) {
        return metric.value().map(Figure::of).orElse("undefined");
    }
}
