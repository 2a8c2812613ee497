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

    /** The characters of a name below a place at most. */
    private static final int NAME = 16;

    /** An entry of the legend. */
    record Entry(Look look, String name) {}

    /**
     * Begins a figure.
     *
     * @param says what the chart shows, in a sentence, for those who cannot see it
     */
    static Chart begin(Markup html, String id, String title, String says, List<Entry> legend, Axis x, Axis y) {
        Chart chart = bare(html, id, title, says, legend, x, y);
        for (double tick : x.ticks()) {
            chart.upTick(tick, x.label(tick));
        }
        return chart;
    }

    /**
     * Begins a figure whose x are places with names, the first at 0; as many are named as there is room for.
     *
     * @param names one at least
     */
    static Chart begin(
            Markup html, String id, String title, String says, List<Entry> legend, List<String> names, Axis y) {
        Axis x = new Axis(-0.5, names.size() - 0.5, 1);
        Chart chart = bare(html, id, title, says, legend, x, y);
        int longest = 1;
        for (String name : names) {
            longest = Math.max(longest, Math.min(NAME, name.length()));
        }
        int most = Math.max(1, (WIDTH - LEFT - RIGHT) / (longest * 7 + 12));
        int every = (names.size() + most - 1) / most;
        for (int i = (names.size() - 1) % every; i < names.size(); i += every) {
            chart.upTick(i, Texts.brief(Texts.visible(names.get(i)), NAME));
        }
        return chart;
    }

    private static Chart bare(Markup html, String id, String title, String says, List<Entry> legend, Axis x, Axis y) {
        Chart chart = new Chart(html, id, x, y);
        beginFigure(html, title, legend);
        beginPicture(html, id, title, says, HEIGHT);
        for (double tick : y.ticks()) {
            double at = chart.y(tick);
            chart.gridLine(LEFT, at, WIDTH - RIGHT, at);
            chart.label(y.label(tick), LEFT - 6, at + 4, "end", "tick");
        }
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
                entry.look().swatch(html);
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

    private void upTick(double tick, String text) {
        double at = x(tick);
        double half = text.length() * 3.4;
        gridLine(at, TOP, at, HEIGHT - BOTTOM);
        label(text, Math.max(half, Math.min(at, WIDTH - half)), HEIGHT - BOTTOM + 15, "middle", "tick");
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
        double[] edges = new double[heights.length + 1];
        for (int i = 0; i < heights.length; i++) {
            edges[i] = low + i * ((high - low) / heights.length);
        }
        edges[heights.length] = high;
        steps(look, edges, heights, filled);
    }

    /** The outline of bars between edges, one more than there are bars. */
    void steps(Look look, double[] edges, double[] heights, boolean filled) {
        Outline path = new Outline().to(x(edges[0]), y(0));
        for (int i = 0; i < heights.length; i++) {
            path.to(x(edges[i]), y(heights[i])).to(x(edges[i + 1]), y(heights[i]));
        }
        String outline = path.to(x(edges[heights.length]), y(0)).open();
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

    /** An area between lower and upper ends; the ends beyond the axis are drawn at it. */
    void band(Look look, double[] xs, double[] lows, double[] highs) {
        Outline path = new Outline();
        for (int i = 0; i < xs.length; i++) {
            path.to(x(xs[i]), y(lows[i]));
        }
        for (int i = xs.length - 1; i >= 0; i--) {
            path.to(x(xs[i]), y(highs[i]));
        }
        look.area(html, path.close());
    }

    /** An empty square around a point. */
    void alarm(double atX, double atY, double radius, String says) {
        Look.ALARM.around(html, x(atX), y(atY), radius, says);
    }

    void mark(Look look, double atX, double atY, double radius, String says) {
        look.mark(html, x(atX), y(atY), radius, says);
    }
}
