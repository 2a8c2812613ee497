package retrain.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the metrics in what a training program prints. */
final class MetricPatterns {
    private final Map<String, Pattern> patterns = new LinkedHashMap<>();

    MetricPatterns(Map<String, String> expressions) {
        expressions.forEach((name, expression) -> patterns.put(name, Pattern.compile(expression)));
    }

    /** A metric and its value. */
    record Found(String metric, double value) {}

    /** {@return the metrics in a line, in the order of the spec; what is not a number is passed over} */
    List<Found> in(String line) {
        List<Found> found = new ArrayList<>();
        patterns.forEach((name, pattern) -> {
            Matcher matcher = pattern.matcher(line);
            while (matcher.find()) {
                number(matcher.group(1)).ifPresent(value -> found.add(new Found(name, value)));
            }
        });
        return found;
    }

    private static Optional<Double> number(String text) {
        if (text == null) {
            return Optional.empty();
        }
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        try {
            return switch (trimmed) {
                case "nan" -> Optional.of(Double.NaN);
                case "inf", "+inf", "infinity" -> Optional.of(Double.POSITIVE_INFINITY);
                case "-inf", "-infinity" -> Optional.of(Double.NEGATIVE_INFINITY);
                default -> Optional.of(Double.parseDouble(trimmed));
            };
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
