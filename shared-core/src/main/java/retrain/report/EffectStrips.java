package retrain.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import retrain.monitor.ColumnDrift;
import retrain.monitor.Drift;

/** A row a column: how large its difference to the reference is in each window, in bounds from which on it matters. */
final class EffectStrips {
    static final int MOST = 30;

    private static final int WIDTH = 360;
    private static final int EDGE = 14;
    private static final int ROW = 28;

    /** What is larger is drawn no higher. */
    private static final double MOST_BOUNDS = 3;

    /** A column in all windows; NaN where it was not compared. */
    @SuppressWarnings("ArrayRecordComponent") // filled window by window, never compared
    record Row(String column, double[] effects, boolean[] alarms) {
        int alarmed() {
            int count = 0;
            for (boolean alarm : alarms) {
                count += alarm ? 1 : 0;
            }
            return count;
        }

        double largest() {
            double largest = Double.NaN;
            for (double effect : effects) {
                largest = Double.isNaN(largest) || effect > largest ? effect : largest;
            }
            return largest;
        }

        double newest() {
            return effects[effects.length - 1];
        }

        private double rank() {
            double largest = largest();
            return Double.isNaN(largest) ? -1 : largest;
        }
    }

    private EffectStrips() {}

    /** {@return the columns, those with the most alarms first, then by their largest effect} */
    static List<Row> rows(List<MonitorRecord.Seen> windows) {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (int i = windows.size() - 1; i >= 0; i--) {
            List<ColumnDrift> columns =
                    windows.get(i).window().drift().map(Drift::columns).orElse(List.of());
            for (ColumnDrift column : columns) {
                Row row = rows.computeIfAbsent(column.column(), c -> empty(c, windows.size()));
                row.effects()[i] = inBounds(column);
                row.alarms()[i] = column.alarm();
            }
        }
        List<Row> sorted = new ArrayList<>(rows.values());
        sorted.sort(Comparator.<Row>comparingInt(r -> -r.alarmed()).thenComparingDouble(r -> -r.rank()));
        return sorted;
    }

    private static Row empty(String column, int windows) {
        double[] effects = new double[windows];
        Arrays.fill(effects, Double.NaN);
        return new Row(column, effects, new boolean[windows]);
    }

    /** {@return the largest effect of the column's tests, in bounds; NaN if there is none} */
    static double inBounds(ColumnDrift column) {
        double largest = Double.NaN;
        for (ColumnDrift.Test test : column.tests()) {
            double ratio = test.effect().value() / test.effect().bound().orElse(Double.NaN);
            if (!Double.isNaN(ratio) && !(ratio <= largest)) {
                largest = ratio;
            }
        }
        return largest;
    }

    static void write(Markup html, List<MonitorRecord.Seen> windows, List<Row> rows) {
        List<Row> drawn = rows.subList(0, Math.min(MOST, rows.size()));
        html.open("figure", "class", "intervals").open("figcaption");
        html.element("strong", "Difference to the reference, column by column");
        html.text(
                drawn.size() < rows.size()
                        ? Texts.join(", the first ", Figures.count(drawn.size()), " of ", Figures.count(rows.size()))
                        : "");
        html.text(
                ". A bar a window, as high as the difference is large; the dotted line is the bound from which on it matters, the top is three times that. Full bars are alarms; pale ones are none.");
        html.closeLine().open("ul", "class", "strips").line();
        for (int i = 0; i < drawn.size(); i++) {
            row(html, drawn.get(i), i);
        }
        scale(html, windows);
        html.closeLine().closeLine();
    }

    private static void row(Markup html, Row row, int index) {
        html.open("li", "class", "row");
        html.element("div", Texts.brief(row.column(), 80), "class", "name");
        String id = "effect-".concat(Integer.toString(index));
        html.open("div")
                .open(
                        "svg",
                        "id",
                        id,
                        "class",
                        "strip",
                        "viewBox",
                        "0 0 360 28",
                        "width",
                        "360",
                        "height",
                        "28",
                        "role",
                        "img",
                        "aria-labelledby",
                        Texts.join(id, "-title ", id, "-says"));
        html.element("title", "Difference by window", "id", id.concat("-title"))
                .element("desc", says(row), "id", id.concat("-says"));
        bars(html, row);
        html.close().close().element("div", says(row), "class", "says").closeLine();
    }

    private static String says(Row row) {
        String alarms = row.alarmed() == 0
                ? "no alarm"
                : Texts.join("alarm in ", Figures.count(row.alarmed()), " of ", Figures.count(row.effects().length));
        return Double.isNaN(row.newest())
                ? alarms.concat("; newest: not compared")
                : Texts.join(alarms, "; newest ", Figures.fixed(row.newest(), 2), " × bound");
    }

    private static void bars(Markup html, Row row) {
        double bound = height(1);
        Look.REFERENCE.line(html, new Outline().to(0, bound).to(WIDTH, bound).open());
        double step = (WIDTH - 2.0 * EDGE) / row.effects().length;
        double width = Math.max(1, Math.min(24, step * 0.8));
        for (int i = 0; i < row.effects().length; i++) {
            if (Double.isNaN(row.effects()[i])) {
                continue;
            }
            double top = Math.min(height(row.effects()[i]), ROW - 1.0);
            html.empty(
                    "rect",
                    "class",
                    row.alarms()[i] ? "effect bad" : "effect",
                    "fill",
                    row.alarms()[i] ? "#b42318" : "#8c959f",
                    "x",
                    Outline.number(EDGE + (i + 0.5) * step - width / 2),
                    "y",
                    Outline.number(top),
                    "width",
                    Outline.number(width),
                    "height",
                    Outline.number(ROW - top));
        }
    }

    private static double height(double bounds) {
        return ROW - Math.max(0, Math.min(MOST_BOUNDS, bounds)) / MOST_BOUNDS * (ROW - 1);
    }

    private static void scale(Markup html, List<MonitorRecord.Seen> windows) {
        html.open("li", "class", "scale").open("div").close().open("div");
        html.open(
                "svg",
                "class",
                "strip",
                "viewBox",
                "0 0 360 20",
                "width",
                "360",
                "height",
                "20",
                "aria-hidden",
                "true");
        int most = windows.size() == 1 ? 40 : 20;
        String first = Texts.brief(Texts.visible(windows.get(0).window().name()), most);
        String last = Texts.brief(
                Texts.visible(windows.get(windows.size() - 1).window().name()), most);
        if (windows.size() == 1) {
            Chart.text(html, first, WIDTH / 2.0, 13, "middle", "tick");
        } else {
            Chart.text(html, first, EDGE, 13, "start", "tick");
            Chart.text(html, last, WIDTH - EDGE, 13, "end", "tick");
        }
        html.close().close().open("div").close().closeLine();
    }
}
