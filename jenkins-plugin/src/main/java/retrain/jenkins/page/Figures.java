package retrain.jenkins.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers as text, as the reports have them: four decimals, or four digits if that would leave none. */
final class Figures {
    private static final int DIGITS = 4;
    private static final double SMALL = 0.001;
    private static final double LARGE = 1_000_000;
    private static final String UNKNOWN = "–";

    private Figures() {}

    /** {@return the number; a dash if it is unknown or undefined} */
    static String number(@Nullable Double value) {
        if (value == null || value.isNaN()) {
            return UNKNOWN;
        }
        if (value.isInfinite()) {
            return value > 0 ? "∞" : "−∞";
        }
        return signed(plain(Math.abs(value)), value < 0 ? "−" : "");
    }

    /** {@return by how much the first is more than the second, with its sign; a dash if either is unknown} */
    static String difference(@Nullable Double value, @Nullable Double from) {
        if (value == null || from == null || !Double.isFinite(value - from)) {
            return UNKNOWN;
        }
        double difference = value - from;
        return signed(plain(Math.abs(difference)), difference < 0 ? "−" : "+");
    }

    /** {@return a share as percent, such as 95%} */
    static String percent(double share) {
        return Double.isFinite(share) ? round(share * 100).stripTrailingZeros().toPlainString() + "%" : UNKNOWN;
    }

    private static String signed(String digits, String sign) {
        return new BigDecimal(digits).signum() == 0 ? digits : sign + digits;
    }

    private static String plain(double value) {
        if ((value != 0 && value < SMALL) || value >= LARGE) {
            return round(value).toString();
        }
        int decimals = value < 100 ? DIGITS : 2;
        return BigDecimal.valueOf(value)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    private static BigDecimal round(double value) {
        return BigDecimal.valueOf(value).round(new MathContext(DIGITS));
    }
}
