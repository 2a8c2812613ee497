package retrain.report;

import java.util.ArrayList;
import java.util.List;
import retrain.monitor.ColumnDrift;
import retrain.monitor.ColumnDrift.Picture;

/** A column of the reference and of the window: outlines over the same bins, or a pair of bars a category. */
final class ColumnPicture {
    private static final int LEFT = 110;
    private static final int RIGHT = 14;
    private static final int TOP = 6;
    private static final int ROW = 24;
    private static final int BAR = 9;
    private static final int BOTTOM = 34;
    private static final int MOST_NEW = 5;

    private final Markup html;
    private final String id;
    private final String title;
    private final List<Chart.Entry> legend;

    private ColumnPicture(Markup html, String id, ColumnDrift column, String window) {
        this.html = html;
        this.id = id;
        this.title = Texts.join(column.alarm() ? "✗ " : "", Texts.brief(column.column(), 80), role(column));
        this.legend = List.of(
                new Chart.Entry(Look.CANDIDATE, Texts.brief(window, 40)), new Chart.Entry(Look.CHAMPION, "Reference"));
    }

    static void write(Markup html, String id, ColumnDrift column, String window) {
        html.open("div", "class", "picture");
        ColumnPicture picture = new ColumnPicture(html, id, column, window);
        if (column.picture().isPresent() && !column.picture().get().reference().isEmpty()) {
            picture.draw(column.picture().get());
        } else {
            html.open("p").element("strong", picture.title).closeLine();
        }
        html.element("p", Texts.brief(column.reason(), 600), "class", "why");
        if (!column.newCategories().isEmpty()) {
            html.element("p", newCategories(column), "class", "why");
        }
        html.closeLine();
    }

    static String role(ColumnDrift column) {
        return switch (column.role()) {
            case FEATURE -> "";
            case LABEL -> " (label)";
            case PREDICTION -> " (prediction)";
        };
    }

    /** {@return the values that the reference does not have; empty if there are none} */
    static String newCategories(ColumnDrift column) {
        List<String> names = column.newCategories();
        if (names.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("not in the reference: ");
        for (int i = 0; i < Math.min(MOST_NEW, names.size()); i++) {
            text.append(i == 0 ? "" : ", ").append(names.get(i).isEmpty() ? "(empty)" : Texts.brief(names.get(i), 40));
        }
        if (names.size() > MOST_NEW) {
            text.append(" and ").append(names.size() - MOST_NEW).append(" more");
        }
        return text.toString();
    }

    private void draw(Picture picture) {
        if (picture.edges().isEmpty()) {
            pairs(picture, picture.labels());
            return;
        }
        double[] edges = edges(picture.edges());
        if (edges[edges.length - 1] > edges[0]) {
            outlines(picture, edges);
        } else {
            List<String> labels = new ArrayList<>();
            for (int i = 0; i < picture.reference().size(); i++) {
                labels.add(Figures.plain(edges[i]));
            }
            pairs(picture, labels);
        }
    }

    /** An outer bin without an end is drawn as wide as its neighbour. */
    private static double[] edges(List<Double> given) {
        double[] edges = given.stream().mapToDouble(Double::doubleValue).toArray();
        int last = edges.length - 1;
        if (last > 2 && Double.isInfinite(edges[0])) {
            edges[0] = edges[1] - (edges[2] - edges[1]);
        }
        if (last > 2 && Double.isInfinite(edges[last])) {
            edges[last] = edges[last - 1] + (edges[last - 1] - edges[last - 2]);
        }
        return edges;
    }

    private void outlines(Picture picture, double[] edges) {
        boolean even = isEven(edges);
        double[] reference = heights(picture.reference(), edges, even);
        double[] current = heights(picture.current(), edges, even);
        double top = 0;
        for (int i = 0; i < reference.length; i++) {
            top = Math.max(top, Math.max(reference[i], current[i]));
        }
        Axis x = Axis.within(edges[0], edges[edges.length - 1], 5);
        Axis y = Axis.around(0, top > 0 ? top : 1, 4);
        Chart chart = Chart.begin(html, id, title, says(picture.reference().size(), " bins"), legend, x, y);
        chart.steps(Look.CANDIDATE, edges, current, true);
        chart.steps(Look.CHAMPION, edges, reference, false);
        chart.end("Value", even ? "% of rows" : "% of rows per unit");
    }

    private String says(int count, String what) {
        return Texts.join(
                "Shares of the rows in ",
                Figures.count(count),
                what,
                ", of the window and of the reference; the tests below tell how far they are apart.");
    }

    private static boolean isEven(double[] edges) {
        double width = (edges[edges.length - 1] - edges[0]) / (edges.length - 1);
        for (int i = 1; i < edges.length; i++) {
            if (Math.abs(edges[i] - edges[i - 1] - width) > 1e-6 * width) {
                return false;
            }
        }
        return true;
    }

    /** Bins of different widths can only be compared by the rows per unit. */
    private static double[] heights(List<Double> shares, double[] edges, boolean even) {
        double[] heights = new double[edges.length - 1];
        for (int i = 0; i < Math.min(heights.length, shares.size()); i++) {
            double height = share(shares, i) * 100 / (even ? 1 : edges[i + 1] - edges[i]);
            heights[i] = Double.isFinite(height) ? height : 0;
        }
        return heights;
    }

    private static double share(List<Double> shares, int i) {
        return i < shares.size() && Double.isFinite(shares.get(i)) ? shares.get(i) : 0;
    }

    private void pairs(Picture picture, List<String> labels) {
        double top = 0;
        for (int i = 0; i < labels.size(); i++) {
            top = Math.max(top, Math.max(share(picture.reference(), i), share(picture.current(), i)));
        }
        Axis axis = Axis.around(0, top > 0 ? top * 100 : 1, 4);
        int floor = TOP + ROW * labels.size();
        Chart.beginFigure(html, title, legend);
        Chart.beginPicture(html, id, title, says(labels.size(), " categories"), floor + BOTTOM);
        grid(axis, floor);
        for (int i = 0; i < labels.size(); i++) {
            pair(axis, TOP + ROW * i, labels.get(i), share(picture.reference(), i), share(picture.current(), i));
        }
        html.close().closeLine();
    }

    private void grid(Axis axis, int floor) {
        for (double tick : axis.ticks()) {
            html.empty(
                    "line",
                    "class",
                    "grid",
                    "stroke",
                    "#d8dee4",
                    "x1",
                    Outline.number(x(axis, tick)),
                    "y1",
                    Integer.toString(TOP),
                    "x2",
                    Outline.number(x(axis, tick)),
                    "y2",
                    Integer.toString(floor));
            Chart.text(html, axis.label(tick), x(axis, tick), floor + 15, "middle", "tick");
        }
        Chart.text(html, "% of rows", (LEFT + Chart.WIDTH - RIGHT) / 2.0, floor + BOTTOM - 3, "middle", "axis");
    }

    private void pair(Axis axis, double y, String label, double reference, double current) {
        String name = label.isEmpty() ? "(empty)" : label;
        html.open("g")
                .element(
                        "title",
                        Texts.join(
                                Texts.brief(name, 200),
                                ": window ",
                                Figures.share(current, 1),
                                ", reference ",
                                Figures.share(reference, 1)));
        Chart.text(html, Texts.brief(Texts.visible(name), 16), LEFT - 8, y + 15, "end", "tick");
        String full = bar(axis, current * 100, y + 2);
        Look.CANDIDATE.area(html, full);
        Look.CANDIDATE.thin(html, full);
        Look.CHAMPION.line(html, bar(axis, reference * 100, y + 2 + BAR));
        html.close();
    }

    private static String bar(Axis axis, double percent, double y) {
        double end = x(axis, percent);
        return new Outline()
                .to(LEFT, y)
                .to(end, y)
                .to(end, y + BAR)
                .to(LEFT, y + BAR)
                .close();
    }

    private static double x(Axis axis, double value) {
        return LEFT + axis.position(value) * (Chart.WIDTH - LEFT - RIGHT);
    }
}
