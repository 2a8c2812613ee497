package retrain.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation.Interval;

/**
 * Intervals one below the other on one axis: a bar for the interval, a mark for the estimate, a line for the bound with a flag to the side
 * that is good, a dotted line for what is compared with. Names and figures stand beside as text, so that they keep their size on a phone.
 */
final class IntervalPlot {
    private static final int WIDTH = 360;
    private static final int EDGE = 14;
    private static final int ROW = 28;
    private static final int AXIS = 20;

    /** How far intervals may reach beyond what matters, in its widths, before they are cut off and end in an arrow. */
    private static final double REACH = 1.5;

    /**
     * What is drawn in a row.
     *
     * @param id unique on the page
     * @param style {@code good}, {@code bad}, {@code unsure} or {@code neutral}; the mark's form differs by it
     * @param says the row in a sentence
     * @param bound absent if there is none to reach
     * @param reference what the estimate is compared with, such as 0 for the champion
     */
    record Row(
            String id,
            String style,
            String says,
            double estimate,
            Optional<Interval> interval,
            Optional<Double> bound,
            boolean higherIsBetter,
            Optional<Double> reference) {}

    private final Markup html;
    private final Axis axis;

    private IntervalPlot(Markup html, Axis axis) {
        this.html = html;
        this.axis = axis;
    }

    /** {@return a plot whose axis suits the rows} */
    static IntervalPlot of(Markup html, List<Row> rows) {
        return new IntervalPlot(html, axis(rows));
    }

    /** {@return an axis with all estimates, bounds and references, and as much of the intervals as leaves them apart} */
    static Axis axis(List<Row> rows) {
        double[] core = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        List<Interval> intervals = new ArrayList<>();
        for (Row row : rows) {
            widen(core, row.estimate());
            widen(core, row.bound().orElse(Double.NaN));
            widen(core, row.reference().orElse(Double.NaN));
            if (row.interval().isPresent()) {
                intervals.add(row.interval().get());
            }
        }
        double reach = REACH * Math.max(Math.max(0, core[1] - core[0]), medianWidth(intervals));
        double[] all = core.clone();
        for (Interval interval : intervals) {
            widen(all, Math.max(interval.low(), core[0] - reach));
            widen(all, Math.min(interval.high(), core[1] + reach));
        }
        double room = (all[1] - all[0]) * 0.04;
        return Axis.within(all[0] - room, all[1] + room, 4);
    }

    private static double medianWidth(List<Interval> intervals) {
        double[] widths = new double[intervals.size()];
        int count = 0;
        for (Interval interval : intervals) {
            double width = interval.high() - interval.low();
            if (Double.isFinite(width)) {
                widths[count++] = width;
            }
        }
        Arrays.sort(widths, 0, count);
        return count == 0 ? 0 : widths[count / 2];
    }

    private static void widen(double[] range, double value) {
        if (Double.isFinite(value)) {
            range[0] = Math.min(range[0], value);
            range[1] = Math.max(range[1], value);
        }
    }

    /** Draws the axis. */
    void axis() {
        html.open(
                "svg",
                "class",
                "strip",
                "viewBox",
                "0 0 360 20",
                "width",
                Integer.toString(WIDTH),
                "height",
                Integer.toString(AXIS),
                "aria-hidden",
                "true");
        double end = Double.NEGATIVE_INFINITY;
        for (double tick : axis.ticks()) {
            String text = axis.label(tick);
            double half = text.length() * 3.4;
            double at = Math.max(half, Math.min(WIDTH - half, x(tick)));
            if (at - half > end + 6) {
                Chart.text(html, text, at, 13, "middle", "tick");
                end = at + half;
            }
        }
        html.close();
    }

    /** Draws a row. */
    void row(Row row) {
        String title = row.id().concat("-title");
        String says = row.id().concat("-says");
        html.open(
                "svg",
                "id",
                row.id(),
                "class",
                "strip",
                "viewBox",
                "0 0 360 28",
                "width",
                Integer.toString(WIDTH),
                "height",
                Integer.toString(ROW),
                "role",
                "img",
                "aria-labelledby",
                title.concat(" ").concat(says));
        html.element("title", "Interval and bound", "id", title).element("desc", row.says(), "id", says);
        if (row.bound().isPresent()) {
            goodSide(row.bound().get(), row.higherIsBetter());
        }
        for (double tick : axis.ticks()) {
            line("grid", "#d8dee4", "1", x(tick), 0, x(tick), ROW);
        }
        double reference = row.reference().orElse(Double.NaN);
        if (Double.isFinite(reference)) {
            Look.REFERENCE.line(
                    html,
                    new Outline().to(x(reference), 0).to(x(reference), ROW).open());
        }
        if (row.interval().isPresent()) {
            interval(row.interval().get(), row.style());
        }
        if (row.bound().isPresent()) {
            bound(row.bound().get(), row.higherIsBetter());
        }
        estimate(row);
        html.close();
    }

    private void goodSide(double bound, boolean higher) {
        if (Double.isNaN(bound)) {
            return;
        }
        double from = higher ? x(bound) : 0;
        double to = higher ? WIDTH : x(bound);
        html.empty(
                "rect",
                "class",
                "good-side",
                "fill",
                "#116329",
                "fill-opacity",
                "0.12",
                "x",
                Outline.number(from),
                "y",
                "0",
                "width",
                Outline.number(Math.max(0, to - from)),
                "height",
                Integer.toString(ROW));
    }

    private void bound(double bound, boolean higher) {
        if (Double.isNaN(bound)) {
            return;
        }
        double at = x(bound);
        double flag = higher ? 7 : -7;
        line("bound", "#1f2328", "2", at, 0, at, ROW);
        path(
                "bound-flag",
                "#1f2328",
                new Outline().to(at, 0).to(at + flag, 4).to(at, 8).close());
    }

    private void interval(Interval interval, String style) {
        if (Double.isNaN(interval.low()) || Double.isNaN(interval.high()) || interval.low() > interval.high()) {
            return;
        }
        double low = x(interval.low());
        double high = x(interval.high());
        double middle = ROW / 2.0;
        line("bar ".concat(style), colour(style), "5", low, middle, Math.max(high, low + 1), middle);
        end(low, interval.low() < axis.low(), -1, style);
        end(high, interval.high() > axis.high(), 1, style);
    }

    /** A cap where the interval ends, an arrow where it goes on. */
    private void end(double at, boolean goesOn, int direction, String style) {
        double middle = ROW / 2.0;
        if (goesOn) {
            Outline arrow = new Outline()
                    .to(at, middle - 6)
                    .to(at + direction * 9, middle)
                    .to(at, middle + 6);
            path("arrow ".concat(style), colour(style), arrow.close());
        } else {
            line("cap ".concat(style), colour(style), "2", at, middle - 6, at, middle + 6);
        }
    }

    /** Round for what holds, a square for what does not, an empty diamond for what cannot be told. */
    private void estimate(Row row) {
        double estimate = row.estimate();
        if (Double.isNaN(estimate)) {
            return;
        }
        double at = x(estimate);
        double y = ROW / 2.0;
        boolean beyond = estimate < axis.low() || estimate > axis.high();
        if (beyond) {
            end(at, true, estimate < axis.low() ? -1 : 1, row.style());
            return;
        }
        String colour = colour(row.style());
        Outline form = new Outline();
        switch (row.style()) {
            case "bad" ->
                form.to(at - 5, y - 5).to(at + 5, y - 5).to(at + 5, y + 5).to(at - 5, y + 5);
            case "unsure" -> form.to(at - 7, y).to(at, y - 7).to(at + 7, y).to(at, y + 7);
            default -> {
                html.empty(
                        "circle",
                        "class",
                        "dot ".concat(row.style()),
                        "cx",
                        Outline.number(at),
                        "cy",
                        Outline.number(y),
                        "r",
                        "5.5",
                        "fill",
                        colour);
                return;
            }
        }
        boolean hollow = row.style().equals("unsure");
        html.empty(
                "path",
                "class",
                (hollow ? "hollow " : "dot ").concat(row.style()),
                "d",
                form.close(),
                "fill",
                hollow ? "#ffffff" : colour,
                "stroke",
                colour,
                "stroke-width",
                "2");
    }

    private void line(String style, String colour, String width, double x1, double y1, double x2, double y2) {
        html.empty(
                "line",
                "class",
                style,
                "stroke",
                colour,
                "stroke-width",
                width,
                "x1",
                Outline.number(x1),
                "y1",
                Outline.number(y1),
                "x2",
                Outline.number(x2),
                "y2",
                Outline.number(y2));
    }

    private void path(String style, String fill, String d) {
        html.empty("path", "class", style, "fill", fill, "d", d);
    }

    private static String colour(String style) {
        return switch (style) {
            case "good" -> "#116329";
            case "bad" -> "#b42318";
            case "unsure" -> "#7d4e00";
            default -> "#0b5fa5";
        };
    }

    private double x(double value) {
        return EDGE + axis.position(value) * (WIDTH - 2 * EDGE);
    }

    /** {@return the row in signs: {@code ·┃··├──●──┤··}, with the bound at {@code ┃} and what is compared with at {@code ┊}} */
    static String drawing(Row row) {
        Axis axis = axis(List.of(row));
        char[] signs = new char[25];
        Arrays.fill(signs, '·');
        if (row.interval().isPresent()
                && row.interval().get().low() <= row.interval().get().high()) {
            Interval interval = row.interval().get();
            int low = at(signs, axis, interval.low());
            int high = at(signs, axis, interval.high());
            Arrays.fill(signs, low, high + 1, '─');
            signs[low] = interval.low() < axis.low() ? '◄' : '├';
            signs[high] = interval.high() > axis.high() ? '►' : '┤';
        }
        double reference = row.reference().orElse(Double.NaN);
        if (Double.isFinite(reference)) {
            signs[at(signs, axis, reference)] = '┊';
        }
        double bound = row.bound().orElse(Double.NaN);
        if (!Double.isNaN(bound)) {
            signs[at(signs, axis, bound)] = '┃';
        }
        if (!Double.isNaN(row.estimate())) {
            signs[at(signs, axis, row.estimate())] = '●';
        }
        return String.valueOf(signs);
    }

    private static int at(char[] signs, Axis axis, double value) {
        return (int) Math.round(axis.position(value) * (signs.length - 1));
    }
}
