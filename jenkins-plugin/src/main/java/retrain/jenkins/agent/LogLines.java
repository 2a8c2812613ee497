package retrain.jenkins.agent;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The complete lines at the start of some bytes of a log. What is left of the last line is read again with the rest of it, so that nothing but a
 * position has to be kept, and a secret is never cut in two before it is masked.
 *
 * @param lines without their ends
 * @param length how many bytes they take
 * @param tooLong whether the bytes end in a line that is too long to be told; what follows up to the next line end belongs to it
 */
record LogLines(List<String> lines, int length, boolean tooLong) {
    /** Also how many bytes are read at once. */
    static final int LONGEST_LINE = 256 * 1024;

    static final String LEFT_OUT = "(A line of more than 256 KB is left out.)";

    /**
     * Splits bytes into lines.
     *
     * @param last whether the log ends here, so that the last line needs no end
     * @param amidTooLong whether the bytes before ended in a line that was too long
     */
    static LogLines of(byte[] bytes, boolean last, boolean amidTooLong) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                add(lines, bytes, start, i, amidTooLong && start == 0);
                start = i + 1;
            }
        }
        if (last && start < bytes.length) {
            add(lines, bytes, start, bytes.length, amidTooLong && start == 0);
            start = bytes.length;
        }
        if (start == 0 && bytes.length >= LONGEST_LINE) {
            return new LogLines(amidTooLong ? List.of() : List.of(LEFT_OUT), bytes.length, true);
        }
        return new LogLines(lines, start, amidTooLong && start == 0);
    }

    private static void add(List<String> lines, byte[] bytes, int start, int end, boolean leftOut) {
        if (!leftOut) {
            int to = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
            lines.add(new String(bytes, start, to - start, StandardCharsets.UTF_8));
        }
    }

    /** {@return the lines with every secret in them replaced, the longest first, as one may be a part of another} */
    static List<String> masked(List<String> lines, List<String> secrets) {
        List<String> parts = secrets.stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        return lines.stream().map(line -> masked(line, parts)).toList();
    }

    private static String masked(String line, List<String> parts) {
        String masked = line;
        for (String part : parts) {
            masked = masked.replace(part, "****");
        }
        return masked;
    }
}
