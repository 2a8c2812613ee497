package retrain.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import retrain.cost.Bill;
import retrain.cost.Demand;
import retrain.cost.Estimate;
import retrain.cost.RunCost;
import retrain.data.Column;
import retrain.data.ColumnProfile;
import retrain.data.Part;
import retrain.data.Schema;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Curves;
import retrain.evaluate.Evaluation.Histogram;
import retrain.evaluate.Evaluation.Interval;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Scored;
import retrain.evaluate.Evaluation.Slice;
import retrain.gate.Decision;
import retrain.gate.Verdict;
import retrain.promote.Promotion;
import retrain.registry.ModelVersion;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.LedgerEntry;
import retrain.run.RunId;
import retrain.run.Usage;
import retrain.spec.Metric;
import retrain.spec.Task;
import retrain.train.Feature;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;
import retrain.train.Tuning;

/** Runs of all kinds, as they would have been. */
final class Fixture {
    static final String RUN = "20131001T040506Z-a1b2c3";
    private static final Instant AT = Instant.parse("2013-10-01T04:05:06Z");
    private static final List<String> STAGES = List.of("prepare", "train", "evaluate", "gate", "register", "promote");

    String model = "flight-delay";
    String outcome = "PROMOTED";
    String reason = "version 4 passed both gates and is the champion now";
    Task task = Task.BINARY;
    boolean champion = true;
    boolean reused;
    Verdict verdict = Verdict.PASSED;
    int months = 4;
    List<Slice> slices = new ArrayList<>();
    List<Decision.Gate> gates = new ArrayList<>();
    List<String> because = List.of("data: data/flights-2013-04.csv.gz is new");
    List<String> columns =
            List.of("late", "time_hour", "origin", "carrier", "dep_hour", "distance", "wind_speed", "visib");
    Map<String, String> hyperparameters = new TreeMap<>(Map.of(
            "rounds",
            "200",
            "eta",
            "0.1",
            "max_depth",
            "6",
            "objective",
            "binary:logistic",
            "tree_method",
            "hist",
            "subsample",
            "1",
            "lambda",
            "1",
            "eval_metric",
            "[auc, logloss]"));
    long rows = 28_243;
    Optional<Evaluation.Leak> leak = Optional.empty();
    Optional<Decision.Budget> budget = Optional.empty();
    List<Evaluation.Estimate> estimates = new ArrayList<>();
    List<Evaluation.WorstSlice> worst = new ArrayList<>();
    Optional<Evaluation.Searched> searched = Optional.empty();
    Optional<Tuning> tuning = Optional.empty();
    Optional<RunCost> cost = Optional.empty();
    Optional<TrainedModel.Calibrated> calibrated = Optional.empty();
    Map<String, String> evaluateInputs = new TreeMap<>();

    /** {@return a run of each kind} */
    static List<RunRecord> all() {
        return List.of(
                binary(),
                rejected(),
                first(),
                unchanged(),
                multiclass(4),
                multiclass(30),
                regression(),
                manySlices(40),
                prepared(),
                Judged.promoted(),
                Judged.inconclusive(),
                Judged.exhausted(),
                Judged.leaking(),
                Judged.withoutGates(),
                Judged.manyGates(200),
                Judged.extreme(),
                Judged.worst(),
                Judged.searchedInVain(),
                paid(),
                Tuned.run(40),
                Tuned.run(2_000));
    }

    static RunRecord binary() {
        Fixture fixture = new Fixture();
        fixture.slices.addAll(slices("origin", List.of("EWR", "JFK", "LGA"), 1));
        fixture.slices.addAll(
                slices("carrier", List.of("9E", "AA", "B6", "DL", "EV", "F9", "HA", "MQ", "UA", "US", "VX", "WN"), 2));
        fixture.gates.add(gate("auc at-least 0.65", Optional.empty(), Verdict.PASSED, 0.7123, 0.7062, 0.65));
        fixture.gates.add(
                gate("auc not-worse-than champion by 0.005", Optional.empty(), Verdict.PASSED, 0.7123, 0.7062, 0.7012));
        return fixture.record();
    }

    static RunRecord rejected() {
        Fixture fixture = new Fixture();
        fixture.outcome = "REJECTED";
        fixture.reason = "auc of 0.7123 on origin=LGA is below 0.72";
        fixture.verdict = Verdict.FAILED;
        fixture.slices.addAll(slices("origin", List.of("EWR", "JFK", "LGA"), 1));
        fixture.gates.add(gate("auc at-least 0.65", Optional.empty(), Verdict.PASSED, 0.7123, 0.7062, 0.65));
        fixture.gates.add(gate("auc at-least 0.72", Optional.of("origin=LGA"), Verdict.FAILED, 0.7123, 0.7062, 0.72));
        fixture.gates.add(new Decision.Gate(
                "f1 at-least 0.2",
                "f1",
                Optional.of("carrier=HA"),
                Verdict.INCONCLUSIVE,
                Optional.empty(),
                Optional.empty(),
                Optional.of(0.2),
                "f1 is undefined: no row of class 1 in 31 rows",
                Optional.empty(),
                Optional.empty()));
        return fixture.record();
    }

    static RunRecord first() {
        Fixture fixture = new Fixture();
        fixture.champion = false;
        fixture.months = 3;
        fixture.because = List.of("first run");
        fixture.reason = "version 1 passed its gate and is the first champion";
        fixture.slices.addAll(slices("origin", List.of("EWR", "JFK", "LGA"), 1).stream()
                .map(s -> new Slice(s.column(), s.value(), s.rows(), s.positives(), s.candidate(), List.of()))
                .toList());
        fixture.gates.add(new Decision.Gate(
                "auc at-least 0.65",
                "auc",
                Optional.empty(),
                Verdict.PASSED,
                Optional.of(0.7123),
                Optional.empty(),
                Optional.of(0.65),
                "auc is 0.7123, at least 0.65",
                Optional.empty(),
                Optional.empty()));
        return fixture.record();
    }

    static RunRecord unchanged() {
        Fixture fixture = new Fixture();
        fixture.outcome = "UNCHANGED";
        fixture.reason = "nothing changed since run 20131001T030000Z-ffffff; version 4 stays champion";
        fixture.reused = true;
        fixture.because = List.of("nothing changed since run 20131001T030000Z-ffffff");
        fixture.slices.addAll(slices("origin", List.of("EWR", "JFK", "LGA"), 1));
        fixture.gates.add(gate("auc at-least 0.65", Optional.empty(), Verdict.PASSED, 0.7123, 0.7062, 0.65));
        return fixture.record();
    }

    static RunRecord multiclass(int classes) {
        Fixture fixture = new Fixture();
        fixture.model = "crop-type";
        fixture.task = Task.MULTICLASS;
        fixture.gates.add(gate("macro_f1 at-least 0.5", Optional.empty(), Verdict.PASSED, 0.71, 0.70, 0.5));
        fixture.slices.addAll(slices("origin", List.of("EWR", "JFK", "LGA"), 1));
        return fixture.record(classes);
    }

    static RunRecord regression() {
        Fixture fixture = new Fixture();
        fixture.model = "delay-minutes";
        fixture.task = Task.REGRESSION;
        fixture.outcome = "HELD";
        fixture.reason = "version 4 passed, but the intent pull-request never promotes";
        fixture.gates.add(gate("rmse at-most 42", Optional.empty(), Verdict.PASSED, 40.118, 41.003, 42));
        fixture.slices.addAll(slices("origin", List.of("EWR", "JFK", "LGA"), 30));
        return fixture.record();
    }

    static RunRecord manySlices(int count) {
        Fixture fixture = new Fixture();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(i % 7 == 3 ? "a rather long name of a destination airport, number " + i : "D" + i);
        }
        fixture.slices.addAll(slices("dest", names, 7));
        for (String name : names) {
            fixture.gates.add(gate(
                    "auc not-worse-than champion by 0.05",
                    Optional.of("dest=" + name),
                    Verdict.PASSED,
                    0.71,
                    0.7,
                    0.65));
        }
        return fixture.record();
    }

    /** A run whose training and endpoint are in AWS. */
    static RunRecord paid() {
        Fixture fixture = Judged.promotedFixture();
        Demand.Item training = new Demand.Item("training", "sagemaker-training", "ml.m5.xlarge", 2, 86_400, false);
        Demand.Item endpoint = new Demand.Item("endpoint", "sagemaker-endpoint", "ml.m5.large", 1, 0, true);
        Usage spot = new Usage(
                "train-20131001-040506-a1b2c3-0123456789ab",
                "sagemaker-training",
                "ml.m5.xlarge",
                2,
                1_804,
                541,
                true,
                AT);
        Usage glue = new Usage(
                "prepare-20131001-040506-a1b2c3-0123456789ab", "glue", "G.1X", 4, 312, 312, false, AT.minusSeconds(9));
        fixture.cost = Optional.of(new RunCost(
                new Estimate(List.of(
                        new Estimate.Line(training, Optional.of(11.04)),
                        new Estimate.Line(endpoint, Optional.of(83.95)))),
                new Bill(List.of(new Bill.Line(glue, Optional.of(0.1525)), new Bill.Line(spot, Optional.of(0.0691))))));
        return fixture.record();
    }

    /** A run that ended after prepare. */
    static RunRecord prepared() {
        RunRecord whole = binary();
        List<LedgerEntry> ledger = whole.ledger().subList(0, 2);
        Result result = Results.assemble(
                RUN,
                "flight-delay",
                "prepare",
                "manual",
                "PREPARED",
                "108,345 rows are prepared",
                ledger,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new RunRecord(
                result,
                ledger,
                whole.snapshot(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    RunRecord record() {
        return record(4);
    }

    RunRecord record(int classes) {
        Snapshot snapshot = snapshot();
        TrainedModel trained = trained(snapshot);
        Evaluation evaluation = evaluation(classes, trained);
        Decision decision = new Decision(
                verdict, gates.size() + " gates: " + verdict.name().toLowerCase(Locale.ROOT), gates, budget);
        ModelVersion version = new ModelVersion(
                model,
                4,
                new RunId(RUN),
                "candidate",
                trained.artifact(),
                snapshot.digest(),
                Digest.of("trained"),
                Digest.of("evaluation"),
                Digest.of("decision"),
                verdict,
                AT,
                "ci");
        List<LedgerEntry> ledger = ledger();
        Result result = Results.assemble(
                RUN,
                model,
                "run",
                "branch",
                outcome,
                reason,
                ledger,
                Optional.empty(),
                Optional.of(evaluation),
                Optional.of(decision),
                Optional.of(version),
                cost);
        Promotion promotion =
                new Promotion(Promotion.State.PROMOTED, 4, Optional.of(3), "deployed/flight-delay", reason);
        return new RunRecord(
                result,
                ledger,
                Optional.of(snapshot),
                Optional.empty(),
                tuning,
                Optional.of(trained),
                Optional.of(evaluation),
                Optional.of(decision),
                Optional.of(version),
                outcome.equals("PROMOTED") ? Optional.of(promotion) : Optional.empty());
    }

    private List<LedgerEntry> ledger() {
        List<LedgerEntry> ledger = new ArrayList<>();
        ledger.add(new LedgerEntry.Began(new RunId(RUN), "0.1.0", "run", model, Digest.of("spec"), "branch", "ci", AT));
        double[] seconds = {1.84, 6.421, 0.97, 0.004, 0.021, 0.38};
        for (int i = 0; i < STAGES.size(); i++) {
            Inputs.Builder inputs = new Inputs.Builder();
            for (int month = 1; month <= months && i == 0; month++) {
                inputs.add("data", file(month), Digest.of("month " + month));
            }
            inputs.add("spec", STAGES.get(i), hyperparameters.getOrDefault("eta", ""));
            if (STAGES.get(i).equals("evaluate")) {
                evaluateInputs.forEach((name, value) -> inputs.add("spec", name, value));
            }
            ledger.add(new LedgerEntry.Done(
                    STAGES.get(i),
                    reused ? LedgerEntry.Did.REUSED : LedgerEntry.Did.RAN,
                    inputs.build(),
                    Digest.of(STAGES.get(i)),
                    i == 0 || reused ? because : List.of("the rows changed"),
                    reused ? 0 : seconds[i],
                    AT));
        }
        ledger.add(new LedgerEntry.Ended(outcome, reason, AT));
        return ledger;
    }

    private static String file(int month) {
        return "data/flights-2013-0" + month + ".csv.gz";
    }

    private Snapshot snapshot() {
        List<Part> parts = new ArrayList<>();
        for (int month = 1; month <= months; month++) {
            parts.add(new Part("flights", file(month), 712_345 + month, Digest.of("month " + month), Optional.empty()));
        }
        parts.add(new Part("weather", "data/weather.csv.gz", 289_001, Digest.of("weather"), Optional.empty()));
        List<Column> schema = new ArrayList<>();
        List<ColumnProfile> profile = new ArrayList<>();
        for (String name : columns) {
            boolean text = name.equals("origin") || name.equals("carrier") || name.indexOf('<') >= 0;
            schema.add(new Column(name, text ? Column.Kind.CATEGORY : Column.Kind.NUMBER, text ? "VARCHAR" : "DOUBLE"));
            profile.add(
                    text
                            ? new ColumnProfile(
                                    name,
                                    0,
                                    3,
                                    Optional.empty(),
                                    Optional.empty(),
                                    List.of(),
                                    List.of(
                                            new ColumnProfile.Category("EWR", 28_912),
                                            new ColumnProfile.Category("JFK", 27_003),
                                            new ColumnProfile.Category("LGA", 24_187)))
                            : new ColumnProfile(
                                    name,
                                    name.length() * 7L,
                                    1_842,
                                    Optional.of(12.3456),
                                    Optional.of(4.56789),
                                    List.of(0.0, 0.5, 1.0, 7.25, 12.0, 16.75, 21.0, 40.5, 1234.5),
                                    List.of()));
        }
        long train = 26_701L * (months - 1);
        return new Snapshot(
                model,
                parts,
                new Schema(schema),
                columns.subList(Math.min(2, columns.size()), columns.size()),
                new Table(Digest.of("train" + months), train, 1_204_331),
                Optional.of(new Table(Digest.of("validation"), 8_011, 98_331)),
                new Table(Digest.of("holdout"), rows, 411_002),
                profile,
                "holdout: time_hour > 2013-04-01T03:00:00Z");
    }

    private TrainedModel trained(Snapshot snapshot) {
        List<Feature> features = new ArrayList<>();
        Map<String, Double> importance = new HashMap<>();
        double gain = 18_342.5;
        for (String feature : snapshot.features()) {
            features.add(new Feature(feature, false, List.of()));
            importance.put(feature, gain);
            gain /= 1.9;
        }
        List<TrainedModel.Point> curve = new ArrayList<>();
        for (int round = 0; round < 200; round += 5) {
            curve.add(new TrainedModel.Point(round, "train-auc", 0.74 - 0.12 / (1 + round / 20.0)));
            curve.add(new TrainedModel.Point(round, "validation-auc", 0.71 - 0.1 / (1 + round / 15.0)));
        }
        ModelArtifact artifact = new ModelArtifact(
                Digest.of("model" + hyperparameters), 412_345, new ModelFormat.Xgboost(), task, features, List.of());
        return new TrainedModel(
                artifact,
                new TrainedModel.Provenance(
                        snapshot.digest(),
                        snapshot.train().digest(),
                        "xgboost4j 3.0.4",
                        hyperparameters,
                        42,
                        2,
                        Optional.empty(),
                        calibrated),
                curve,
                importance);
    }

    private Evaluation evaluation(int classes, TrainedModel trained) {
        Scored candidate =
                scored("candidate", classes, 11, 1.05, trained.artifact().archive());
        Optional<Scored> other = champion
                ? Optional.of(scored("version 3", classes, 12, 0.95, Digest.of("champion")))
                : Optional.empty();
        long positives = task == Task.BINARY ? 5_671 : 0;
        return new Evaluation(
                task,
                Digest.of("holdout"),
                Optional.empty(),
                rows,
                positives,
                candidate,
                other,
                slices.stream().map(this::suited).toList(),
                Digest.of("predictions"),
                estimates,
                leak,
                worst,
                searched);
    }

    private Slice suited(Slice slice) {
        return new Slice(
                slice.column(),
                slice.value(),
                slice.rows(),
                slice.positives(),
                suited(slice.candidate()),
                suited(slice.champion()));
    }

    private List<MetricValue> suited(List<MetricValue> metrics) {
        return metrics.stream()
                .filter(m -> Metric.valueOf(m.metric().toUpperCase(Locale.ROOT)).suits(task))
                .toList();
    }

    private Scored scored(String name, int classes, int seed, double skill, Digest archive) {
        return switch (task) {
            case BINARY -> {
                Simulated model = Simulated.binary(seed, 4_000, skill);
                List<MetricValue> metrics = new ArrayList<>(model.metrics());
                metrics.add(new MetricValue(
                        "pr_auc", Optional.of(0.4 + skill / 100), Optional.of(new Interval(0.39, 0.42, 0.95)), ""));
                metrics.add(new MetricValue("f1", Optional.empty(), Optional.empty(), "no row is predicted as 1"));
                yield new Scored(name, archive, metrics, model.curves(), Optional.of(seed == 11 ? 0.231 : 0.5));
            }
            case MULTICLASS ->
                new Scored(
                        name,
                        archive,
                        List.of(
                                Simulated.metric("accuracy", 0.66 + skill / 10),
                                Simulated.metric("macro_f1", 0.61 + skill / 10)),
                        multiclassCurves(classes, seed),
                        Optional.empty());
            case REGRESSION ->
                new Scored(
                        name,
                        archive,
                        List.of(
                                Simulated.metric("rmse", 41 - skill),
                                Simulated.metric("mae", 23.4 - skill),
                                Simulated.metric("r2", 0.11 * skill)),
                        regressionCurves(seed),
                        Optional.empty());
        };
    }

    private static Curves multiclassCurves(int classes, int seed) {
        Random random = new Random(seed);
        List<List<Long>> confusion = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            List<Long> row = new ArrayList<>();
            for (int j = 0; j < classes; j++) {
                row.add((long) random.nextInt(i == j ? 2_400 : 120));
            }
            confusion.add(row);
            names.add(i % 2 == 0 ? "winter wheat " + i : "maize " + i);
        }
        return new Curves(List.of(), List.of(), List.of(), List.of(), confusion, names, Optional.empty());
    }

    private static Curves regressionCurves(int seed) {
        Random random = new Random(seed);
        Long[] counts = new Long[40];
        java.util.Arrays.fill(counts, 0L);
        for (int i = 0; i < 20_000; i++) {
            int bin = (int) (20 + random.nextGaussian() * 5);
            counts[Math.max(0, Math.min(39, bin))]++;
        }
        return new Curves(
                List.of(),
                List.of(),
                List.of(),
                List.of(new Histogram("residual", -150 - seed, 140 + seed, List.of(counts))),
                List.of(),
                List.of(),
                Optional.empty());
    }

    static Decision.Gate gate(
            String gate, Optional<String> slice, Verdict verdict, double candidate, double champion, double bound) {
        return Judged.gate(gate, slice, verdict, candidate, champion, bound, Optional.empty());
    }

    /** Slices with long names, so that a summary of them is long. */
    static List<Slice> longSlices(int count) {
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slices.add(new Slice("dest", i + "é".repeat(2_000), 10, 5, List.of(), List.of()));
        }
        return slices;
    }

    private static List<Slice> slices(String column, List<String> values, int seed) {
        Random random = new Random(seed);
        List<Slice> slices = new ArrayList<>();
        for (String value : values) {
            double auc = 0.68 + random.nextDouble() * 0.06;
            double delta = random.nextGaussian() * 0.008;
            long rows = 400L + random.nextInt(9_000);
            boolean undefined = value.equals("HA");
            slices.add(new Slice(
                    column, value, rows, rows / 5, sliced(auc + delta, rows, undefined), sliced(auc, rows, undefined)));
        }
        return slices;
    }

    private static List<MetricValue> sliced(double auc, long rows, boolean undefined) {
        double half = 1.2 / Math.sqrt((double) rows);
        Interval interval = new Interval(auc - half, auc + half, 0.95);
        MetricValue first = undefined
                ? new MetricValue("auc", Optional.empty(), Optional.empty(), "one class only")
                : new MetricValue("auc", Optional.of(auc), Optional.of(interval), "");
        return List.of(
                first,
                Simulated.metric("log_loss", 1.1 - auc),
                Simulated.metric("brier", 0.9 - auc),
                Simulated.metric("accuracy", auc + 0.1),
                Simulated.metric("macro_f1", auc),
                Simulated.metric("rmse", auc * 60));
    }
}
