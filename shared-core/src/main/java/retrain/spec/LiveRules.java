package retrain.spec;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What must be true of {@code monitor.live}. */
final class LiveRules {
    private static final String PATH = "monitor.live";

    private final Spec spec;
    private final LiveSpec live;
    private final Binder binder;
    private final SpecRules rules;

    private LiveRules(Spec spec, LiveSpec live, Binder binder, SpecRules rules) {
        this.spec = spec;
        this.live = live;
        this.binder = binder;
        this.rules = rules;
    }

    static void check(Spec spec, Binder binder, SpecRules rules) {
        spec.monitor().live().ifPresent(live -> new LiveRules(spec, live, binder, rules).check());
    }

    private void check() {
        if (live.predictions().isEmpty() && binder.sound(PATH + ".predictions")) {
            rules.wrong(PATH + ".predictions", "names no file", "Name a file, a folder or a glob");
        }
        rules.readable(PATH + ".predictions", live.predictions());
        rules.readable(PATH + ".labels", live.labels());
        rules.twice(PATH + ".key", live.key());
        rules.twice(PATH + ".score", live.score());
        rules.notTheTarget(PATH + ".key", live.key(), "be part of the key");
        rules.notTheTarget(PATH + ".score", live.score(), "be the score");
        join();
        times();
        if (live.score().size() > 1 && spec.task() != Task.MULTICLASS && binder.sound("task")) {
            rules.wrong(PATH + ".score", "names several columns, and the model gives one score a row", "Name one");
        }
        alarms();
    }

    private void join() {
        boolean labels = !live.labels().isEmpty();
        if (labels && live.key().isEmpty() && spec.data().key().isEmpty() && binder.sound("data.key")) {
            rules.wrong(
                    PATH + ".labels",
                    "cannot find their predictions: no column is named as the key",
                    "Add 'key: [<column>]' to '" + PATH
                            + "', or to 'data'; of SageMaker's data capture it is event_id");
        }
        live.label().ifPresent(l -> labelled("label"));
        live.labelTime().ifPresent(l -> labelled("label-time"));
        live.tolerance().ifPresent(t -> {
            if (live.labelTime().isEmpty()) {
                rules.wrong(
                        PATH + ".tolerance",
                        "is about the labels' time, and no column is named as that",
                        "Add 'label-time: <column>', or remove it");
            }
        });
    }

    private void labelled(String key) {
        if (live.labels().isEmpty() && binder.sound(PATH + ".labels")) {
            rules.wrong(PATH + "." + key, "is a column of the labels' files, and there are none", "Add 'labels'");
        }
    }

    private void times() {
        if (live.time().isPresent() || !binder.sound(PATH + ".time")) {
            return;
        }
        String cure = "Add 'time: <column>' to '" + PATH + "'; of SageMaker's data capture it is inference_time";
        live.tolerance()
                .ifPresent(t ->
                        rules.wrong(PATH + ".tolerance", "is about the predictions' time, which is not named", cure));
        live.labelDelay()
                .ifPresent(t ->
                        rules.wrong(PATH + ".label-delay", "is about the predictions' time, which is not named", cure));
    }

    private void alarms() {
        List<Metric> chosen = spec.evaluate().metrics();
        Set<Metric> computed = new LinkedHashSet<>(chosen.isEmpty() ? Metric.of(spec.task()) : chosen);
        spec.gates().forEach(gate -> computed.add(gate.metric()));
        rules.twice(
                PATH + ".alarms",
                live.alarms().stream().map(a -> a.metric().word()).toList());
        for (int i = 0; i < live.alarms().size(); i++) {
            String path = PATH + ".alarms[" + i + "].metric";
            Metric metric = live.alarms().get(i).metric();
            rules.suits(path, metric);
            if (metric.suits(spec.task())
                    && !computed.contains(metric)
                    && binder.sound("evaluate")
                    && binder.sound(path)) {
                rules.wrong(
                        path,
                        "'" + metric + "' is not computed, so that the champion promised nothing of it",
                        "Add it to 'evaluate.metrics'");
            }
        }
    }
}
