package retrain.spec;

import java.util.List;

/** What must be true of {@code promote.ab}. */
final class AbRules {
    private static final String PATH = "promote.ab";

    private final Spec spec;
    private final AbSpec ab;
    private final Binder binder;
    private final SpecRules rules;

    private AbRules(Spec spec, AbSpec ab, Binder binder, SpecRules rules) {
        this.spec = spec;
        this.ab = ab;
        this.binder = binder;
        this.rules = rules;
    }

    static void check(Spec spec, Binder binder, SpecRules rules) {
        spec.promote().ab().ifPresent(ab -> new AbRules(spec, ab, binder, rules).check());
    }

    private void check() {
        if (spec.promote().challengerShare().isEmpty() && binder.sound("promote.strategy")) {
            rules.wrong(
                    PATH,
                    "is about a challenger, and the strategy makes none",
                    "Write 'strategy: ab', or shadow, or remove it");
        }
        outcomes();
        ramp();
        metric(PATH + ".metric", ab.compared(spec.task()));
        for (int i = 0; i < ab.guards().size(); i++) {
            metric(PATH + ".guards[" + i + "].metric", ab.guards().get(i).metric());
        }
        rules.twice(
                PATH + ".guards",
                ab.guards().stream().map(g -> g.metric().word()).toList());
        if (ab.unit().equals(ab.variant())) {
            rules.wrong(PATH + ".unit", "and 'variant' are the same column", "Name two columns");
        }
    }

    /** The outcomes are the labels of the live model's predictions. */
    private void outcomes() {
        boolean labelled =
                spec.monitor().live().filter(l -> !l.labels().isEmpty()).isPresent();
        if (!labelled && binder.sound("monitor.live") && binder.sound("monitor.live.labels")) {
            rules.wrong(
                    PATH,
                    "has nothing to decide by: 'monitor.live' names no predictions and labels",
                    "Add 'monitor: {live: {predictions: …, labels: …, key: event_id, time: inference_time}}'");
        } else if (labelled && spec.monitor().live().orElseThrow().time().isEmpty()) {
            rules.wrong(
                    "monitor.live",
                    "names no time, and a test takes only the predictions since it began",
                    "Add 'time: <column>' to it; of captured data it is inference_time");
        }
    }

    private void ramp() {
        double before = ab.share();
        for (int i = 0; i < ab.ramp().size(); i++) {
            double share = ab.ramp().get(i);
            if (!(share > before && share < 1)) {
                rules.wrong(
                        PATH + ".ramp[" + i + "]",
                        "is " + share + ", and must be more than " + before + ", the share before, and less than 1",
                        "Write the shares in their order: [0.25, 0.5]");
            }
            before = Math.max(before, share);
        }
    }

    private void metric(String path, Metric metric) {
        rules.suits(path, metric);
        if (metric.suits(spec.task()) && !AbSpec.isMean(metric)) {
            List<String> right = Metric.of(spec.task()).stream()
                    .filter(AbSpec::isMean)
                    .map(Metric::word)
                    .toList();
            rules.wrong(
                    path,
                    "'" + metric + "' is no mean over rows, so that units cannot be compared by it",
                    "Use one of " + String.join(", ", right));
        }
    }
}
