package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation.Interval;
import retrain.monitor.LiveQuality;
import retrain.monitor.LiveQuality.Basis;
import retrain.monitor.LiveQuality.Level;
import retrain.report.Sheet.Kind;
import retrain.report.Timeline.Point;
import retrain.report.Timeline.Series;
import retrain.spec.Metric;

/** The quality of the live model: each metric window by window, estimate and truth side by side; the newest window's figures. */
final class LiveSection implements Section<MonitorRecord> {
    @Override
    public String id() {
        return "quality";
    }

    @Override
    public String title() {
        return "Quality of the live model";
    }

    @Override
    public boolean applies(MonitorRecord record) {
        return record.timeline().stream().anyMatch(s -> s.window().live().isPresent());
    }

    @Override
    public void write(Markup html, MonitorRecord record) {
        html.element("p", says(record)).line();
        List<MonitorRecord.Seen> windows = record.timeline();
        html.open("div", "class", "charts").line();
        for (Metric metric : metrics(windows)) {
            chart(html, metric, windows);
        }
        html.closeLine();
        Sheet newest = newest(record, "The newest window");
        if (!newest.isEmpty()) {
            newest.write(html);
        }
        html.open("details").element("summary", "The figures of all windows");
        windows(windows).write(html);
        html.closeLine();
    }

    /** {@return how many predictions the newest window has, and how many labels have come} */
    static String says(MonitorRecord record) {
        Optional<LiveQuality> live = record.live();
        if (live.isEmpty()) {
            return "There are no predictions of the newest window.";
        }
        LiveQuality quality = live.get();
        return Texts.join(
                Figures.count(quality.predictions()),
                quality.predictions() == 1 ? " prediction" : " predictions",
                " in the newest window: ",
                Figures.count(quality.labelled()),
                " with a label (",
                Figures.share(quality.labelled(), quality.predictions()),
                "), ",
                Figures.count(quality.pending()),
                " whose label may still come, ",
                Figures.count(quality.overdue()),
                " whose label is overdue.");
    }

    static List<Metric> metrics(List<MonitorRecord.Seen> windows) {
        List<Metric> metrics = new ArrayList<>();
        for (MonitorRecord.Seen seen : windows) {
            for (Level level : levels(seen)) {
                if (!metrics.contains(level.metric())) {
                    metrics.add(level.metric());
                }
            }
        }
        return metrics;
    }

    private static List<Level> levels(MonitorRecord.Seen seen) {
        Optional<LiveQuality> live = seen.window().live();
        return live.isPresent() ? live.get().levels() : List.of();
    }

    static Optional<Level> level(MonitorRecord.Seen seen, Metric metric, Basis basis) {
        return seen.window().live().flatMap(l -> l.level(metric, basis));
    }

    private static void chart(Markup html, Metric metric, List<MonitorRecord.Seen> windows) {
        Series truth = series(Look.CANDIDATE, "By labels", metric, Basis.REALISED, windows);
        Series estimate = series(Look.SECOND, "Estimated", metric, Basis.ESTIMATED, windows);
        List<Series> series = new ArrayList<>();
        for (Series line : List.of(estimate, truth)) {
            if (!line.isEmpty()) {
                series.add(line);
            }
        }
        if (series.isEmpty()) {
            return;
        }
        String says = Texts.join(
                metric.word(),
                " in ",
                Figures.count(windows.size()),
                metric.higherIsBetter() ? " windows; higher is better" : " windows; lower is better",
                "; the table below has the figures.");
        List<String> names = windows.stream().map(s -> s.window().name()).toList();
        double[] promised = promised(metric, windows);
        Timeline.write(
                html,
                "live-".concat(metric.word()),
                Texts.join(metric.word(), metric.higherIsBetter() ? " ↑" : " ↓"),
                says,
                names,
                series,
                promised,
                "Promised",
                Timeline.axis(series, promised));
    }

    private static Series series(Look look, String name, Metric metric, Basis basis, List<MonitorRecord.Seen> windows) {
        List<Point> points = new ArrayList<>();
        for (MonitorRecord.Seen seen : windows) {
            Optional<Level> level = level(seen, metric, basis);
            points.add(level.isEmpty() ? Point.NONE : point(seen.window().name(), name, level.get()));
        }
        return new Series(look, name, points);
    }

    private static Point point(String window, String name, Level level) {
        return new Point(
                level.value().orElse(Double.NaN),
                level.low().orElse(Double.NaN),
                level.high().orElse(Double.NaN),
                level.alarm(),
                Texts.join(Texts.brief(window, 60), ", ", name, ": ", value(level), level.alarm() ? ", alarm" : ""));
    }

    private static double[] promised(Metric metric, List<MonitorRecord.Seen> windows) {
        double[] promised = new double[windows.size()];
        for (int i = 0; i < promised.length; i++) {
            promised[i] = Double.NaN;
            for (Level level : levels(windows.get(i))) {
                if (level.metric() == metric && level.promised().isPresent()) {
                    promised[i] = level.promised().get();
                }
            }
        }
        return promised;
    }

    /** {@return value and interval} */
    static String value(Level level) {
        if (level.value().isEmpty()) {
            return "undefined";
        }
        String value = Figures.value(level.value().get());
        return level.low().isEmpty() || level.high().isEmpty()
                ? value
                : Texts.join(
                        value,
                        ", ",
                        Figures.value(level.low().get()),
                        " to ",
                        Figures.value(level.high().get()));
    }

    /** {@return the metrics of the newest window} */
    static Sheet newest(MonitorRecord record, String caption) {
        Sheet sheet = new Sheet(caption)
                .column("Metric", Kind.NAME)
                .column("Rests on", Kind.WORD)
                .column("Verdict", Kind.VERDICT)
                .column("Interval ├─●─┤ and promise ┊", Kind.DRAWING)
                .column("Value and interval", Kind.VALUE)
                .column("Promised", Kind.NUMBER)
                .column("Rows", Kind.NUMBER)
                .column("Method", Kind.TEXT)
                .column("Why", Kind.PROSE);
        List<Level> levels = record.live().isPresent() ? record.live().get().levels() : List.of();
        for (Level level : levels) {
            sheet.row(List.of(
                    level.metric().word(),
                    basis(level),
                    Marks.ofAlarm(level.alarm(), level.value().isPresent()),
                    drawing(level),
                    value(level),
                    Marks.value(level.promised()),
                    Figures.count(level.rows()),
                    level.method(),
                    level.reason()));
        }
        return sheet;
    }

    static String basis(Level level) {
        return level.basis() == Basis.REALISED ? "labels" : "estimate";
    }

    private static String drawing(Level level) {
        Optional<Interval> interval = level.low().isPresent() && level.high().isPresent()
                ? Optional.of(new Interval(level.low().get(), level.high().get(), 0.95))
                : Optional.empty();
        double value = level.value().orElse(Double.NaN);
        return Double.isFinite(value)
                ? IntervalPlot.drawing(new IntervalPlot.Row(
                        "", "neutral", "", value, interval, Optional.empty(), true, level.promised()))
                : "";
    }

    /** {@return the metrics of all windows, the newest first} */
    static Sheet windows(List<MonitorRecord.Seen> windows) {
        Sheet sheet = new Sheet("By window, the newest first; ✗ marks an alarm")
                .column("Window", Kind.NAME)
                .column("Predictions", Kind.NUMBER)
                .column("Labelled", Kind.NUMBER);
        List<Metric> metrics = metrics(windows);
        for (Metric metric : metrics) {
            sheet.column(metric.word().concat(" by labels"), Kind.VALUE)
                    .column(metric.word().concat(" estimated"), Kind.VALUE)
                    .column("promised", Kind.NUMBER);
        }
        for (int i = windows.size() - 1; i >= 0; i--) {
            MonitorRecord.Seen seen = windows.get(i);
            Optional<LiveQuality> live = seen.window().live();
            List<String> cells = new ArrayList<>(List.of(
                    seen.window().name(),
                    live.isPresent() ? Figures.count(live.get().predictions()) : "–",
                    live.isPresent() ? Figures.count(live.get().labelled()) : "–"));
            for (Metric metric : metrics) {
                Optional<Level> truth = level(seen, metric, Basis.REALISED);
                Optional<Level> estimate = level(seen, metric, Basis.ESTIMATED);
                cells.add(marked(truth));
                cells.add(marked(estimate));
                cells.add(Marks.value(truth.or(() -> estimate).flatMap(Level::promised)));
            }
            sheet.row(cells);
        }
        return sheet;
    }

    private static String marked(Optional<Level> level) {
        return level.isEmpty() ? "–" : Texts.join(level.get().alarm() ? "✗ " : "", value(level.get()));
    }
}
