package retrain.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Numbers that look as if they were in another unit now. Every one of the quantiles 0.05, 0.25, 0.5, 0.75 and 0.95 must be where the
 * conversion puts that of before, within a tenth of the distance between the outer two (within 3 hundredths, if the conversion is by less than
 * five times: amounts grow and shrink by such factors by themselves); and without the conversion one of them must be off by at least half of
 * that distance. Four of the five must be different numbers: of a column that mostly is 0 nothing can be told. Conversions are powers of
 * ten from 10^-9 to 10^9 and the {@link #RULES} below, both ways. A quantity that really grew by such a factor, with its whole distribution,
 * cannot be told apart.
 */
final class UnitJump {
    private static final double MOST_AWAY = 0.1;
    private static final double MOST_AWAY_OF_SMALL = 0.03;
    private static final double SMALL = 5;
    private static final int LEAST_DISTINCT = 4;
    private static final double LEAST_MOVED = 0.5;
    private static final int MOST_POWER = 9;

    private static final List<Conversion> RULES = List.of(
            new Conversion("miles to km", 1.609344, 0),
            new Conversion("nautical miles to km", 1.852, 0),
            new Conversion("m to feet", 1 / 0.3048, 0),
            new Conversion("inches to cm", 2.54, 0),
            new Conversion("kg to pounds", 1 / 0.45359237, 0),
            new Conversion("gallons to litres", 3.785411784, 0),
            new Conversion("°C to °F", 1.8, 32),
            new Conversion("°C to K", 1, 273.15),
            new Conversion("radians to degrees", 180 / Math.PI, 0),
            new Conversion("minutes to seconds, or hours to minutes", 60, 0),
            new Conversion("hours to seconds", 3_600, 0),
            new Conversion("days to hours", 24, 0),
            new Conversion("days to seconds", 86_400, 0),
            new Conversion("1024 bytes to bytes", 1_024, 0),
            new Conversion("1048576 bytes to bytes", 1_048_576, 0));

    private UnitJump() {}

    /** {@code times * x + plus}. */
    private record Conversion(String name, double times, double plus) {
        Conversion inverse() {
            return new Conversion(name + ", backwards", 1 / times, -plus / times);
        }

        double mostAway() {
            boolean small = plus == 0 && times < SMALL && times > 1 / SMALL;
            return small ? MOST_AWAY_OF_SMALL : MOST_AWAY;
        }

        List<Double> of(List<Double> numbers) {
            List<Double> converted = new ArrayList<>();
            for (double x : numbers) {
                converted.add(times * x + plus);
            }
            return converted;
        }
    }

    /** {@return the conversion that the numbers seem to have gone through, in words; empty if they do not} */
    static Optional<String> between(ColumnProfile before, ColumnProfile now) {
        List<Double> old = Likeness.inner(before);
        List<Double> fresh = Likeness.inner(now);
        if (isFlat(old) || isFlat(fresh) || !(moved(old, fresh) >= LEAST_MOVED)) {
            return Optional.empty();
        }
        double least = MOST_AWAY;
        Optional<String> best = Optional.empty();
        for (Conversion conversion : conversions()) {
            double away = Likeness.away(conversion.of(old), fresh);
            if (away <= Math.min(least, conversion.mostAway())) {
                least = Math.nextDown(away);
                best = Optional.of(conversion.name());
            }
        }
        return best;
    }

    private static boolean isFlat(List<Double> quantiles) {
        return new HashSet<>(quantiles).size() < LEAST_DISTINCT;
    }

    /** {@return how far the quantiles went, in units of the smaller spread, so that both ways of a conversion count the same} */
    private static double moved(List<Double> old, List<Double> fresh) {
        return Math.max(Likeness.away(old, fresh), Likeness.away(fresh, old));
    }

    private static List<Conversion> conversions() {
        List<Conversion> all = new ArrayList<>();
        for (int power = 1; power <= MOST_POWER; power++) {
            double times = Math.pow(10, power);
            all.add(new Conversion(String.format(Locale.ROOT, "times %.0f", times), times, 0));
            all.add(new Conversion(String.format(Locale.ROOT, "divided by %.0f", times), 1 / times, 0));
        }
        for (Conversion rule : RULES) {
            all.add(rule);
            all.add(rule.inverse());
        }
        return all;
    }
}
