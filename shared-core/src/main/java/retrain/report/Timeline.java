package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation.Interval;

/** Values window by window: lines with bands, the level that was promised, and a square around each alarm. */
final class Timeline {
    /** With more windows than this their marks would touch. */
    private static final int MOST_MARKS = 60;

    /**
     * A value in a window.
     *
     * @param value NaN if there is none
     * @param low NaN if there is no band
     * @param says the point in a sentence
     */
    record Point(double value, double low, double high, boolean alarm, String says) {
        static final Point NONE = new Point(Double.NaN, Double.NaN, Double.NaN, false, "");

        private boolean isKnown() {
            return Double.isFinite(value);
        }

        private boolean hasBand() {
            return isKnown() && low <= high;
        }
    }

    /**
     * What a line goes through, a point a window.
     *
     * @param name in the legend; empty if the title says it
     */
    record Series(Look look, String name, List<Point> points) {
        Series {
            points = List.copyOf(points);
        }

        boolean isEmpty() {
            return points.stream().noneMatch(Point::isKnown);
        }
    }

    private final Chart chart;
    private final int windows;

    private Timeline(Chart chart, int windows) {
        this.chart = chart;
        this.windows = windows;
    }

    /**
     * Draws a figure.
     *
     * @param windows the names of the windows, the oldest first
     * @param promised in each window; NaN where nothing was
     * @param bound what the promised level is called in the legend
     * @param y such as {@link #axis}
     */
    static void write(
            Markup html,
            String id,
            String title,
            String says,
            List<String> windows,
            List<Series> series,
            double[] promised,
            String bound,
            Axis y) {
        Chart chart = Chart.begin(html, id, title, says, legend(series, promised, bound), windows, y);
        Timeline timeline = new Timeline(chart, windows.size());
        series.forEach(timeline::bands);
        timeline.level(promised);
        series.forEach(timeline::line);
        series.forEach(timeline::marks);
        chart.end("Window", title);
    }

    private static List<Chart.Entry> legend(List<Series> series, double[] promised, String bound) {
        List<Chart.Entry> legend = new ArrayList<>();
        boolean alarm = false;
        for (Series line : series) {
            if (!line.name().isEmpty()) {
                legend.add(new Chart.Entry(
                        line.look(), line.name().concat(line.look() == Look.CANDIDATE ? " (●)" : " (◇)")));
            }
            alarm |= line.points().stream().anyMatch(Point::alarm);
        }
        for (double level : promised) {
            if (Double.isFinite(level)) {
                legend.add(new Chart.Entry(Look.REFERENCE, bound));
                break;
            }
        }
        if (alarm) {
            legend.add(new Chart.Entry(Look.ALARM, "Alarm"));
        }
        return legend;
    }

    /** As much of the bands as leaves the values apart. */
    static Axis axis(List<Series> series, double[] promised) {
        List<IntervalPlot.Row> rows = new ArrayList<>();
        for (Series line : series) {
            for (int i = 0; i < promised.length; i++) {
                Point point = line.points().get(i);
                Optional<Interval> band =
                        point.hasBand() ? Optional.of(new Interval(point.low(), point.high(), 0.95)) : Optional.empty();
                Optional<Double> level = Optional.of(promised[i]);
                rows.add(new IntervalPlot.Row("", "neutral", "", point.value(), band, level, true, Optional.empty()));
            }
        }
        Axis within = IntervalPlot.axis(rows);
        return Axis.around(within.low(), within.high(), 4);
    }

    private void bands(Series series) {
        for (int from = 0; from < windows; from++) {
            int to = from;
            while (to < windows && series.points().get(to).hasBand()) {
                to++;
            }
            if (to == from + 1) {
                Point alone = series.points().get(from);
                chart.upright(series.look(), from, alone.low(), alone.high());
            } else if (to > from) {
                band(series, from, to);
            }
            from = to;
        }
    }

    private void band(Series series, int from, int to) {
        double[] xs = new double[to - from];
        double[] lows = new double[xs.length];
        double[] highs = new double[xs.length];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = from + i;
            lows[i] = series.points().get(from + i).low();
            highs[i] = series.points().get(from + i).high();
        }
        chart.band(series.look(), xs, lows, highs);
    }

    /** The level reaches over the whole of its windows. */
    private void level(double[] promised) {
        for (int from = 0; from < windows; from++) {
            int to = from;
            while (to + 1 < windows && promised[to + 1] == promised[from]) {
                to++;
            }
            if (Double.isFinite(promised[from])) {
                chart.line(Look.REFERENCE, from - 0.5, promised[from], to + 0.5, promised[from]);
            }
            from = to;
        }
    }

    /** A window without a value breaks the line. */
    private void line(Series series) {
        for (int from = 0; from < windows; from++) {
            int to = from;
            while (to < windows && series.points().get(to).isKnown()) {
                to++;
            }
            if (to > from + 1) {
                double[] xs = new double[to - from];
                double[] ys = new double[xs.length];
                for (int i = 0; i < xs.length; i++) {
                    xs[i] = from + i;
                    ys[i] = series.points().get(from + i).value();
                }
                chart.line(series.look(), xs, ys);
            }
            from = to;
        }
    }

    private void marks(Series series) {
        for (int i = 0; i < windows; i++) {
            Point point = series.points().get(i);
            if (!point.isKnown()) {
                continue;
            }
            if (windows <= MOST_MARKS || isAlone(series, i)) {
                chart.mark(series.look(), i, point.value(), windows <= 24 ? 4 : 2.5, point.says());
            }
            if (point.alarm()) {
                chart.alarm(i, point.value(), windows <= 24 ? 7 : windows <= MOST_MARKS ? 5 : 2.5, point.says());
            }
        }
    }

    /** No line reaches it. */
    private boolean isAlone(Series series, int i) {
        return (i == 0 || !series.points().get(i - 1).isKnown())
                && (i == windows - 1 || !series.points().get(i + 1).isKnown());
    }
}
