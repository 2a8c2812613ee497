package retrain.spark;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as the texts that DuckDB makes of them, so that the hash of a row is the same there and here. */
final class DuckText {
    private static final int MOST_DIGITS = 17;

    private DuckText() {}

    /** {@return the shortest text that is this number and no other: {@code 0.1}, {@code 1e+16}, {@code 1e-05}, {@code nan}} */
    static String of(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value > 0 ? "0.0" : "-0.0";
        }
        return text(shortest(value));
    }

    /** {@code Double.toString} gives more digits than needed now and then before JDK 19. */
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == value) {
                return rounded;
            }
        }
        return exact.round(new MathContext(MOST_DIGITS));
    }

    private static String text(BigDecimal value) {
        BigDecimal bare = value.stripTrailingZeros();
        int exponent = bare.precision() - bare.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = bare.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String digits = bare.unscaledValue().abs().toString();
        String mantissa = digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "");
        int size = Math.abs(exponent);
        return (bare.signum() < 0 ? "-" : "") + mantissa + (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
    }
}
