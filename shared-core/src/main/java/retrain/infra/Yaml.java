package retrain.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Prints maps, lists, texts, numbers and booleans as YAML, in block style; the functions of CloudFormation in their short form: {@code !Ref}. A
 * map that has no order is printed by its keys, so that equal values give equal texts.
 */
final class Yaml {
    /** What is read as the text that it is, unless it is one of the {@link #WORDS} or looks like a key. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/$(_][A-Za-z0-9_./$(){}*+=;<>?~^|\\\\@%,:' -]*");

    /** What YAML 1.1 takes for booleans and null. */
    private static final Pattern WORDS = Pattern.compile("(?i)y|n|yes|no|true|false|on|off|null");

    private static final String PRINTED = "[^\\p{Cntrl}\\u0085\\u2028\\u2029\\uFEFF]";

    /** Lines that need no backslash; the first one says how far all are indented. */
    private static final Pattern LINES = Pattern.compile("(?![ \\n])" + PRINTED + "+(\\n" + PRINTED + "*)*");

    private static final Pattern LINE = Pattern.compile(PRINTED + "*");

    private final StringBuilder out = new StringBuilder();

    private Yaml() {}

    /**
     * A value with lines above its key.
     *
     * @param comment one or more lines
     */
    record Commented(String comment, Object value) {}

    /** {@return a document} */
    static String of(Map<String, ?> document) {
        Yaml yaml = new Yaml();
        yaml.entries(document, 0, false);
        return yaml.out.toString();
    }

    /** @param begun whether the first key stands on a line that is begun already, as in a list */
    private void entries(Map<?, ?> map, int indent, boolean begun) {
        boolean first = begun;
        for (Map.Entry<?, ?> entry : ordered(map).entrySet()) {
            Object value = entry.getValue();
            if (value instanceof Commented commented) {
                comment(commented.comment(), indent);
                value = commented.value();
            }
            if (!first) {
                indent(indent);
            }
            first = false;
            out.append(line(String.valueOf(entry.getKey()))).append(':');
            value(value, indent);
        }
    }

    private static Map<?, ?> ordered(Map<?, ?> map) {
        return map instanceof LinkedHashMap || map instanceof SortedMap || map.size() < 2 ? map : new TreeMap<>(map);
    }

    private void comment(String text, int indent) {
        for (String line : text.split("\n", -1)) {
            indent(indent);
            out.append(line.isEmpty() ? "#" : "# ").append(line).append('\n');
        }
    }

    /** What stands behind a colon, from the blank before it to the end of its last line. */
    private void value(Object value, int indent) {
        Object plain = function(value);
        if (plain instanceof Map<?, ?> map && !map.isEmpty()) {
            out.append('\n');
            entries(map, indent + 2, false);
        } else if (plain instanceof List<?> list && !list.isEmpty()) {
            out.append('\n');
            items(list, indent + 2, false);
        } else {
            out.append(' ').append(atom(plain, indent + 2)).append('\n');
        }
    }

    private void items(List<?> list, int indent, boolean begun) {
        boolean first = begun;
        for (Object item : list) {
            if (!first) {
                indent(indent);
            }
            first = false;
            item(item, indent);
        }
    }

    private void item(Object item, int indent) {
        out.append('-');
        if (isFunction(item)) {
            value(item, indent);
        } else if (item instanceof Map<?, ?> map && !map.isEmpty()) {
            out.append(' ');
            entries(map, indent + 2, true);
        } else if (item instanceof List<?> list && !list.isEmpty()) {
            out.append(' ');
            items(list, indent + 2, true);
        } else {
            out.append(' ').append(atom(item, indent + 2)).append('\n');
        }
    }

    /** Writes the tag of a function of CloudFormation, unless there is nothing for it to fill in. {@return its argument, or what is no function as it is} */
    private Object function(Object value) {
        if (!isFunction(value)) {
            return value;
        }
        Map.Entry<?, ?> entry = ((Map<?, ?>) value).entrySet().iterator().next();
        String name = entry.getKey().toString().replace("Fn::", "");
        if (name.equals("Sub") && entry.getValue() instanceof String text && !text.contains("${")) {
            return text;
        }
        out.append(" !").append(name);
        return name.equals("GetAtt") && entry.getValue() instanceof List<?> path
                ? path.get(0) + "." + path.get(1)
                : entry.getValue();
    }

    /** A function of a function has the long form, because two tags cannot stand in a row. */
    private static boolean isFunction(Object value) {
        if (!(value instanceof Map<?, ?> map) || map.size() != 1) {
            return false;
        }
        Map.Entry<?, ?> entry = map.entrySet().iterator().next();
        String key = entry.getKey().toString();
        return (key.equals("Ref") || key.startsWith("Fn::")) && !isFunction(entry.getValue());
    }

    private static String atom(Object value, int indent) {
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof Map) {
            return "{}";
        }
        return value instanceof List ? "[]" : scalar(value.toString(), indent);
    }

    private static String scalar(String text, int indent) {
        return text.indexOf('\n') >= 0 && LINES.matcher(text).matches() ? block(text, indent) : line(text);
    }

    private static String line(String text) {
        if (isPlain(text)) {
            return text;
        }
        return LINE.matcher(text).matches() ? "'" + text.replace("'", "''") + "'" : quoted(text);
    }

    private static boolean isPlain(String text) {
        return PLAIN.matcher(text).matches()
                && !WORDS.matcher(text).matches()
                && !text.endsWith(" ")
                && !text.endsWith(":")
                && !text.contains(": ");
    }

    private static String block(String text, int indent) {
        String body = text.replaceFirst("\n+$", "");
        int ends = text.length() - body.length();
        StringBuilder block = new StringBuilder(ends == 0 ? "|-" : ends == 1 ? "|" : "|+");
        for (String line : body.split("\n", -1)) {
            block.append('\n').append(line.isEmpty() ? "" : " ".repeat(indent)).append(line);
        }
        return block.append("\n".repeat(Math.max(0, ends - 1))).toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c >= ' ' && c < 0x7F ? "" + c : hex(c));
            }
        }
        return quoted.append('"').toString();
    }

    private static String hex(char c) {
        String digits = Integer.toHexString(c);
        return "\\u" + "0".repeat(4 - digits.length()) + digits;
    }

    private void indent(int count) {
        out.append(" ".repeat(count));
    }
}
