package retrain.trigger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Figures in sentences. */
final class Words {
    private Words() {}

    /** {@return {@code 1 file}, {@code 1,200 files}} */
    static String count(long count, String one) {
        return String.format(Locale.ROOT, "%,d %s%s", count, one, count == 1 ? "" : "s");
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** {@return the texts, of many only the first ones} */
    static String first(List<String> texts, int most) {
        return texts.size() <= most
                ? String.join(", ", texts)
                : String.join(", ", texts.subList(0, most)) + " and " + (texts.size() - most) + " more";
    }
}
