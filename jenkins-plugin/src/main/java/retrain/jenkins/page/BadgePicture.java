package retrain.jenkins.page;

/** The badge of a model as SVG: a name on the left, what stands on the right; colours as attributes, for it is shown outside of Jenkins. */
final class BadgePicture {
    private static final double LETTER = 6.6;
    private static final int PAD = 12;
    private static final int LONGEST = 60;

    private BadgePicture() {}

    static String of(String name, String value, Tone tone) {
        String left = brief(name);
        String right = brief(value);
        int split = width(left);
        int width = split + width(right);
        Svg svg = new Svg();
        svg.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "width",
                Integer.toString(width),
                "height",
                "20",
                "role",
                "img",
                "aria-label",
                left + ": " + right);
        svg.element("title", left + ": " + right);
        svg.empty("rect", "width", Integer.toString(width), "height", "20", "rx", "3", "fill", tone.color());
        svg.empty("path", "fill", "#3d444d", "d", "M3 0H" + split + "V20H3A3 3 0 0 1 0 17V3A3 3 0 0 1 3 0Z");
        svg.open(
                "g",
                "fill",
                "#fff",
                "font-family",
                "Verdana,DejaVu Sans,sans-serif",
                "font-size",
                "11",
                "text-anchor",
                "middle");
        text(svg, left, split / 2.0, split - PAD);
        text(svg, right, split + (width - split) / 2.0, width - split - PAD);
        return svg.close().close().toString();
    }

    private static void text(Svg svg, String text, double x, int length) {
        svg.element("text", text, "x", Svg.at(x), "y", "14", "textLength", Integer.toString(length));
    }

    private static int width(String text) {
        return (int) Math.ceil(text.codePointCount(0, text.length()) * LETTER) + PAD;
    }

    private static String brief(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
