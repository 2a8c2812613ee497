package retrain.report;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import retrain.data.Column;
import retrain.monitor.ColumnDrift;
import retrain.monitor.ColumnDrift.Measure;
import retrain.monitor.ColumnDrift.Picture;
import retrain.monitor.ColumnDrift.Role;
import retrain.monitor.ColumnDrift.Test;
import retrain.monitor.Drift;
import retrain.monitor.JointDrift;
import retrain.monitor.LiveQuality;
import retrain.monitor.LiveQuality.Basis;
import retrain.monitor.LiveQuality.Level;
import retrain.monitor.Monitoring;
import retrain.monitor.Window;
import retrain.spec.Metric;

/** What monitor comes to, of each kind. */
final class Monitored {
    static final Instant MADE = Instant.parse("2013-10-01T04:05:06Z");
    private static final String REFERENCE = "the training rows of version 3";
    private static final int REFERENCE_ROWS = 81_000;

    private Monitored() {}

    static Stream<MonitorRecord> all() {
        return Stream.of(
                nothingNew(),
                empty(),
                calm(),
                drifted(),
                estimated(),
                conceptDrift(),
                jointOnly(),
                edges(),
                retrained(),
                manyWindows(100),
                manyColumns(200));
    }

    static MonitorRecord nothingNew() {
        return record(List.of());
    }

    /** The newest window has neither rows nor predictions. */
    static MonitorRecord empty() {
        return record(List.of(
                month(0, Optional.of(drift(0, 0)), Optional.empty()), month(1, Optional.empty(), Optional.empty())));
    }

    static MonitorRecord calm() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            windows.add(month(i, Optional.of(drift(i, 0)), Optional.of(live(i, 0, 0, true, true))));
        }
        return record(windows);
    }

    /** From the third month on three columns drift, the more the later; only estimates of the quality. */
    static MonitorRecord drifted() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            windows.add(month(i, Optional.of(drift(i, Math.max(0, (i - 2) * 0.12))), Optional.empty()));
        }
        return record(windows);
    }

    static MonitorRecord estimated() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            double fall = Math.max(0, (i - 3) * 0.03);
            windows.add(month(i, Optional.of(drift(i, 0)), Optional.of(live(i, fall, fall, false, true))));
        }
        return record(windows);
    }

    /** The estimate stays flat, the truth falls, and the labels of the newest window are few. */
    static MonitorRecord conceptDrift() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            double fall = Math.max(0, (i - 6) * 0.02);
            windows.add(month(i, Optional.of(drift(i, i > 9 ? 0.2 : 0)), Optional.of(live(i, fall, 0, true, true))));
        }
        return record(windows);
    }

    static MonitorRecord jointOnly() {
        JointDrift joint = new JointDrift(0.63, 0.611, 1e-9, 4e-8, 0.6, List.of("distance", "carrier"), true);
        Drift drift = drift(0, 0);
        Drift together = new Drift(
                drift.referenceRows(), drift.currentRows(), drift.sampled(), drift.columns(), Optional.of(joint));
        return record(List.of(month(0, Optional.of(together), Optional.empty())));
    }

    /** All that a record may be without, and figures that are none. */
    static MonitorRecord edges() {
        ColumnDrift gone = new ColumnDrift(
                "gone",
                Role.FEATURE,
                Column.Kind.NUMBER,
                true,
                "all values are missing, and the reference has them",
                List.of(new Test("missing", Double.NaN, 0, 0, new Measure("missing share", 1, Optional.of(0.1)))),
                List.of(),
                Optional.empty(),
                List.of());
        ColumnDrift constant = new ColumnDrift(
                "constant",
                Role.FEATURE,
                Column.Kind.NUMBER,
                false,
                "cannot be compared: one row",
                List.of(),
                List.of(),
                Optional.of(new Picture(List.of(5.0, 5.0), List.of(), List.of(1.0), List.of(1.0))),
                List.of());
        ColumnDrift open = new ColumnDrift(
                "open",
                Role.PREDICTION,
                Column.Kind.NUMBER,
                false,
                "no drift",
                List.of(new Test(
                        "Kolmogorov-Smirnov",
                        0.1,
                        0.4,
                        0.6,
                        new Measure("Wasserstein / sd", Double.POSITIVE_INFINITY, Optional.of(0.1)))),
                List.of(new Measure("PSI", Double.NaN, Optional.empty())),
                Optional.of(new Picture(
                        List.of(Double.NEGATIVE_INFINITY, 0.0, 0.5, 2.0, Double.POSITIVE_INFINITY),
                        List.of(),
                        List.of(0.1, 0.4, 0.4, 0.1),
                        List.of(0.2, Double.NaN, 0.4, 0.4))),
                List.of());
        Level undefined = new Level(
                Metric.AUC,
                Basis.REALISED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                "DeLong",
                Optional.empty(),
                false,
                "one row has one class only");
        Drift drift = new Drift(81_000, 1, Optional.empty(), List.of(gone, constant, open), Optional.empty());
        LiveQuality live = new LiveQuality(1, 1, 0, 0, List.of(undefined), List.of());
        return record(List.of(new Window(
                "since 2013-08-31T23:00:00Z",
                Optional.empty(),
                Optional.empty(),
                1,
                Optional.of(drift),
                Optional.of(live))));
    }

    /** A look after another one, at other windows and with another champion. */
    static MonitorRecord retrained() {
        MonitorRecord before = conceptDrift();
        List<Window> windows = new ArrayList<>();
        for (int i = 11; i < 15; i++) {
            windows.add(month(i, Optional.of(drift(i, 0)), Optional.of(live(i, 0, 0, true, true))));
        }
        Monitoring now =
                new Monitoring("flight-delay", Optional.of(4), "the training rows of version 4", 90_000, windows);
        return new MonitorRecord(now, List.of(before.monitoring()), MADE);
    }

    static MonitorRecord manyWindows(int count) {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double shift = i % 17 == 16 ? 0.2 : 0;
            boolean labels = i < count - 8;
            windows.add(
                    month(i, Optional.of(drift(i, shift)), Optional.of(live(i, i > 80 ? 0.05 : 0, 0, labels, true))));
        }
        return record(windows);
    }

    static MonitorRecord manyColumns(int count) {
        List<Window> windows = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            List<ColumnDrift> columns = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                boolean drifts = i % 20 == 3 && w > 0;
                columns.add(number("feature_with_a_rather_long_name_" + i, i, drifts ? 0.3 : 0));
            }
            columns.sort((a, b) -> Boolean.compare(b.alarm(), a.alarm()));
            windows.add(month(
                    w,
                    Optional.of(new Drift(
                            1_000_000,
                            1_000_000,
                            Optional.of("1,000,000 of 12,000,000 rows of the reference were taken, every 12th"),
                            columns,
                            Optional.empty())),
                    Optional.empty()));
        }
        return record(windows);
    }

    static MonitorRecord hostile(String text) {
        Measure measure = new Measure(text, 0.4, Optional.of(0.1));
        ColumnDrift category = new ColumnDrift(
                text,
                Role.FEATURE,
                Column.Kind.CATEGORY,
                true,
                text,
                List.of(new Test(text, 12, 0.001, 0.002, measure)),
                List.of(measure),
                Optional.of(new Picture(List.of(), List.of(text, "other"), List.of(0.5, 0.5), List.of(0.1, 0.9))),
                List.of(text, text));
        JointDrift joint = new JointDrift(0.7, 0.6, 0.001, 0.002, 0.6, List.of(text), true);
        Drift drift = new Drift(
                10,
                10,
                Optional.of(text),
                List.of(category, number(text + "2", 1, 0.5), number("calm", 1, 0)),
                Optional.of(joint));
        LiveQuality live = new LiveQuality(
                10, 10, 0, 0, List.of(level(Metric.AUC, Basis.REALISED, 0.6, 0.71, true, text)), List.of(text));
        Window window = new Window(text, Optional.empty(), Optional.empty(), 10, Optional.of(drift), Optional.of(live));
        Window before =
                new Window(text + "1", Optional.empty(), Optional.empty(), 10, Optional.of(drift), Optional.of(live));
        return new MonitorRecord(
                new Monitoring(text, Optional.of(1), text, 10, List.of(before, window)), List.of(), MADE);
    }

    private static MonitorRecord record(List<Window> windows) {
        return new MonitorRecord(
                new Monitoring("flight-delay", Optional.of(3), REFERENCE, REFERENCE_ROWS, windows), List.of(), MADE);
    }

    private static Window month(int i, Optional<Drift> drift, Optional<LiveQuality> live) {
        YearMonth month = YearMonth.of(2012, 10).plusMonths(i);
        Instant from = month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        Instant to = month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        long rows = drift.map(Drift::currentRows).orElse(0L);
        return new Window(month.toString(), Optional.of(from), Optional.of(to), rows, drift, live);
    }

    private static Drift drift(int i, double shift) {
        List<ColumnDrift> columns = new ArrayList<>(List.of(
                number("dep_delay", i, shift),
                number("temp", i + 50, shift * 1.6),
                category("carrier", i, shift),
                number("distance", i + 99, 0),
                category("origin", i + 7, 0),
                skewed("precip", i)));
        columns.sort((a, b) -> Boolean.compare(b.alarm(), a.alarm()));
        double auc = 0.5 + Math.min(0.4, shift * 0.9) + (i % 5) * 0.004;
        boolean alarm = auc > 0.6;
        JointDrift joint = new JointDrift(
                auc,
                auc - 0.01,
                alarm ? 1e-12 : 0.4,
                alarm ? 1e-11 : 0.6,
                0.6,
                List.of("temp", "dep_delay", "carrier", "origin"),
                alarm);
        return new Drift(81_000, 27_000 + i, Optional.empty(), columns, Optional.of(joint));
    }

    private static ColumnDrift number(String name, int seed, double shift) {
        Random random = new Random(seed * 7_919L + 1);
        List<Double> edges = new ArrayList<>();
        List<Double> reference = new ArrayList<>();
        List<Double> current = new ArrayList<>();
        double all = 0;
        double now = 0;
        for (int b = 0; b < 20; b++) {
            double at = (b - 9.5) / 4;
            edges.add(b * 5.0 - 20);
            reference.add(Math.exp(-at * at / 2));
            current.add(Math.exp(-(at - shift * 2) * (at - shift * 2) / 2) * (0.95 + random.nextDouble() / 10));
            all += reference.get(b);
            now += current.get(b);
        }
        edges.add(80.0);
        return column(
                name,
                Column.Kind.NUMBER,
                "Kolmogorov-Smirnov",
                "Wasserstein / sd",
                shift + random.nextDouble() * 0.03,
                new Picture(edges, List.of(), scaled(reference, all), scaled(current, now)),
                List.of());
    }

    private static ColumnDrift skewed(String name, int seed) {
        Random random = new Random(seed * 7_919L + 1);
        List<Double> edges = new ArrayList<>(List.of(0.0));
        List<Double> reference = new ArrayList<>();
        List<Double> current = new ArrayList<>();
        for (int b = 1; b <= 10; b++) {
            edges.add(Math.exp(b * 0.3) - 1);
            reference.add(0.1);
            current.add(0.08 + random.nextDouble() * 0.04);
        }
        double now = current.stream().mapToDouble(d -> d).sum();
        return column(
                name,
                Column.Kind.NUMBER,
                "Kolmogorov-Smirnov",
                "Wasserstein / sd",
                0.02,
                new Picture(edges, List.of(), reference, scaled(current, now)),
                List.of());
    }

    private static ColumnDrift category(String name, int seed, double shift) {
        Random random = new Random(seed * 7_919L + 1);
        List<String> labels = List.of("UA", "B6", "EV", "DL", "AA", "MQ", "US", "9E", "WN", "VX", "FL", "other");
        List<Double> reference = new ArrayList<>();
        List<Double> current = new ArrayList<>();
        double all = 0;
        double now = 0;
        for (int c = 0; c < labels.size(); c++) {
            reference.add(1.0 / (c + 1.5));
            current.add(reference.get(c) * (c == 2 ? 1 + shift * 5 : 1) * (0.97 + random.nextDouble() * 0.06));
            all += reference.get(c);
            now += current.get(c);
        }
        return column(
                name,
                Column.Kind.CATEGORY,
                "chi-square",
                "Jensen-Shannon",
                shift * 0.7 + 0.01,
                new Picture(List.of(), labels, scaled(reference, all), scaled(current, now)),
                shift > 0.2 ? List.of("G4", "") : List.of());
    }

    private static List<Double> scaled(List<Double> shares, double sum) {
        return shares.stream().map(s -> s / sum).toList();
    }

    private static ColumnDrift column(
            String name,
            Column.Kind kind,
            String test,
            String measure,
            double effect,
            Picture picture,
            List<String> added) {
        boolean alarm = effect >= 0.1;
        double p = alarm ? 3e-9 : 0.21;
        return new ColumnDrift(
                name,
                name.equals("dep_delay") ? Role.LABEL : Role.FEATURE,
                kind,
                alarm,
                alarm
                        ? "the distribution differs (" + test + ", adjusted p below 0.05) and " + measure
                                + " is at least 0.1"
                        : "no difference beyond chance",
                List.of(
                        new Test(
                                test,
                                effect / 2,
                                p,
                                Math.min(1, p * 12),
                                new Measure(measure, effect, Optional.of(0.1))),
                        new Test("missing", 0.3, 0.76, 0.91, new Measure("missing share", 0.0004, Optional.of(0.05)))),
                List.of(new Measure("PSI", effect * effect, Optional.empty())),
                Optional.of(picture),
                added);
    }

    private static LiveQuality live(int i, double fall, double estimatedFall, boolean labels, boolean estimate) {
        Random random = new Random(i * 7_919L + 1);
        List<Level> levels = new ArrayList<>();
        for (Metric metric : List.of(Metric.AUC, Metric.LOG_LOSS, Metric.F1)) {
            double promised = metric == Metric.AUC ? 0.7123 : metric == Metric.F1 ? 0.48 : 0.42;
            double sign = metric.higherIsBetter() ? -1 : 1;
            double noise = (random.nextDouble() - 0.5) * 0.01;
            if (labels) {
                levels.add(
                        level(metric, Basis.REALISED, promised + sign * fall + noise, promised, fall > 0.03, "DeLong"));
            }
            if (estimate) {
                levels.add(level(
                        metric,
                        Basis.ESTIMATED,
                        promised + sign * estimatedFall - noise,
                        promised,
                        estimatedFall > 0.03,
                        "CBPE"));
            }
        }
        long labelled = labels ? 24_000 : 0;
        return new LiveQuality(
                27_000,
                labelled,
                27_000 - labelled,
                0,
                levels,
                List.of("3 labels belong to no prediction and were left out."));
    }

    private static Level level(
            Metric metric, Basis basis, double value, double promised, boolean alarm, String method) {
        double half = basis == Basis.REALISED ? 0.012 : 0.008;
        return new Level(
                metric,
                basis,
                Optional.of(value),
                Optional.of(value - half),
                Optional.of(value + half),
                basis == Basis.REALISED ? 24_000 : 27_000,
                method,
                Optional.of(promised),
                alarm,
                alarm
                        ? "worse than promised by more than 0.02, beyond chance"
                        : "not worse than promised beyond chance");
    }
}
