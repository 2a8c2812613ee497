package retrain.report;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A figure for those who watch by figures, in the words of CloudWatch.
 *
 * @param name of the metric: {@code RunDuration}
 * @param dimensions what it is of, by name: {@code Model}, {@code Stage}; the values become printable ASCII of at most 1,024 characters
 * @param at of the run's end, or of the look
 * @param value finite, and at most 2^360 either way
 */
public record Measurement(String name, Map<String, String> dimensions, Instant at, double value, Unit unit) {
    private static final double GREATEST = 0x1p360;

    /** The unit of a value. */
    public enum Unit {
        NONE("None"),
        COUNT("Count"),
        SECONDS("Seconds");

        private final String word;

        Unit(String word) {
            this.word = word;
        }

        /** {@return the word of CloudWatch} */
        public String word() {
            return word;
        }
    }

    public Measurement {
        if (!canBe(value)) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
        Map<String, String> clean = new TreeMap<>();
        dimensions.forEach((k, v) -> clean.put(k, CloudWatch.ascii(v)));
        dimensions = Collections.unmodifiableMap(clean);
    }

    /** {@return whether it can be a value} */
    static boolean canBe(double value) {
        return Math.abs(value) <= GREATEST;
    }
}
