package retrain.report;

/**
 * How a series is drawn. Colours differ for colour-blind eyes too, and no two series differ by colour alone. The stroke stands in the
 * picture as well as in the style sheet: a server that forbids inline styles (Jenkins does) still shows it.
 */
enum Look {
    CANDIDATE("candidate", "#0b5fa5", "2", ""),
    CHAMPION("champion", "#b45309", "2", "6 3"),
    FIRST("first", "#7a3e9d", "2", ""),
    SECOND("second", "#0f766e", "2", "6 3"),
    THIRD("third", "#a3294f", "2", "2 2"),
    FOURTH("fourth", "#57606a", "2", "9 3 2 3"),
    REFERENCE("reference", "#6b7280", "1", "2 3"),
    ALARM("alarm-mark", "#b42318", "2.5", "");

    private static final Look[] SERIES = {FIRST, SECOND, THIRD, FOURTH};

    private final String style;
    private final String colour;
    private final String width;
    private final String dashes;

    Look(String style, String colour, String width, String dashes) {
        this.style = style;
        this.colour = colour;
        this.width = width;
        this.dashes = dashes;
    }

    /** How many series of neither model one chart can tell apart. */
    static int series() {
        return SERIES.length;
    }

    static Look ofSeries(int index) {
        return SERIES[index];
    }

    /** A thin line along the path, never dashed. */
    void thin(Markup svg, String path) {
        svg.empty("path", "class", style, "d", path, "fill", "none", "stroke", colour, "stroke-width", "1.2");
    }

    /** A line along the path. */
    void line(Markup svg, String path) {
        if (dashes.isEmpty()) {
            svg.empty("path", "class", style, "d", path, "fill", "none", "stroke", colour, "stroke-width", width);
        } else {
            svg.empty(
                    "path",
                    "class",
                    style,
                    "d",
                    path,
                    "fill",
                    "none",
                    "stroke",
                    colour,
                    "stroke-width",
                    width,
                    "stroke-dasharray",
                    dashes);
        }
    }

    /** What a legend shows of it, in 26 by 8 pixels. */
    void swatch(Markup svg) {
        if (this == ALARM) {
            around(svg, 13, 4, 3, "");
        } else {
            line(svg, "M0 4L26 4");
        }
    }

    /** An empty square around what stands there. */
    void around(Markup svg, double x, double y, double radius, String says) {
        String square = new Outline()
                .to(x - radius, y - radius)
                .to(x + radius, y - radius)
                .to(x + radius, y + radius)
                .to(x - radius, y + radius)
                .close();
        svg.open("path", "class", style, "d", square, "fill", "none", "stroke", colour, "stroke-width", "2");
        if (!says.isEmpty()) {
            svg.element("title", says);
        }
        svg.close();
    }

    /** A faint area within the path. */
    void area(Markup svg, String path) {
        svg.empty("path", "class", style.concat("-area"), "d", path, "fill", colour, "fill-opacity", "0.22");
    }

    /** Opens a mark: round and full for the candidate, an empty diamond for others. */
    void mark(Markup svg, double x, double y, double radius, String says) {
        if (this == CANDIDATE) {
            svg.open(
                    "circle",
                    "class",
                    "candidate-mark",
                    "cx",
                    Outline.number(x),
                    "cy",
                    Outline.number(y),
                    "r",
                    Outline.number(radius),
                    "fill",
                    colour);
        } else {
            String diamond = new Outline()
                    .to(x - radius, y)
                    .to(x, y - radius)
                    .to(x + radius, y)
                    .to(x, y + radius)
                    .close();
            svg.open(
                    "path",
                    "class",
                    style.concat("-mark"),
                    "d",
                    diamond,
                    "fill",
                    "none",
                    "stroke",
                    colour,
                    "stroke-width",
                    "1.5");
        }
        svg.element("title", says).close();
    }
}
