package retrain.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.monitor.ColumnDrift;
import retrain.monitor.Drift;
import retrain.monitor.JointDrift;
import retrain.monitor.LiveQuality;
import retrain.monitor.LiveQuality.Basis;
import retrain.monitor.LiveQuality.Level;
import retrain.monitor.Window;

/**
 * The figures of the newest window for those who watch by figures. What is no finite number is left out: neither OpenMetrics' users nor
 * CloudWatch can do anything with it.
 */
final class Gauges {
    /**
     * A figure.
     *
     * @param labels sorted by name; the window is none of them, so that a series goes on from window to window
     */
    record Sample(Map<String, String> labels, double value) {}

    private final Map<Gauge, List<Sample>> samples = new EnumMap<>(Gauge.class);
    private final String model;

    private Gauges(String model) {
        this.model = model;
    }

    static Map<Gauge, List<Sample>> of(MonitorRecord record) {
        Gauges gauges = new Gauges(record.monitoring().model());
        gauges.monitoring(record);
        record.drift().ifPresent(gauges::drift);
        record.live().ifPresent(gauges::live);
        return gauges.samples;
    }

    private void add(Gauge gauge, double value, String... labels) {
        if (!Double.isFinite(value)) {
            return;
        }
        Map<String, String> all = new TreeMap<>(Map.of("model", model));
        for (int i = 0; i < labels.length; i += 2) {
            all.put(labels[i], labels[i + 1]);
        }
        samples.computeIfAbsent(gauge, g -> new ArrayList<>()).add(new Sample(all, value));
    }

    private static int flag(boolean alarm) {
        return alarm ? 1 : 0;
    }

    private void monitoring(MonitorRecord record) {
        add(Gauge.MONITOR_ALARM, flag(record.monitoring().alarm()));
        add(Gauge.MONITOR_WINDOWS, record.monitoring().windows().size());
        add(Gauge.MONITOR_MADE_TIMESTAMP_SECONDS, (double) record.made().getEpochSecond());
        Optional<Window> newest = record.newest();
        if (newest.isPresent()) {
            add(Gauge.MONITOR_WINDOW_ROWS, (double) newest.get().rows());
            Optional<Instant> end = newest.get().to();
            end.ifPresent(to -> add(Gauge.MONITOR_WINDOW_END_TIMESTAMP_SECONDS, (double) to.getEpochSecond()));
        }
    }

    private void drift(Drift drift) {
        add(Gauge.DRIFT_COLUMNS, drift.drifted().size());
        add(Gauge.DRIFT_SHARE, drift.drifted().size() / (double) compared(drift));
        for (ColumnDrift column : drift.columns()) {
            String name = column.column();
            String role = MonitorResults.word(column.role());
            add(Gauge.DRIFT_ALARM, flag(column.alarm()), "column", name, "role", role);
            for (ColumnDrift.Test test : column.tests()) {
                test(test, "column", name, "role", role, "test", test.name());
            }
        }
        drift.joint().ifPresent(this::joint);
    }

    private static int compared(Drift drift) {
        int compared = 0;
        for (ColumnDrift column : drift.columns()) {
            compared += column.tests().isEmpty() ? 0 : 1;
        }
        return compared;
    }

    private void test(ColumnDrift.Test test, String... labels) {
        String[] measured = Arrays.copyOf(labels, labels.length + 2);
        measured[labels.length] = "measure";
        measured[labels.length + 1] = test.effect().name();
        add(Gauge.DRIFT_EFFECT, test.effect().value(), measured);
        add(Gauge.DRIFT_EFFECT_BOUND, test.effect().bound().orElse(Double.NaN), measured);
        add(Gauge.DRIFT_PVALUE, test.pValue(), labels);
        add(Gauge.DRIFT_ADJUSTED_PVALUE, test.adjusted(), labels);
    }

    private void joint(JointDrift joint) {
        add(Gauge.DRIFT_JOINT_AUC, joint.auc());
        add(Gauge.DRIFT_JOINT_ALARM, flag(joint.alarm()));
    }

    private void live(LiveQuality live) {
        Map<String, Double> promised = new HashMap<>();
        for (Level level : live.levels()) {
            level(level);
            String metric = level.metric().word();
            if (level.promised().isPresent()
                    && promised.put(metric, level.promised().get()) == null) {
                add(Gauge.LIVE_METRIC_PROMISED, level.promised().get(), "metric", metric);
            }
        }
        add(Gauge.LIVE_PREDICTIONS, (double) live.predictions());
        add(Gauge.LIVE_PREDICTIONS_LABELLED, (double) live.labelled());
        add(Gauge.LIVE_PREDICTIONS_PENDING, (double) live.pending());
        add(Gauge.LIVE_PREDICTIONS_OVERDUE, (double) live.overdue());
    }

    private void level(Level level) {
        String[] labels = {"metric", level.metric().word(), "basis", basis(level.basis())};
        add(Gauge.LIVE_METRIC, level.value().orElse(Double.NaN), labels);
        add(Gauge.LIVE_METRIC_LOWER, level.low().orElse(Double.NaN), labels);
        add(Gauge.LIVE_METRIC_UPPER, level.high().orElse(Double.NaN), labels);
        add(Gauge.LIVE_ALARM, flag(level.alarm()), labels);
    }

    private static String basis(Basis basis) {
        return MonitorResults.word(basis);
    }
}
