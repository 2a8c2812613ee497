package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.monitor.Drift;
import retrain.monitor.JointDrift;
import retrain.report.Timeline.Point;
import retrain.report.Timeline.Series;

/** Drift window by window: how many columns, all features together, and each column. */
final class DriftSection implements Section<MonitorRecord> {
    @Override
    public String id() {
        return "drift";
    }

    @Override
    public String title() {
        return "Drift";
    }

    @Override
    public boolean applies(MonitorRecord record) {
        return record.timeline().stream().anyMatch(s -> s.window().drift().isPresent());
    }

    @Override
    public void write(Markup html, MonitorRecord record) {
        for (String sentence : sentences(record)) {
            html.element("p", Texts.brief(sentence, 2_000)).line();
        }
        List<MonitorRecord.Seen> windows = record.timeline();
        if (windows.size() > 1) {
            html.open("div", "class", "charts").line();
            columns(html, windows);
            joint(html, windows);
            html.closeLine();
        }
        List<EffectStrips.Row> rows = EffectStrips.rows(windows);
        if (!rows.isEmpty()) {
            EffectStrips.write(html, windows, rows);
        }
    }

    /** {@return what there is to say of the newest window} */
    static List<String> sentences(MonitorRecord record) {
        if (record.drift().isEmpty()) {
            return List.of("The newest window has no rows that could be compared with the reference.");
        }
        Drift drift = record.drift().get();
        List<String> sentences = new ArrayList<>();
        sentences.add(Texts.join(
                drift.drifted().isEmpty()
                        ? "None"
                        : Figures.count(drift.drifted().size()),
                " of ",
                Figures.count(drift.columns().size()),
                drift.columns().size() == 1 ? " column" : " columns",
                " drifted: ",
                Marks.rows(drift.currentRows()),
                " against ",
                Figures.count(drift.referenceRows()),
                " of the reference."));
        drift.joint().ifPresent(j -> sentences.add(joint(j)));
        return sentences;
    }

    private static String joint(JointDrift joint) {
        return Texts.join(
                "All features together: a classifier tells window and reference apart with an AUC of ",
                Figures.value(joint.auc()),
                " (lower limit ",
                Figures.value(joint.low()),
                ", adjusted p ",
                Figures.probability(joint.adjusted()),
                "); it matters from ",
                Figures.plain(joint.bound()),
                " on: ",
                joint.alarm() ? "✗ alarm" : "no alarm",
                joint.columns().isEmpty()
                        ? "."
                        : Texts.join(". It does so most of all by ", MonitorHeadline.named(joint.columns()), "."));
    }

    private static void columns(Markup html, List<MonitorRecord.Seen> windows) {
        List<Point> points = new ArrayList<>();
        double[] none = new double[windows.size()];
        int most = 4;
        for (int i = 0; i < none.length; i++) {
            none[i] = Double.NaN;
            Optional<Drift> drift = windows.get(i).window().drift();
            int count = drift.map(d -> d.drifted().size()).orElse(0);
            String says = Texts.join(name(windows.get(i)), ": ", Figures.count(count), " drifted");
            points.add(drift.isEmpty() ? Point.NONE : new Point(count, Double.NaN, Double.NaN, count > 0, says));
            most = Math.max(most, count);
        }
        write(html, "drifted", "Columns that drifted", points, none, windows, Axis.around(0, most, 4));
    }

    private static void joint(Markup html, List<MonitorRecord.Seen> windows) {
        List<Point> points = new ArrayList<>();
        double[] bounds = new double[windows.size()];
        for (int i = 0; i < bounds.length; i++) {
            Optional<JointDrift> joint = windows.get(i).window().drift().flatMap(Drift::joint);
            bounds[i] = joint.map(JointDrift::bound).orElse(Double.NaN);
            points.add(joint.isEmpty() ? Point.NONE : point(name(windows.get(i)), joint.get()));
        }
        Series series = new Series(Look.CANDIDATE, "", points);
        if (!series.isEmpty()) {
            Axis y = Timeline.axis(List.of(series), bounds);
            write(html, "joint", "AUC of telling apart", points, bounds, windows, y);
        }
    }

    private static String name(MonitorRecord.Seen seen) {
        return Texts.brief(seen.window().name(), 60);
    }

    private static Point point(String window, JointDrift joint) {
        String says = Texts.join(window, ": ", Figures.value(joint.auc()));
        return new Point(joint.auc(), Double.NaN, Double.NaN, joint.alarm(), says);
    }

    private static void write(
            Markup html,
            String id,
            String title,
            List<Point> points,
            double[] bounds,
            List<MonitorRecord.Seen> windows,
            Axis y) {
        String says =
                Texts.join(title, " in ", Figures.count(windows.size()), " windows; the last table has the figures.");
        List<String> names = windows.stream().map(s -> s.window().name()).toList();
        List<Series> series = List.of(new Series(Look.CANDIDATE, "", points));
        Timeline.write(html, id, title, says, names, series, bounds, "Bound", y);
    }
}
