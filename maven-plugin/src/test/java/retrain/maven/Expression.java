package retrain.maven;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The expressions of GitHub Actions, as far as our workflows use them: names, texts, numbers, {@code == != && || ! ()}, {@code cancelled()}. */
final class Expression {
    private static final Pattern INSERTED = Pattern.compile("\\$\\{\\{(.*?)}}");
    private static final Pattern TOKEN =
            Pattern.compile("\\s*('[^']*'|==|!=|&&|\\|\\||[!()]|[A-Za-z_][\\w.-]*(\\(\\))?|\\d+)");

    private final Matcher tokens;
    private final Function<String, @Nullable Object> names;
    private @Nullable String next;

    private Expression(String text, Map<String, ?> values) {
        this.tokens = TOKEN.matcher(text);
        this.names = name -> value(name, values);
        advance();
    }

    /** {@return the text with all that is in <code>${{ }}</code> replaced} */
    static String fill(String text, Map<String, ?> values) {
        return INSERTED.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(text(evaluate(found.group(1), values))));
    }

    /** {@return whether a condition holds, which may stand with or without <code>${{ }}</code>} */
    static boolean holds(String condition, Map<String, ?> values) {
        return isTrue(evaluate(condition.replaceFirst("^\\$\\{\\{(.*)}}$", "$1"), values));
    }

    private static @Nullable Object evaluate(String text, Map<String, ?> values) {
        Expression expression = new Expression(text, values);
        Object value = expression.or();
        if (expression.next != null) {
            throw new AssertionError("not understood: '" + expression.next + "' of " + text);
        }
        return value;
    }

    private static @Nullable Object value(String name, Map<String, ?> values) {
        if (name.equals("cancelled()")) {
            return false;
        }
        // What an event has not is nothing.
        if (!values.containsKey(name) && !name.startsWith("github.event.")) {
            throw new AssertionError("the test does not say what " + name + " is");
        }
        return values.get(name);
    }

    private void advance() {
        next = tokens.lookingAt() ? tokens.group(1) : null;
        if (next != null) {
            tokens.region(tokens.end(), tokens.regionEnd());
        }
    }

    private boolean takes(String token) {
        boolean is = token.equals(next);
        if (is) {
            advance();
        }
        return is;
    }

    private @Nullable Object or() {
        Object value = and();
        while (takes("||")) {
            Object other = and();
            value = isTrue(value) ? value : other;
        }
        return value;
    }

    private @Nullable Object and() {
        Object value = equality();
        while (takes("&&")) {
            Object other = equality();
            value = isTrue(value) ? other : value;
        }
        return value;
    }

    private @Nullable Object equality() {
        Object value = single();
        if (takes("==")) {
            return Objects.equals(value, single());
        }
        return takes("!=") ? (Object) !Objects.equals(value, single()) : value;
    }

    private @Nullable Object single() {
        if (takes("!")) {
            return !isTrue(single());
        }
        if (takes("(")) {
            Object value = or();
            if (!takes(")")) {
                throw new AssertionError("a ')' is missing");
            }
            return value;
        }
        String token = Objects.requireNonNull(next, "the expression ends too early");
        advance();
        return token.startsWith("'") ? token.substring(1, token.length() - 1) : names.apply(token);
    }

    private static boolean isTrue(@Nullable Object value) {
        return value != null && !value.equals("") && !value.equals(false);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
