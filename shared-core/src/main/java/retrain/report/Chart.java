package retrain.report;

import java.util.List;

/**
 * A figure with a legend and an SVG: a plot with two axes. As wide as a phone, so that its letters keep their size there.
 *
 * @param id unique on the page
 */
record Chart(Markup html, String id, Axis x, Axis y) {
    static final int WIDTH = 360;
    static final int HEIGHT = 260;
    private static final int LEFT = 48;
    private static final int RIGHT = 12;
    private static final int TOP = 10;
    private static final int BOTTOM = 40;

    /** An entry of the legend. */
    record Entry(Look look, String name) {}

    /**
     * Begins a figure.
     *
     * @param says what the chart shows, in a sentence, for those who cannot see it
     */
    static Chart begin(Markup html, String id, String title, String says, List<Entry> legend, Axis x, Axis y) {
        Chart chart = new Chart(html, id, x, y);
        beginFigure(html, title, legend);
        beginPicture(html, id, title, says, HEIGHT);
        chart.grid();
        return chart;
    }

    static void beginFigure(Markup html, String title, List<Entry> legend) {
        html.open("figure", "class", "chart").open("figcaption").element("strong", title);
        if (!legend.isEmpty()) {
            html.open("ul", "class", "legend");
            for (Entry entry : legend) {
                html.open("li")
                        .open(
                                "svg",
                                "class",
                                "swatch",
                                "viewBox",
                                "0 0 26 8",
                                "width",
                                "26",
                                "height",
                                "8",
                                "aria-hidden",
                                "true");
                entry.look().line(html, "M0 4L26 4");
                html.close().text(entry.name()).close();
            }
            html.close();
        }
        html.closeLine();
    }

    static void beginPicture(Markup html, String id, String title, String says, int height) {
        String titleId = id.concat("-title");
        String saysId = id.concat("-says");
        html.open(
                "svg",
                "id",
                id,
                "class",
                "plot",
                "width",
                Integer.toString(WIDTH),
                "height",
                Integer.toString(height),
                "viewBox",
                "0 0 ".concat(Integer.toString(WIDTH)).concat(" ").concat(Integer.toString(height)),
                "role",
                "img",
                "aria-labelledby",
                titleId.concat(" ").concat(saysId));
        html.element("title", title, "id", titleId).element("desc", says, "id", saysId);
    }

    /** Ends picture and figure. */
    void end(String xTitle, String yTitle) {
        label(xTitle, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 4, "middle", "axis");
        html.element(
                "text",
                yTitle,
                "class",
                "axis",
                "text-anchor",
                "middle",
                "font-size",
                "12",
                "fill",
                "#57606a",
                "transform",
                "rotate(-90 11 "
                        .concat(Integer.toString((TOP + HEIGHT - BOTTOM) / 2))
                        .concat(")"),
                "x",
                "11",
                "y",
                Integer.toString((TOP + HEIGHT - BOTTOM) / 2));
        html.close().closeLine();
    }

    private void grid() {
        for (double tick : x.ticks()) {
            double at = x(tick);
            gridLine(at, TOP, at, HEIGHT - BOTTOM);
            String text = x.label(tick);
            label(text, Math.min(at, WIDTH - text.length() * 3.4), HEIGHT - BOTTOM + 15, "middle", "tick");
        }
        for (double tick : y.ticks()) {
            double at = y(tick);
            gridLine(LEFT, at, WIDTH - RIGHT, at);
            label(y.label(tick), LEFT - 6, at + 4, "end", "tick");
        }
    }

    private void gridLine(double x1, double y1, double x2, double y2) {
        html.empty(
                "line",
                "class",
                "grid",
                "stroke",
                "#d8dee4",
                "x1",
                Outline.number(x1),
                "y1",
                Outline.number(y1),
                "x2",
                Outline.number(x2),
                "y2",
                Outline.number(y2));
    }

    private void label(String text, double atX, double atY, String anchor, String style) {
        text(html, text, atX, atY, anchor, style);
    }

    static void text(Markup html, String text, double atX, double atY, String anchor, String style) {
        html.element(
                "text",
                text,
                "class",
                style,
                "text-anchor",
                anchor,
                "font-size",
                "12",
                "fill",
                "#57606a",
                "x",
                Outline.number(atX),
                "y",
                Outline.number(atY));
    }

    double x(double value) {
        return LEFT + x.position(value) * (WIDTH - LEFT - RIGHT);
    }

    double y(double value) {
        return HEIGHT - BOTTOM - y.position(value) * (HEIGHT - TOP - BOTTOM);
    }

    /** A line through the points; those that are not numbers are left out. */
    void line(Look look, double[] xs, double[] ys) {
        Outline path = new Outline();
        boolean any = false;
        for (int i = 0; i < xs.length; i++) {
            if (!Double.isNaN(xs[i]) && !Double.isNaN(ys[i])) {
                path.to(x(xs[i]), y(ys[i]));
                any = true;
            }
        }
        if (any) {
            look.line(html, path.open());
        }
    }

    /** A line between two points. */
    void line(Look look, double x1, double y1, double x2, double y2) {
        look.line(html, new Outline().to(x(x1), y(y1)).to(x(x2), y(y2)).open());
    }

    /** The outline of bars of equal width from {@code low} to {@code high}, over a faint area if it is asked for. */
    void steps(Look look, double low, double high, double[] heights, boolean filled) {
        Outline path = new Outline().to(x(low), y(0));
        double width = (high - low) / heights.length;
        for (int i = 0; i < heights.length; i++) {
            path.to(x(low + i * width), y(heights[i])).to(x(low + (i + 1) * width), y(heights[i]));
        }
        String outline = path.to(x(high), y(0)).open();
        if (filled) {
            look.area(html, outline);
        }
        look.line(html, outline);
    }

    /** An upright line from low to high, for the interval of a mark. */
    void upright(Look look, double at, double low, double high) {
        if (!Double.isNaN(at) && low <= high) {
            double x = x(at);
            String ends = new Outline().to(x - 3, y(low)).to(x + 3, y(low)).open();
            look.thin(
                    html,
                    ends.concat(new Outline().to(x, y(low)).to(x, y(high)).open())
                            .concat(new Outline()
                                    .to(x - 3, y(high))
                                    .to(x + 3, y(high))
                                    .open()));
        }
    }

    void cross(Look look, double atX, double atY, String says) {
        double x = x(atX);
        double y = y(atY);
        html.open("g").element("title", says);
        look.thin(
                html,
                new Outline()
                        .to(x - 4, y - 4)
                        .to(x + 4, y + 4)
                        .open()
                        .concat(new Outline().to(x - 4, y + 4).to(x + 4, y - 4).open()));
        html.close();
    }

    void mark(Look look, double atX, double atY, double radius, String says) {
        look.mark(html, x(atX), y(atY), radius, says);
    }
}
