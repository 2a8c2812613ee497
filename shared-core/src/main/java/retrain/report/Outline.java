package retrain.report;

/** The points of an SVG path, to a tenth of a pixel. */
final class Outline {
    private final StringBuilder path = new StringBuilder(256);

    Outline to(double x, double y) {
        path.append(path.length() == 0 ? 'M' : 'L');
        append(path, x);
        path.append(' ');
        append(path, y);
        return this;
    }

    /** {@return the path, open} */
    String open() {
        return path.toString();
    }

    /** {@return the path, closed} */
    String close() {
        return path.append('Z').toString();
    }

    /** {@return a coordinate as SVG wants it} */
    static String number(double value) {
        StringBuilder out = new StringBuilder(8);
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, double value) {
        long tenths = Math.round(value * 10);
        if (tenths < 0) {
            out.append('-');
            tenths = -tenths;
        }
        out.append(tenths / 10);
        if (tenths % 10 != 0) {
            out.append('.').append(tenths % 10);
        }
    }
}
