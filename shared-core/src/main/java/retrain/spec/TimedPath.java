package retrain.spec;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A path or glob with the time of its files in braces: {@code flights/{yyyy-MM-dd}/*.csv.gz}. Between braces without a comma stand the
 * letters of {@link DateTimeFormatter}: y (or u), M, d, D, H, m, s; several places make one time, as in {@code year={yyyy}/month={MM}}.
 * Braces with a comma are a glob's: {@code {a,b}}.
 */
public final class TimedPath {
    private static final Pattern BRACES = Pattern.compile("\\{([^{},]+)}");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'");
    private static final Pattern RUN = Pattern.compile("'([^']*)'|([A-Za-z])\\2*|[^A-Za-z']+");

    /** All letters that mean something to a {@link DateTimeFormatter}. */
    private static final Pattern LETTERS = Pattern.compile("[GuyDMLdQqYwWEecFaBhKkHmsSAnNVvzOXxZp]+");

    private static final Pattern OURS = Pattern.compile("[yuMDdHms]+");

    private final Pattern path;
    private final int places;
    private final DateTimeFormatter formatter;

    private TimedPath(Pattern path, int places, DateTimeFormatter formatter) {
        this.path = path;
        this.places = places;
        this.formatter = formatter;
    }

    /** {@return whether the pattern has a place for a time} */
    public static boolean isTimed(String pattern) {
        Matcher braces = BRACES.matcher(pattern);
        while (braces.find()) {
            if (isTime(braces.group(1))) {
                return true;
            }
        }
        return false;
    }

    /** Letters of times only; those that are not ours must at least come with a year, as in YYYY-MM, to be a mistake and no glob. */
    private static boolean isTime(String content) {
        String letters = QUOTED.matcher(content).replaceAll("").replaceAll("[^A-Za-z]", "");
        boolean year = letters.contains("y") || letters.contains("u") || letters.contains("Y");
        return OURS.matcher(letters).matches()
                || (year && LETTERS.matcher(letters).matches());
    }

    /** {@return the pattern with a place for each step of the path: {yyyy/MM} becomes {yyyy}/{MM}} */
    public static String stepped(String pattern) {
        return BRACES.matcher(pattern)
                .replaceAll(m ->
                        Matcher.quoteReplacement(isTime(m.group(1)) ? m.group().replace("/", "}/{") : m.group()));
    }

    /** {@return the glob that matches whatever may stand in the places of the time} */
    public static String glob(String pattern) {
        return BRACES.matcher(pattern).replaceAll(m -> Matcher.quoteReplacement(isTime(m.group(1)) ? "*" : m.group()));
    }

    /**
     * {@return the path}
     *
     * @throws IllegalArgumentException with a message for the user if the places make no time
     */
    public static TimedPath of(String pattern) {
        StringBuilder regex = new StringBuilder();
        List<String> times = new ArrayList<>();
        String text = stepped(pattern);
        Matcher braces = BRACES.matcher(text);
        int from = 0;
        while (braces.find()) {
            if (isTime(braces.group(1))) {
                regex.append(regex(text.substring(from, braces.start())))
                        .append('(')
                        .append(digits(braces.group(1)))
                        .append(')');
                times.add(braces.group(1));
                from = braces.end();
            }
        }
        regex.append(regex(text.substring(from)));
        return new TimedPath(compiled(regex.toString()), times.size(), formatter(String.join(" ", times)));
    }

    private static Pattern compiled(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is no glob", e);
        }
    }

    /** Month, day and time of day are the first ones where the pattern has none. */
    private static DateTimeFormatter formatter(String times) {
        String letters = QUOTED.matcher(times).replaceAll("");
        if (!letters.matches("[^A-Za-z]*([yuMDdHms][^A-Za-z]*)+")) {
            throw new IllegalArgumentException("has another letter than y, M, d, D, H, m and s in {" + times + "}");
        }
        if (!letters.contains("y") && !letters.contains("u")) {
            throw new IllegalArgumentException("has no year in {" + times + "}");
        }
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder();
        // The year of an era, y, could not be resolved strictly: 2013 could be before Christ.
        builder.append(DateTimeFormatter.ofPattern(
                RUN.matcher(times)
                        .replaceAll(m -> Matcher.quoteReplacement(
                                m.group(1) == null ? m.group().replace('y', 'u') : m.group())),
                Locale.ROOT));
        if (!letters.contains("D")) {
            builder.parseDefaulting(ChronoField.MONTH_OF_YEAR, 1).parseDefaulting(ChronoField.DAY_OF_MONTH, 1);
        }
        return builder.parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
                .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** {@return what a time of the pattern looks like} */
    private static String digits(String time) {
        StringBuilder regex = new StringBuilder();
        Matcher run = RUN.matcher(time);
        while (run.find()) {
            int length = run.group().length();
            if (run.group(1) != null) {
                regex.append(Pattern.quote(run.group(1)));
            } else if (run.group(2) == null) {
                regex.append(Pattern.quote(run.group()));
            } else if (run.group(2).equals("M") && length > 2) {
                regex.append("\\p{L}+");
            } else {
                regex.append(length == 1 ? "[0-9]{1,4}" : "[0-9]{" + length + "}");
            }
        }
        return regex.toString();
    }

    /** {@return the regular expression of a part of a glob} */
    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        boolean alternatives = false;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            int close = glob.indexOf(']', i + 2);
            if (c == '*') {
                boolean deep = glob.startsWith("**", i);
                regex.append(deep ? ".*" : "[^/]*");
                i += deep ? 1 : 0;
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '[' && close > 0) {
                String content = glob.substring(i + 1, close).replace("\\", "\\\\");
                regex.append('[')
                        .append(content.startsWith("!") ? "^" + content.substring(1) : content)
                        .append(']');
                i = close;
            } else if (c == '{' || c == '}' || (c == ',' && alternatives)) {
                regex.append(c == '{' ? "(?:" : c == '}' ? ")" : "|");
                alternatives = c == '{' || (alternatives && c == ',');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }

    /** {@return the time in the path's name, where its subset begins; empty if there is none of this pattern} */
    public Optional<LocalDateTime> time(String path) {
        Matcher matcher = this.path.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= places; i++) {
            texts.add(matcher.group(i));
        }
        try {
            return Optional.of(LocalDateTime.parse(String.join(" ", texts), formatter));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
