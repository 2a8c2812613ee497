package retrain.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import retrain.data.Snapshot;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.gate.Decision;
import retrain.gate.Verdict;
import retrain.report.Measurement.Unit;
import retrain.run.LedgerEntry;

/**
 * What a run, a look of monitor and a check come to in figures; {@code docs/monitor-report.md} and {@code docs/aws.md} list them. All have the
 * time of the run's end or of the look, not that of the rows: CloudWatch's alarms see what is new, and it takes nothing that is older than two
 * weeks.
 */
public final class Measurements {
    /** The dimension that says which model it is. */
    public static final String MODEL = "Model";

    private final List<Measurement> all = new ArrayList<>();
    private final String model;
    private final Instant at;

    private Measurements(String model, Instant at) {
        this.model = model;
        this.at = at;
    }

    /** {@return those of a run that has ended} */
    static List<Measurement> of(RunRecord run) {
        PastRun past = PastRun.of(run);
        Measurements measurements =
                new Measurements(run.result().model(), past.ended().orElse(past.began()));
        measurements.run(past);
        run.ledger().forEach(measurements::stage);
        run.snapshot().ifPresent(measurements::rows);
        run.evaluation().ifPresent(measurements::evaluation);
        run.decision().ifPresent(measurements::decision);
        return List.copyOf(measurements.all);
    }

    private void run(PastRun past) {
        add("RunDuration", Duration.between(past.began(), at).toMillis() / 1000.0, Unit.SECONDS);
        add("RunPromoted", past.outcome().equals("PROMOTED") ? 1 : 0, Unit.COUNT);
        add("RunRejected", past.outcome().equals("REJECTED") ? 1 : 0, Unit.COUNT);
        add("RunInconclusive", past.outcome().equals("INCONCLUSIVE") ? 1 : 0, Unit.COUNT);
    }

    private void stage(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.Done done && done.did() == LedgerEntry.Did.RAN) {
            add("StageDuration", done.seconds(), Unit.SECONDS, "Stage", done.stage());
        }
    }

    private void rows(Snapshot snapshot) {
        add("Rows", (double) snapshot.train().rows(), Unit.COUNT, "Table", "training");
        snapshot.validation().ifPresent(v -> add("Rows", (double) v.rows(), Unit.COUNT, "Table", "validation"));
        add("Rows", (double) snapshot.holdout().rows(), Unit.COUNT, "Table", "holdout");
    }

    private void evaluation(Evaluation evaluation) {
        values("CandidateMetric", evaluation.candidate().metrics());
        evaluation.champion().ifPresent(c -> values("ChampionMetric", c.metrics()));
        for (Evaluation.Slice slice : evaluation.slices()) {
            String name = slice.column() + "=" + slice.value();
            values("CandidateMetric", slice.candidate(), "Slice", name);
            values("ChampionMetric", slice.champion(), "Slice", name);
        }
    }

    private void values(String name, List<MetricValue> metrics, String... slice) {
        for (MetricValue metric : metrics) {
            String[] labels = slice.length == 0
                    ? new String[] {"Metric", metric.metric()}
                    : new String[] {"Metric", metric.metric(), slice[0], slice[1]};
            metric.value().ifPresent(v -> add(name, v, Unit.NONE, labels));
        }
    }

    private void decision(Decision decision) {
        for (Verdict verdict : Verdict.values()) {
            long gates = decision.gates().stream()
                    .filter(g -> g.verdict() == verdict && g.reportsOnly().isEmpty())
                    .count();
            add(name("Gates", verdict), (double) gates, Unit.COUNT);
        }
    }

    private static String name(String of, Verdict verdict) {
        String word = MonitorResults.word(verdict);
        return of + Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /** {@return those of a look: the gauges that have a name in CloudWatch} */
    static List<Measurement> of(MonitorRecord record) {
        Measurements measurements = new Measurements(record.monitoring().model(), record.made());
        for (Map.Entry<Gauge, List<Gauges.Sample>> gauge : Gauges.of(record).entrySet()) {
            if (!gauge.getKey().cloudWatch.isEmpty()) {
                for (Gauges.Sample sample : gauge.getValue()) {
                    measurements.gauge(gauge.getKey(), sample);
                }
            }
        }
        return List.copyOf(measurements.all);
    }

    private void gauge(Gauge gauge, Gauges.Sample sample) {
        Map<String, String> dimensions = new TreeMap<>();
        sample.labels().forEach((k, v) -> dimensions.put(Character.toUpperCase(k.charAt(0)) + k.substring(1), v));
        put(gauge.cloudWatch, dimensions, sample.value(), gauge.isCount() ? Unit.COUNT : Unit.NONE);
    }

    /** {@return those of a check} */
    public static List<Measurement> of(CheckResult check, Instant at) {
        Measurements measurements = new Measurements(check.model(), at);
        measurements.add("Due", check.due() ? 1 : 0, Unit.COUNT);
        return List.copyOf(measurements.all);
    }

    private void add(String name, double value, Unit unit, String... labels) {
        Map<String, String> dimensions = new TreeMap<>(Map.of(MODEL, model));
        for (int i = 0; i < labels.length; i += 2) {
            dimensions.put(labels[i], labels[i + 1]);
        }
        put(name, dimensions, value, unit);
    }

    private void put(String name, Map<String, String> dimensions, double value, Unit unit) {
        if (Measurement.canBe(value)) {
            all.add(new Measurement(name, dimensions, at, value, unit));
        }
    }
}
