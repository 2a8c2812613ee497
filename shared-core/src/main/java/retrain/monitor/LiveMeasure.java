package retrain.monitor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import retrain.data.Rows;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Figure;
import retrain.evaluate.Realised;
import retrain.evaluate.Realised.Result;
import retrain.monitor.LiveQuality.Basis;
import retrain.monitor.LiveQuality.Level;
import retrain.spec.GateSpec;
import retrain.spec.LiveAlarmSpec;
import retrain.spec.LiveSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.statistic.Adjusted;
import retrain.statistic.ConfidenceDistribution;
import retrain.statistic.ConfidenceDistribution.Exact;
import retrain.statistic.ConfidenceDistribution.Normal;
import retrain.statistic.Independent;

/** How good the live model's predictions were in each window, against what its evaluation promised. docs/live-quality.md has the rules. */
public final class LiveMeasure {
    /** What every estimate is blind to. */
    static final String BLIND =
            "estimates rest on the held-out rows: they do not see that the target of like rows has changed (concept drift); only labels show that";

    /** The band of an estimate on fewer predictions is not to be trusted. */
    private static final int FEWEST = 30;

    private final Spec spec;
    private final LiveReference reference;
    private final Map<Metric, Double> margins;
    private final Optional<QualityEstimate> estimate;

    /**
     * Learns what the estimates need, once for all windows.
     *
     * @param reference of the champion
     * @param losses for direct loss estimation
     */
    public LiveMeasure(Spec spec, LiveSpec live, LiveReference reference, Rows rows, LossModel losses) {
        this.spec = spec;
        this.reference = reference;
        this.margins = margins(spec, live);
        this.estimate = live.estimate() ? Optional.of(estimate(spec, reference, rows, losses)) : Optional.empty();
    }

    private static QualityEstimate estimate(Spec spec, LiveReference reference, Rows rows, LossModel losses) {
        return switch (spec.task()) {
            case BINARY -> new BinaryEstimate(reference);
            case MULTICLASS -> new MulticlassEstimate(reference);
            case REGRESSION -> new LossEstimate(spec, rows, reference, losses);
        };
    }

    /** Which metrics raise an alarm, and by how much they may be worse. */
    private static Map<Metric, Double> margins(Spec spec, LiveSpec live) {
        Map<Metric, Double> margins = new EnumMap<>(Metric.class);
        for (LiveAlarmSpec alarm : live.alarms()) {
            margins.put(alarm.metric(), alarm.by());
        }
        if (margins.isEmpty()) {
            for (GateSpec gate : spec.gates()) {
                if (gate.slice().isEmpty()) {
                    double by = gate.notWorseThan().isPresent() ? gate.by().orElse(0.0) : 0.0;
                    margins.merge(gate.metric(), by, Math::max);
                }
            }
        }
        if (margins.isEmpty()) {
            margins.put(Realised.metrics(spec).get(0), 0.0);
        }
        return margins;
    }

    /** A value that may become a level. */
    private record Found(
            Metric metric,
            Basis basis,
            Optional<Double> value,
            Optional<ConfidenceDistribution> confidence,
            long rows,
            String method,
            String undefined) {}

    /** {@return the quality in a window; empty if there are no predictions} */
    public Optional<LiveQuality> measure(LiveWindow window) {
        if (window.predictions() == 0) {
            return Optional.empty();
        }
        List<Found> found = found(window);
        Map<Found, Double> adjusted = adjusted(found);
        return Optional.of(new LiveQuality(
                window.predictions(),
                window.labelled().length,
                window.pending(),
                window.overdue(),
                found.stream()
                        .map(f -> level(f, Optional.ofNullable(adjusted.get(f))))
                        .toList(),
                notes(window)));
    }

    /** By metric, what labels say before what is estimated. */
    private List<Found> found(LiveWindow window) {
        List<Result> realised = window.labelled().length == 0
                ? List.of()
                : Realised.of(spec, window.labels(), window.labelledScores(), window.labelledCluster());
        Map<Metric, Expectation> expected = estimate.map(e -> e.of(window)).orElse(Map.of());
        List<Found> found = new ArrayList<>();
        for (Metric metric : Realised.metrics(spec)) {
            realised.stream()
                    .filter(r -> r.metric() == metric)
                    .forEach(r -> found.add(realised(r, window.labelled().length)));
            Optional.ofNullable(expected.get(metric))
                    .ifPresent(e -> found.add(estimated(metric, e, window.predictions())));
        }
        return found;
    }

    private static Found realised(Result result, long rows) {
        MetricValue value = result.value();
        return new Found(
                result.metric(),
                Basis.REALISED,
                value.value(),
                result.confidence(),
                rows,
                result.method().orElse(""),
                value.reason());
    }

    private static Found estimated(Metric metric, Expectation expected, long rows) {
        boolean defined = Double.isFinite(expected.value()) && Double.isFinite(expected.error());
        Optional<ConfidenceDistribution> confidence = Optional.empty();
        if (defined && rows >= FEWEST) {
            confidence = Optional.of(
                    expected.error() > 0
                            ? new Normal(expected.value(), expected.error())
                            : new Exact(expected.value()));
        }
        return new Found(
                metric,
                Basis.ESTIMATED,
                defined ? Optional.of(expected.value()) : Optional.empty(),
                confidence,
                rows,
                expected.method(),
                defined ? "" : "it is undefined for these predictions");
    }

    /** The p-values of "not worse than promised by more than the margin", after Holm over all metrics that may raise an alarm. */
    private Map<Found, Double> adjusted(List<Found> found) {
        List<Found> asked = found.stream()
                .filter(f -> margins.containsKey(f.metric())
                        && f.confidence().isPresent()
                        && reference.promise(f.metric()).isPresent())
                .toList();
        double[] p = asked.stream().mapToDouble(this::worse).toArray();
        double[] holm = Adjusted.holm(p);
        Map<Found, Double> adjusted = new LinkedHashMap<>();
        for (int i = 0; i < holm.length; i++) {
            adjusted.put(asked.get(i), holm[i]);
        }
        return adjusted;
    }

    private double worse(Found found) {
        ConfidenceDistribution value = found.confidence().orElseThrow();
        ConfidenceDistribution promise = reference.promise(found.metric()).orElseThrow();
        double by = margin(found.metric());
        return found.metric().higherIsBetter()
                ? Independent.above(promise, value, by)
                : Independent.above(value, promise, by);
    }

    private double margin(Metric metric) {
        return margins.getOrDefault(metric, 0.0);
    }

    private Level level(Found found, Optional<Double> adjusted) {
        double alpha = 1 - spec.evaluate().confidence();
        boolean alarm = adjusted.isPresent() && adjusted.get() <= alpha;
        return new Level(
                found.metric(),
                found.basis(),
                found.value(),
                limit(found, found.confidence().map(c -> c.lower(alpha / 2))),
                limit(found, found.confidence().map(c -> c.upper(alpha / 2))),
                found.rows(),
                found.method(),
                reference.promised(found.metric()),
                alarm,
                reason(found, adjusted, alarm));
    }

    /** What is normal around an estimate may reach beyond what the metric can be. */
    private static Optional<Double> limit(Found found, Optional<Double> limit) {
        if (found.basis() == Basis.REALISED) {
            return limit;
        }
        boolean share = found.metric().higherIsBetter() || found.metric() == Metric.BRIER;
        return limit.map(l -> Math.max(0, share ? Math.min(1, l) : l));
    }

    private String reason(Found found, Optional<Double> adjusted, boolean alarm) {
        if (found.value().isEmpty()) {
            return found.undefined();
        }
        if (!margins.containsKey(found.metric())) {
            return "told only: 'monitor.live.alarms' does not ask for it";
        }
        Optional<Double> promised = reference.promised(found.metric());
        if (promised.isEmpty()) {
            return "the champion's evaluation has no value to compare it with";
        }
        if (adjusted.isEmpty()) {
            return "too few rows to tell it from chance";
        }
        double gain = found.metric().higherIsBetter()
                ? promised.get() - found.value().get()
                : found.value().get() - promised.get();
        double by = margin(found.metric());
        String margin = by > 0 ? " by more than " + Figure.exact(by) : "";
        String p = String.format(Locale.ROOT, " (p %s, adjusted by Holm)", Figure.probability(adjusted.get()));
        if (alarm) {
            return "worse than the promised " + Figure.of(promised.get()) + " by " + Figure.of(gain)
                    + (by > 0 ? ", more than " + Figure.exact(by) : "") + p;
        }
        return "not worse than the promised " + Figure.of(promised.get()) + margin + " beyond chance" + p;
    }

    private List<String> notes(LiveWindow window) {
        List<String> notes = new ArrayList<>(window.notes());
        long missing = window.pending() + window.overdue();
        if (window.labelled().length > 0 && missing > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "the labels of %,d of the %,d predictions have come: if those that come late are other rows, the realised values are not of all",
                    window.labelled().length,
                    window.predictions()));
        }
        if (window.overdue() > 0) {
            notes.add(String.format(Locale.ROOT, "%,d labels are overdue", window.overdue()));
        }
        estimate.ifPresent(e -> {
            notes.addAll(e.notes(window));
            notes.add(BLIND);
        });
        return notes;
    }
}
