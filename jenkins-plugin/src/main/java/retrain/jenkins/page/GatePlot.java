package retrain.jenkins.page;

import java.util.Optional;
import retrain.jenkins.result.GateLine.Evidence;

/**
 * A gate's interval on an axis of its own, as SVG: a bar for the interval, which ends in an arrow where it has no end, a mark for the
 * estimate whose form tells the verdict, a line for the bound with a flag to its good side. Colours come from classes; attributes are there
 * for where no style sheet is.
 */
final class GatePlot {
    static final int WIDTH = 180;
    static final int HEIGHT = 28;

    private static final double EDGE = 14;
    private static final double MIDDLE = HEIGHT / 2.0;

    private final Svg svg = new Svg();
    private final Evidence evidence;
    private final double least;
    private final double most;

    private GatePlot(Evidence evidence, double least, double most) {
        this.evidence = evidence;
        this.least = least;
        this.most = most;
    }

    /**
     * {@return the picture; nothing if there is neither an estimate nor an interval to show}
     *
     * @param id unique on the page
     * @param title what the picture is
     * @param says the picture in a sentence
     */
    static Optional<String> of(Evidence evidence, Tone tone, String id, String title, String says) {
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        widen(range, evidence.getLow());
        widen(range, evidence.getHigh());
        widen(range, evidence.getEstimate());
        if (range[0] > range[1]) {
            return Optional.empty();
        }
        widen(range, evidence.getBound());
        double room = range[0] == range[1] ? Math.max(Math.abs(range[0]) * 0.1, 1e-6) : 0;
        GatePlot plot = new GatePlot(evidence, range[0] - room, range[1] + room);
        return Optional.of(plot.draw(tone, id, title, says));
    }

    private static void widen(double[] range, double value) {
        if (Double.isFinite(value)) {
            range[0] = Math.min(range[0], value);
            range[1] = Math.max(range[1], value);
        }
    }

    private String draw(Tone tone, String id, String title, String says) {
        svg.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "class",
                "retrain-plot retrain-" + tone.getStyle(),
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "width",
                Integer.toString(WIDTH),
                "height",
                Integer.toString(HEIGHT),
                "role",
                "img",
                "aria-labelledby",
                id + "-title " + id + "-says");
        svg.element("title", title, "id", id + "-title");
        svg.element("desc", says, "id", id + "-says");
        line("retrain-plot-axis", "#9ba7af", "1", 0, MIDDLE, WIDTH, MIDDLE);
        bound();
        interval();
        mark(tone);
        return svg.close().toString();
    }

    /** {@return where a value stands; one beyond the axis stands at its end} */
    private double x(double value) {
        double share = (Math.max(least, Math.min(most, value)) - least) / (most - least);
        return EDGE + share * (WIDTH - 2 * EDGE);
    }

    private void bound() {
        if (Double.isFinite(evidence.getBound())) {
            double x = x(evidence.getBound());
            double flag = evidence.isHigherIsBetter() ? x + 8 : x - 8;
            line("retrain-plot-bound", "#4d545d", "2", x, 1, x, HEIGHT - 1.0);
            svg.empty(
                    "path",
                    "class",
                    "retrain-plot-flag",
                    "fill",
                    "#4d545d",
                    "d",
                    "M" + Svg.at(x) + " 1L" + Svg.at(flag) + " 4.5L" + Svg.at(x) + " 8Z");
        }
    }

    private void interval() {
        if (Double.isNaN(evidence.getLow()) || Double.isNaN(evidence.getHigh())) {
            return;
        }
        double from = Double.isInfinite(evidence.getLow()) ? 2 : x(evidence.getLow());
        double to = Double.isInfinite(evidence.getHigh()) ? WIDTH - 2.0 : x(evidence.getHigh());
        line("retrain-plot-interval", "#1f6feb", "3", from, MIDDLE, to, MIDDLE);
        end(from, Double.isInfinite(evidence.getLow()) ? 5 : 0);
        end(to, Double.isInfinite(evidence.getHigh()) ? -5 : 0);
    }

    /** Draws an arrow if the interval goes on, else a stop. */
    private void end(double x, double arrow) {
        if (arrow == 0) {
            line("retrain-plot-interval", "#1f6feb", "2", x, MIDDLE - 5, x, MIDDLE + 5);
        } else {
            line("retrain-plot-interval", "#1f6feb", "2", x, MIDDLE, x + arrow, MIDDLE - 5);
            line("retrain-plot-interval", "#1f6feb", "2", x, MIDDLE, x + arrow, MIDDLE + 5);
        }
    }

    private void mark(Tone tone) {
        if (Double.isFinite(evidence.getEstimate())) {
            double x = x(evidence.getEstimate());
            svg.empty("path", "class", "retrain-plot-mark", "fill", tone.color(), "d", form(tone, x));
        }
    }

    /** {@return a disc for what passed, a square for what failed, a square on its tip for the rest, as in the reports} */
    private static String form(Tone tone, double x) {
        return switch (tone) {
            case GOOD -> "M" + Svg.at(x - 5) + " 14a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z";
            case BAD -> "M" + Svg.at(x - 4.5) + " 9.5H" + Svg.at(x + 4.5) + "V18.5H" + Svg.at(x - 4.5) + "Z";
            case UNSURE, NEUTRAL ->
                "M" + Svg.at(x - 6) + " 14L" + Svg.at(x) + " 8L" + Svg.at(x + 6) + " 14L" + Svg.at(x) + " 20Z";
        };
    }

    private void line(String style, String stroke, String width, double x1, double y1, double x2, double y2) {
        svg.empty(
                "line",
                "class",
                style,
                "stroke",
                stroke,
                "stroke-width",
                width,
                "x1",
                Svg.at(x1),
                "y1",
                Svg.at(y1),
                "x2",
                Svg.at(x2),
                "y2",
                Svg.at(y2));
    }
}
