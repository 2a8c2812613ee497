package retrain.infra;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Maps, lists, texts, numbers and booleans as indented JSON, the keys in the order of their map: the same value gives the same text. */
final class JsonText {
    private static final String STEP = "  ";

    private final StringBuilder out = new StringBuilder();

    private JsonText() {}

    /** {@return the value as JSON, with a line feed at the end} */
    static String of(Map<String, Object> value) {
        JsonText text = new JsonText();
        text.write(value, "\n");
        return text.out.append('\n').toString();
    }

    private void write(Object value, String line) {
        if (value instanceof Map<?, ?> map) {
            block('{', '}', map.entrySet().iterator(), line);
        } else if (value instanceof List<?> list) {
            block('[', ']', list.iterator(), line);
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof String text) {
            quote(text);
        } else {
            throw new IllegalArgumentException("no JSON form for " + value.getClass());
        }
    }

    private void block(char open, char close, Iterator<?> items, String line) {
        out.append(open);
        boolean any = items.hasNext();
        while (items.hasNext()) {
            out.append(line).append(STEP);
            item(items.next(), line + STEP);
            out.append(items.hasNext() ? "," : "");
        }
        out.append(any ? line : "").append(close);
    }

    private void item(Object item, String line) {
        if (item instanceof Map.Entry<?, ?> entry) {
            quote((String) entry.getKey());
            out.append(": ");
            write(entry.getValue(), line);
        } else {
            write(item, line);
        }
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            character(text.charAt(i));
        }
        out.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                    out.append(String.format("\\u%04x", (int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }
}
