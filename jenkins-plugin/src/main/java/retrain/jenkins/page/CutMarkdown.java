package retrain.jenkins.page;

import java.util.stream.Stream;

/**
 * Makes Markdown fit into a space that is measured in bytes of UTF-8, and so in characters too. It ends between two lines, with every fence
 * and fold closed, and never between the head of a table and its rule.
 */
final class CutMarkdown {
    private static final String UNFOLD = "\n</details>\n";

    private final String text;
    private final int room;

    private int folds;
    private int end;
    private int foldsAtEnd;

    private CutMarkdown(String text, int room) {
        this.text = text;
        this.room = room;
    }

    /**
     * {@return the text, if it fits; else as many of its lines as do, and the notice}
     *
     * @param notice a paragraph that says where the rest is; shorter than the limit
     */
    static String within(int limit, String text, String notice) {
        if (bytes(text, 0, text.length()) <= limit) {
            return text;
        }
        String tail = "\n" + notice + "\n";
        return new CutMarkdown(text, limit - bytes(tail, 0, tail.length())).cut() + tail;
    }

    private String cut() {
        Fence fence = new Fence();
        int used = 0;
        int line = 0;
        while (line < text.length()) {
            int next = next(line);
            used += bytes(text, line, next);
            boolean fenced = fence.take(text.substring(line, next));
            if (used > room) {
                return line == 0 && room > 1 && !fenced && isProse(0, next) ? begun(next) : closed();
            }
            folds += fenced ? 0 : folds(line, next);
            if (!fenced && !isRule(next) && used + folds * UNFOLD.length() <= room) {
                end = next;
                foldsAtEnd = folds;
            }
            line = next;
        }
        return closed();
    }

    private String closed() {
        return text.substring(0, end) + UNFOLD.repeat(foldsAtEnd);
    }

    /** {@return the first line, as far as it fits: not even that does as a whole} */
    private String begun(int end) {
        int used = 0;
        int at = 0;
        while (at < end && used + bytes(text.codePointAt(at)) < room) {
            used += bytes(text.codePointAt(at));
            at += Character.charCount(text.codePointAt(at));
        }
        return text.substring(0, at) + "\n";
    }

    /** {@return whether a line is words alone, which may end anywhere} */
    private boolean isProse(int from, int to) {
        return !isRow(from) && !text.substring(from, to).contains("<");
    }

    private int next(int line) {
        int newline = text.indexOf('\n', line);
        return newline < 0 ? text.length() : newline + 1;
    }

    private int folds(int from, int to) {
        String line = text.substring(from, to);
        return count(line, "<details") - count(line, "</details>");
    }

    private static int count(String line, String word) {
        int count = 0;
        for (int at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
            count++;
        }
        return count;
    }

    private boolean isRow(int line) {
        return text.startsWith("|", line);
    }

    /** {@return whether the line may make a table of the one before} */
    private boolean isRule(int line) {
        return Stream.of("|-", "|:", "| -", "| :").anyMatch(start -> text.startsWith(start, line));
    }

    private static int bytes(String text, int from, int to) {
        return text.substring(from, to).codePoints().map(CutMarkdown::bytes).sum();
    }

    /** {@return the bytes of a character in UTF-8; three for half of a pair, as its replacement has} */
    private static int bytes(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    /** Knows which lines are of a fenced block, its first and last included. */
    private static final class Fence {
        private String open = "";

        /** {@return whether nothing may end after the line} */
        boolean take(String line) {
            String bare = line.stripTrailing();
            String mark = mark(bare.stripLeading());
            if (open.isEmpty()) {
                open = isOpening(bare, mark) ? mark : "";
            } else if (bare.strip().equals(mark) && mark.startsWith(open)) {
                open = "";
            }
            return !open.isEmpty();
        }

        private static boolean isOpening(String line, String mark) {
            int indent = line.indexOf(mark);
            return mark.length() >= 3 && indent < 4 && line.indexOf('`', indent + mark.length()) < 0;
        }

        /** {@return the backticks or tildes that a line begins with} */
        private static String mark(String line) {
            int length = 0;
            while (length < line.length()
                    && "`~".indexOf(line.charAt(0)) >= 0
                    && line.charAt(length) == line.charAt(0)) {
                length++;
            }
            return line.substring(0, length);
        }
    }
}
