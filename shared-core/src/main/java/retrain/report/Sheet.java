package retrain.report;

import java.util.ArrayList;
import java.util.List;

/** A table that the page and the summary both show, so that they say the same. */
final class Sheet {
    /** What a column holds. */
    enum Kind {
        /** Of the row; the first column, and no other. */
        NAME,
        TEXT,
        NUMBER,
        /** A number, and after the first comma what is to say about it. */
        VALUE,
        /** A number, and after a space whether it is good. */
        JUDGED,
        /** A word or two. */
        WORD,
        PROSE,
        /** A word of {@link Marks#of(retrain.gate.Verdict)}. */
        VERDICT,
        /** Signs that stand one below the other in type of equal width; the page draws instead, and leaves it out. */
        DRAWING
    }

    /** The characters of a cell at most, except in prose. */
    private static final int CELL = 200;

    private record Column(String name, Kind kind) {}

    private final String caption;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    Sheet(String caption) {
        this.caption = caption;
    }

    Sheet column(String name, Kind kind) {
        columns.add(new Column(name, kind));
        return this;
    }

    /** A row with a cell a column. */
    Sheet row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void write(Markup html) {
        Grid grid = Grid.begin(html, caption);
        for (Column column : columns) {
            if (isNumber(column.kind())) {
                grid.numberHead(Texts.brief(column.name(), 60));
            } else if (column.kind() != Kind.DRAWING) {
                grid.head(Texts.brief(column.name(), 60));
            }
        }
        for (List<String> row : rows) {
            for (int i = 0; i < columns.size(); i++) {
                cell(html, grid, columns.get(i).kind(), row.get(i));
            }
        }
        grid.end();
    }

    private static void cell(Markup html, Grid grid, Kind kind, String text) {
        switch (kind) {
            case NAME -> grid.row(text);
            case TEXT -> grid.cell(Texts.brief(text, CELL));
            case NUMBER -> grid.number(Texts.brief(text, CELL));
            case VALUE -> value(html, text);
            case JUDGED -> judged(html, text);
            case WORD -> grid.word(Texts.brief(text, CELL));
            case PROSE -> grid.prose(Texts.brief(text, 1_000));
            case VERDICT ->
                html.open("td", "class", "word")
                        .element("strong", text, "class", Marks.styleOfVerdict(text))
                        .close();
            case DRAWING -> {}
        }
    }

    private static boolean isNumber(Kind kind) {
        return kind == Kind.NUMBER || kind == Kind.VALUE || kind == Kind.JUDGED;
    }

    private static void value(Markup html, String text) {
        int comma = text.indexOf(", ");
        html.open("td", "class", comma < 0 ? "number" : "number metric")
                .text(comma < 0 ? text : text.substring(0, comma));
        if (comma >= 0) {
            html.text(" ").element("small", Texts.brief(text.substring(comma + 2), 400));
        }
        html.close();
    }

    private static void judged(Markup html, String text) {
        int space = text.indexOf(' ');
        html.open("td", "class", "number").text(space < 0 ? text : text.substring(0, space));
        if (space >= 0) {
            html.element(
                    "span", text.substring(space), "class", text.endsWith(" better") ? "judged good" : "judged bad");
        }
        html.close();
    }

    /** Writes the first rows, and how many there are more. */
    void write(Comment out, int most, String what) {
        String[] heads = new String[columns.size()];
        StringBuilder rule = new StringBuilder("|");
        for (int i = 0; i < heads.length; i++) {
            heads[i] = Comment.sentence(columns.get(i).name(), 60);
            rule.append(isNumber(columns.get(i).kind()) ? "--:|" : "---|");
        }
        out.line("");
        out.row(heads);
        out.line(rule.toString());
        for (List<String> row : rows.subList(0, Math.min(most, rows.size()))) {
            String[] cells = new String[heads.length];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = cell(columns.get(i).kind(), row.get(i));
            }
            out.row(cells);
        }
        out.more(rows.size() - most, what);
    }

    private static String cell(Kind kind, String text) {
        return switch (kind) {
            case NAME -> Comment.code(text);
            case DRAWING -> text.isEmpty() ? "" : "`".concat(text).concat("`");
            case VERDICT -> text;
            case TEXT, NUMBER, WORD -> Comment.sentence(text, CELL);
            case VALUE, JUDGED, PROSE -> Comment.sentence(text, Comment.SENTENCE);
        };
    }
}
