package retrain.report;

/** Markdown that ends with a notice where it would become longer than the strictest host of pull requests allows. */
final class Comment {
    /** The characters of a sentence at most. */
    static final int SENTENCE = 400;

    private static final int NAME = 120;

    /** Bytes in UTF-8, so that it holds for hosts that count bytes and for those that count characters. */
    private static final int MOST = 65_535;

    private static final String END = "\n</details>\n";

    private final StringBuilder out = new StringBuilder(4_096);
    private final String page;
    private final String notice;
    private int room;
    private boolean cut;
    private boolean inside;

    /** A comment that refers to a page for what it leaves out. */
    Comment(String page) {
        this.page = page;
        this.notice =
                Texts.join("\n\n_Cut here, because comments are at most 65,535 characters long; see `", page, "`._\n");
        this.room = MOST - notice.length() - END.length();
    }

    static String sentence(String text, int most) {
        return Texts.markdown(Texts.brief(text, most));
    }

    static String code(String text) {
        return Texts.code(Texts.brief(text, NAME));
    }

    void row(String... cells) {
        StringBuilder row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(' ').append(cell).append(" |");
        }
        line(row.toString());
    }

    void line(String text) {
        room -= bytes(text) + 1;
        cut |= room < 0;
        if (!cut) {
            out.append(text).append('\n');
        }
    }

    /** A paragraph of text that may be anything. */
    void paragraph(String text) {
        line("");
        line(sentence(text, 2_000));
    }

    void more(int count, String what) {
        if (count > 0) {
            line("");
            line(Texts.join("… and ", Figures.count(count), " more ", what, " in `", page, "`."));
        }
    }

    void begin(String summary) {
        line("");
        line("<details><summary>".concat(summary).concat("</summary>"));
        inside |= !cut;
    }

    void end() {
        if (!cut) {
            out.append(END);
            room -= END.length();
            inside = false;
        }
    }

    private static int bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    @Override
    public String toString() {
        if (!cut) {
            return out.toString();
        }
        return out + (inside ? END : "") + notice;
    }
}
