package retrain.report;

/** A table of HTML in a box of its own that scrolls when the table is wider than the page. */
final class Grid {
    private final Markup html;
    private boolean rows;
    private boolean row;

    private Grid(Markup html) {
        this.html = html;
    }

    /** Begins a table; the columns' heads follow, then the rows. */
    static Grid begin(Markup html, String caption) {
        html.open("div", "class", "box", "tabindex", "0", "role", "region", "aria-label", caption)
                .open("table")
                .element("caption", caption)
                .open("thead")
                .open("tr");
        return new Grid(html);
    }

    Grid head(String name) {
        html.element("th", name, "scope", "col");
        return this;
    }

    /** A column of numbers. */
    Grid numberHead(String name) {
        html.element("th", name, "scope", "col", "class", "number");
        return this;
    }

    /** Begins a row, which its first cell names. */
    Grid row(String name) {
        beginRow().element("th", Texts.brief(name, 200), "scope", "row");
        return this;
    }

    /** Begins a row. {@return where its first cell, the row's name, is to be written} */
    Markup beginRow() {
        if (row) {
            html.closeLine();
        }
        if (!rows) {
            html.close().closeLine().open("tbody").line();
            rows = true;
        }
        row = true;
        return html.open("tr");
    }

    Grid cell(String text) {
        html.element("td", text, "class", "text");
        return this;
    }

    /** A cell of sentences, which is not squeezed. */
    Grid prose(String text) {
        html.element("td", text, "class", "prose");
        return this;
    }

    Grid number(String text) {
        html.element("td", text, "class", "number");
        return this;
    }

    /** A cell of a word or two, which stay on one line. */
    Grid word(String text) {
        html.element("td", text, "class", "word");
        return this;
    }

    /** A cell of digits and the like that may be broken anywhere. */
    Grid code(String text) {
        html.open("td", "class", "prose").element("code", text).close();
        return this;
    }

    /** A cell with a horizontal bar. */
    Grid bar(double share) {
        html.open("td", "class", "bar")
                .open(
                        "svg",
                        "class",
                        "bar",
                        "viewBox",
                        "0 0 100 10",
                        "width",
                        "100",
                        "height",
                        "10",
                        "preserveAspectRatio",
                        "none",
                        "aria-hidden",
                        "true");
        html.empty(
                "rect",
                "class",
                "candidate-fill",
                "fill",
                "#0b5fa5",
                "height",
                "10",
                "width",
                Outline.number(Math.max(0, Math.min(1, share)) * 100));
        html.close().close();
        return this;
    }

    /** Ends the table. */
    void end() {
        if (row) {
            html.closeLine().close();
        } else {
            html.close().close();
        }
        html.close().closeLine();
    }
}
