package retrain.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML, SVG and XML that is well-formed by its making: elements are closed in order, and every text and attribute value is
 * escaped. A builder of text and nothing else, because an unchanged run writes its report too.
 */
final class Markup {
    private final StringBuilder out;
    private final Deque<String> open = new ArrayDeque<>();

    Markup(int capacity) {
        out = new StringBuilder(capacity);
    }

    /** Opens an element; the attributes are names and values by turns. */
    Markup open(String element, String... attributes) {
        start(element, attributes);
        out.append('>');
        open.push(element);
        return this;
    }

    /** An element without content. */
    Markup empty(String element, String... attributes) {
        start(element, attributes);
        out.append("/>");
        return this;
    }

    private void start(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            Texts.markup(out, attributes[i + 1]);
            out.append('"');
        }
    }

    /** Closes the element that was opened last. */
    Markup close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** Closes the element that was opened last, and the line. */
    Markup closeLine() {
        close();
        return line();
    }

    Markup line() {
        out.append('\n');
        return this;
    }

    /** Text, which may be anything. */
    Markup text(String text) {
        Texts.markup(out, text);
        return this;
    }

    /** An element with a text in it. */
    Markup element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** What is markup already; never a text of unknown origin. */
    Markup trusted(String markup) {
        out.append(markup);
        return this;
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return out.toString();
    }
}
