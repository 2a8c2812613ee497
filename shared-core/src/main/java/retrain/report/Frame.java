package retrain.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import retrain.run.Digest;

/**
 * What all pages have in common: one file that asks nobody for anything. Its policy allows one style sheet, by digest, and nothing
 * else: no script, no picture, no inline style, whatever a name in the data may say.
 */
final class Frame {
    private Frame() {}

    /** {@return a page that is open up to its main part} */
    static Markup begin(String title) {
        Markup html = new Markup(64 * 1024);
        html.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").line();
        head(html, title);
        html.open("body").line().open("main").line();
        return html;
    }

    private static void head(Markup html, String title) {
        String style = style();
        byte[] digest = Digest.sha256().digest(style.getBytes(StandardCharsets.UTF_8));
        String policy = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-"
                .concat(Base64.getEncoder().encodeToString(digest))
                .concat("'");
        html.open("head").line();
        html.empty("meta", "charset", "utf-8").line();
        html.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy)
                .line();
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        html.empty("meta", "name", "color-scheme", "content", "light dark").line();
        html.empty("meta", "name", "referrer", "content", "no-referrer").line();
        html.element("title", title).line();
        html.open("style").trusted(style).closeLine().closeLine();
    }

    private static String style() {
        try (InputStream in = Frame.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a word in a box and the model's name. */
    static void badge(Markup html, String style, String word, String model) {
        html.open("p")
                .element("span", word, "class", "badge ".concat(style))
                .text(" ")
                .element("strong", Texts.brief(model, 200), "class", "model")
                .closeLine();
    }

    /** Writes an entry of a list of facts. */
    static void fact(Markup html, String name, String value) {
        html.open("div")
                .element("dt", name)
                .element("dd", Texts.brief(value, 200))
                .close();
    }

    /** Writes the links to the sections. */
    static <T> void links(Markup html, List<Section<T>> sections, T shown) {
        html.open("nav", "aria-label", "Sections").open("ul");
        for (Section<T> section : sections) {
            if (section.applies(shown)) {
                html.open("li")
                        .element("a", section.title(), "href", "#".concat(section.id()))
                        .close();
            }
        }
        html.close().closeLine();
    }

    /** {@return the page, after its sections} */
    static <T> String end(Markup html, List<Section<T>> sections, T shown) {
        for (Section<T> section : sections) {
            if (section.applies(shown)) {
                html.open("section", "id", section.id())
                        .element("h2", section.title())
                        .line();
                section.write(html, shown);
                html.closeLine();
            }
        }
        html.closeLine().closeLine().closeLine();
        return html.toString();
    }
}
