package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Slice;

/** A row a slice: the candidate's value, its interval if there is one, and how far the champion's is away. */
final class SlicePlot {
    private static final int LEFT = 110;
    private static final int RIGHT = 14;
    private static final int TOP = 6;
    private static final int ROW = 22;
    private static final int BOTTOM = 34;

    private final Markup html;
    private final String metric;
    private final List<Slice> slices;
    private final Axis axis;
    private final int floor;

    private SlicePlot(Markup html, String metric, List<Slice> slices, double overall) {
        this.html = html;
        this.metric = metric;
        this.slices = slices;
        this.axis = axis(metric, slices, overall);
        this.floor = TOP + ROW * slices.size();
    }

    static void write(Markup html, int index, String metric, List<Slice> slices, int all, RunRecord run) {
        double overall =
                Marks.valueOf(run.evaluation().orElseThrow().candidate().metrics(), metric);
        new SlicePlot(html, metric, slices, overall).write(index, all, overall, run);
    }

    /** As much of the intervals as leaves the values apart. */
    private static Axis axis(String metric, List<Slice> slices, double overall) {
        List<IntervalPlot.Row> rows = new ArrayList<>();
        for (Slice slice : slices) {
            MetricValue value = Marks.find(slice.candidate(), metric);
            rows.add(new IntervalPlot.Row(
                    "",
                    "neutral",
                    "",
                    Marks.valueOf(slice.candidate(), metric),
                    value == null ? Optional.empty() : value.interval(),
                    Optional.of(overall),
                    true,
                    Optional.of(Marks.valueOf(slice.champion(), metric))));
        }
        Axis within = IntervalPlot.axis(rows);
        return Axis.around(within.low(), within.high(), 4);
    }

    private void write(int index, int all, double overall, RunRecord run) {
        boolean champion = run.evaluation().orElseThrow().champion().isPresent();
        String column = Texts.brief(slices.get(0).column(), 40);
        List<Chart.Entry> legend = new ArrayList<>();
        legend.add(new Chart.Entry(Look.CANDIDATE, "Candidate (●)"));
        if (champion) {
            legend.add(new Chart.Entry(Look.CHAMPION, Marks.champion(run).concat(" (◇)")));
        }
        legend.add(new Chart.Entry(Look.REFERENCE, "Candidate, all rows"));
        String title = Texts.join(metric, " by ", column);
        if (slices.size() < all) {
            title = Texts.join(title, ", the ", Figures.count(slices.size()), " largest of ", Figures.count(all));
        }
        Chart.beginFigure(html, title, legend);
        String says = Texts.join(
                metric,
                " of ",
                Figures.count(slices.size()),
                " values of ",
                column,
                "; the table below has the figures.");
        Chart.beginPicture(html, "slices-".concat(Integer.toString(index)), title, says, floor + BOTTOM);
        grid(overall);
        for (int i = 0; i < slices.size(); i++) {
            row(slices.get(i), TOP + ROW * i + ROW / 2.0);
        }
        html.close().closeLine();
    }

    private void grid(double overall) {
        for (double tick : axis.ticks()) {
            html.empty(
                    "line",
                    "class",
                    "grid",
                    "stroke",
                    "#d8dee4",
                    "x1",
                    Outline.number(x(tick)),
                    "y1",
                    Integer.toString(TOP),
                    "x2",
                    Outline.number(x(tick)),
                    "y2",
                    Integer.toString(floor));
            Chart.text(html, axis.label(tick), x(tick), floor + 15, "middle", "tick");
        }
        Chart.text(html, metric, (LEFT + Chart.WIDTH - RIGHT) / 2.0, floor + BOTTOM - 3, "middle", "axis");
        if (Double.isFinite(overall)) {
            Look.REFERENCE.line(
                    html,
                    new Outline().to(x(overall), TOP).to(x(overall), floor).open());
        }
    }

    private void row(Slice slice, double y) {
        String name = slice.value().isEmpty() ? "(empty)" : slice.value();
        html.open("g");
        html.element(
                "title",
                Texts.brief(name, 200)
                        .concat(", ")
                        .concat(Figures.count(slice.rows()))
                        .concat(" rows"));
        Chart.text(html, Texts.brief(Texts.visible(name), 16), LEFT - 8, y + 4, "end", "tick");
        double candidate = Marks.valueOf(slice.candidate(), metric);
        double champion = Marks.valueOf(slice.champion(), metric);
        if (Double.isFinite(candidate) && Double.isFinite(champion)) {
            html.empty(
                    "path",
                    "class",
                    "between",
                    "stroke",
                    "#8c959f",
                    "stroke-width",
                    "1.5",
                    "d",
                    new Outline().to(x(candidate), y).to(x(champion), y).open());
        }
        interval(slice, y);
        mark(Look.CHAMPION, "Champion ", champion, y);
        mark(Look.CANDIDATE, "Candidate ", candidate, y);
        if (!Double.isFinite(candidate) && !Double.isFinite(champion)) {
            Chart.text(html, "undefined", LEFT + 4, y + 4, "start", "tick");
        }
        html.close();
    }

    private void interval(Slice slice, double y) {
        MetricValue value = Marks.find(slice.candidate(), metric);
        if (value != null && value.interval().isPresent()) {
            double low = x(value.interval().get().low());
            double high = x(value.interval().get().high());
            Look.CANDIDATE.line(html, new Outline().to(low, y).to(high, y).open());
        }
    }

    private void mark(Look look, String name, double value, double y) {
        if (Double.isFinite(value)) {
            look.mark(html, x(value), y, 4.5, name.concat(Figures.value(value)));
        }
    }

    private double x(double value) {
        return LEFT + axis.position(value) * (Chart.WIDTH - LEFT - RIGHT);
    }
}
