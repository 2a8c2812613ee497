package retrain.report;

/**
 * Texts of unknown origin (names of columns, slices, files, models; messages) made fit to be shown. What cannot be seen but acts,
 * such as control characters and marks that turn the direction of writing, is shown as its code point.
 */
final class Texts {
    private static final String HEX = "0123456789ABCDEF";

    private Texts() {}

    /** {@return the text on one line with nothing invisible in it; the same object if there is nothing to do} */
    static String visible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text, i)) {
                return spelled(text, i);
            }
        }
        return text;
    }

    private static String spelled(String text, int from) {
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(text, i)) {
                out.append(c);
            } else if (c == '\n' || c == '\r' || c == '\t') {
                out.append(' ');
            } else {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(HEX.charAt(c >> shift & 15));
                }
            }
        }
        return out.toString();
    }

    private static boolean isPlain(String text, int i) {
        char c = text.charAt(i);
        if (c < 0x7F) {
            return c >= ' ';
        }
        if (c < 0xA0 || c >= 0xFFFE) {
            return false;
        }
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        return !actsUnseen(c);
    }

    /** Zero-width characters, line and paragraph separators, and the marks, embeddings, overrides and isolates of direction. */
    private static boolean actsUnseen(char c) {
        return (c >= 0x200B && c <= 0x200F)
                || (c >= 0x2028 && c <= 0x202E)
                || (c >= 0x2060 && c <= 0x206F)
                || c == 0x061C
                || c == 0xFEFF;
    }

    /** {@return the text, cut with an ellipsis if it has more characters than that} */
    static String brief(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end).concat("…");
    }

    /** {@return the parts in one text; the operator's first use in a JVM costs some ten milliseconds, which this does not} */
    static String join(String... parts) {
        return String.join("", parts);
    }

    /** Appends the text for an element or a quoted attribute of HTML, SVG or XML. */
    static void markup(StringBuilder out, String text) {
        if (isOrdinary(text)) {
            out.append(text);
            return;
        }
        String shown = visible(text);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }

    private static boolean isOrdinary(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '&' || c == '<' || c == '>' || c == '"' || c == '\'') {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return the text for a sentence or a table cell of Markdown, where it stays text: no markup, no link, no image, nobody
     * mentioned, no other request referred to}
     */
    static String markdown(String text) {
        String shown = visible(text).strip();
        StringBuilder out = new StringBuilder(shown.length() + 16);
        if (!shown.isEmpty() && "#-+=".indexOf(shown.charAt(0)) >= 0) {
            out.append('\\'); // at the start of a line they would begin a heading, a list or a rule
        }
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            char next = i + 1 < shown.length() ? shown.charAt(i + 1) : ' ';
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\\', '`', '*', '_', '[', ']', '|', '~', '!', '$' ->
                    out.append('\\').append(c);
                // A zero-width space: an escaped @ or # still mentions and refers, and www. still links.
                case '@', '#' -> out.append(c).append(breaks(next));
                case '.' -> out.append(c).append(isWww(shown, i) ? "\u200B" : "");
                case ':' -> out.append(next == '/' ? "\\:" : ":");
                case '-' -> out.append(i >= 2 && shown.startsWith("GH", i - 2) ? "-\u200B" : "-");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static String breaks(char next) {
        return Character.isLetterOrDigit(next) ? "\u200B" : "";
    }

    private static boolean isWww(String text, int dot) {
        return dot >= 3 && text.regionMatches(true, dot - 3, "www", 0, 3);
    }

    /** {@return the text as a code span of Markdown that also fits into a table cell} */
    static String code(String text) {
        String shown = visible(text);
        if (shown.isBlank()) {
            return "(empty)";
        }
        if (shown.indexOf('`') >= 0 || shown.indexOf('|') >= 0 || shown.indexOf('\\') >= 0) {
            return markdown(shown);
        }
        return "`".concat(shown).concat("`");
    }
}
