package retrain.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import retrain.problem.Code;
import retrain.problem.InvalidInput;

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
            try {
                while (matcher.find()) {
                    number(matcher.group(1)).ifPresent(value -> found.add(new Found(name, value)));
                }
            } catch (StackOverflowError e) {
                throw tooDeep(name);
            }
        });
        return found;
    }

    /** Java's expressions recurse over alternatives that are repeated. */
    private static InvalidInput tooDeep(String name) {
        return new InvalidInput(
                Code.SPEC_WRONG_VALUE,
                "train.script.metrics." + name,
                "is too deep for a line of the program's output",
                "Write a simpler expression, without a repeated group of alternatives");
    }

    /** {@return the number that Python or C has written so; empty if it is none} */
    static Optional<Double> number(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        try {
            return switch (trimmed) {
                case "nan", "-nan" -> Optional.of(Double.NaN);
                case "inf", "+inf", "infinity" -> Optional.of(Double.POSITIVE_INFINITY);
                case "-inf", "-infinity" -> Optional.of(Double.NEGATIVE_INFINITY);
                default -> Optional.of(Double.parseDouble(trimmed));
            };
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
