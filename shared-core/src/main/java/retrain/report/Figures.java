package retrain.report;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as people read them; the same everywhere, whatever the locale. */
final class Figures {
    private static final long[] TENS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};
    private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Figures() {}

    /** {@return a metric or quantile: about five digits, four decimals for what is below ten; NaN as {@code undefined}} */
    static String value(double value) {
        if (Double.isNaN(value)) {
            return "undefined";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e15)) {
            return scientific(value);
        }
        return fixed(value, size < 10 ? 4 : size < 100 ? 3 : size < 1_000 ? 2 : size < 1e6 ? 1 : 0);
    }

    /** {@return the value without the zeros that say nothing, for numbers that are not compared in a column} */
    static String plain(double value) {
        String text = value(value);
        if (text.indexOf('.') < 0 || text.indexOf('e') >= 0) {
            return text;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /** {@return the value with its sign; {@code ±0} if there is none} */
    static String signed(double value) {
        if (value == 0) {
            return "±0";
        }
        double size = Math.abs(value);
        String text = size < 1e-4 && size >= 5e-7 ? fixed(value, 6) : value(value);
        return value > 0 ? "+".concat(text) : text;
    }

    /** {@return a probability; what is little but not nothing is never {@code 0}} */
    static String probability(double p) {
        if (p > 0 && p < 0.0001) {
            return "<0.0001";
        }
        return p == 0 || p == 1 ? fixed(p, 0) : p > 0.9999 && p < 1 ? ">0.9999" : value(p);
    }

    /** {@return the number with the decimals, thousands parted by commas and a true minus sign; at most 8 decimals} */
    static String fixed(double value, int decimals) {
        if (!(Math.abs(value) < 1e15)) {
            return Double.isFinite(value) ? scientific(value) : value(value);
        }
        long whole = (long) Math.abs(value);
        long scaled = Math.round((Math.abs(value) - whole) * TENS[decimals]);
        if (scaled == TENS[decimals]) {
            whole++;
            scaled = 0;
        }
        StringBuilder out = new StringBuilder(24);
        if (value < 0 && (whole > 0 || scaled > 0)) {
            out.append('−');
        }
        group(out, whole);
        if (decimals > 0) {
            String digits = Long.toString(scaled);
            out.append('.').append("00000000", 0, decimals - digits.length()).append(digits);
        }
        return out.toString();
    }

    private static String scientific(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
        String digits = rounded.unscaledValue().abs().toString();
        int exponent = rounded.precision() - rounded.scale() - 1;
        StringBuilder out = new StringBuilder(12);
        if (value < 0) {
            out.append('−');
        }
        out.append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        return out.append('e').append(exponent).toString();
    }

    /** {@return a count, thousands parted by commas} */
    static String count(long count) {
        StringBuilder out = new StringBuilder(24);
        if (count < 0) {
            out.append('−');
        }
        return group(out, Math.abs(count)).toString();
    }

    private static StringBuilder group(StringBuilder out, long whole) {
        String digits = Long.toString(whole);
        for (int i = 0; i < digits.length(); i++) {
            if (i > 0 && (digits.length() - i) % 3 == 0) {
                out.append(',');
            }
            out.append(digits.charAt(i));
        }
        return out;
    }

    /** {@return a share of a whole in per cent; what is little but not nothing is never {@code 0%}} */
    static String share(double part, double whole) {
        if (!(whole > 0)) {
            return "–";
        }
        double percent = part / whole * 100;
        if (percent > 0 && percent < 0.1) {
            return "<0.1%";
        }
        if (percent < 100 && percent > 99.9) {
            return ">99.9%";
        }
        return fixed(percent, percent == 0 || percent == 100 ? 0 : 1).concat("%");
    }

    /** {@return a count's share of another one, in per cent} */
    static String share(long part, long whole) {
        return share((double) part, (double) whole);
    }

    /** {@return a duration in the units that fit it} */
    static String duration(double seconds) {
        if (!(seconds >= 0)) {
            return "–";
        }
        if (seconds < 0.0005) {
            return seconds == 0 ? "0 s" : "<1 ms";
        }
        if (seconds < 0.9995) {
            return fixed(seconds * 1_000, 0).concat(" ms");
        }
        if (seconds < 60) {
            return fixed(seconds, seconds < 10 ? 2 : 1).concat(" s");
        }
        long whole = Math.round(seconds);
        StringBuilder out = new StringBuilder(16);
        if (whole >= 3_600) {
            return out.append(whole / 3_600)
                    .append(" h ")
                    .append(whole % 3_600 / 60)
                    .append(" min")
                    .toString();
        }
        return out.append(whole / 60)
                .append(" min ")
                .append(whole % 60)
                .append(" s")
                .toString();
    }

    /** {@return a size in decimal units} */
    static String bytes(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 999.5 && unit < BYTES.length - 1) {
            size /= 1_000;
            unit++;
        }
        return fixed(size, unit == 0 || size >= 100 ? 0 : 1).concat(" ").concat(BYTES[unit]);
    }
}
