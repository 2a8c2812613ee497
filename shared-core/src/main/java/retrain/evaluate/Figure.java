package retrain.evaluate;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as people read them: without exponents and without noise. */
public final class Figure {
    private static final int DIGITS = 4;
    private static final int ALL_DIGITS = 17;

    private Figure() {}

    /** {@return the number with four significant digits, or as many as its whole part has} */
    public static String of(double value) {
        return rounded(value, DIGITS);
    }

    /** {@return the number with as many digits as it takes not to look like the other one, which is shown in the same way} */
    public static String of(double value, double other) {
        for (int digits = DIGITS; digits < ALL_DIGITS; digits++) {
            String text = rounded(value, digits);
            if (!text.equals(rounded(other, digits))) {
                return text;
            }
        }
        return value == other ? of(value) : exact(value);
    }

    /** {@return what follows the letter of a probability: {@code = 0.012}, {@code < 0.0001}} */
    public static String probability(double p) {
        return p < 0.0001 ? "< 0.0001" : "= " + of(p);
    }

    /** {@return the number as the user wrote it, or all its digits} */
    public static String exact(double value) {
        return Double.isFinite(value) ? plain(BigDecimal.valueOf(value)) : Double.toString(value);
    }

    private static String rounded(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal exact = BigDecimal.valueOf(value);
        int whole = exact.precision() - exact.scale();
        return plain(exact.round(new MathContext(Math.max(digits, whole))));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
