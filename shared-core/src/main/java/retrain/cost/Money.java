package retrain.cost;

import java.util.Locale;

/** US dollars for people. */
public final class Money {
    private Money() {}

    /** {@return {@code $1,234.56}, {@code $0.0042}; what is not nothing never looks like nothing} */
    public static String text(double dollars) {
        boolean small = dollars > 0 && dollars < 0.1;
        return small
                ? String.format(Locale.ROOT, "$%.4f", Math.max(dollars, 0.0001))
                : String.format(Locale.ROOT, "$%,.2f", dollars);
    }
}
