package retrain.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a program prints, cut into lines: kept in a file, the last lines also here. A carriage return ends a line too (progress bars), and
 * a line without an end is cut, so that no output, however long, fills the heap or the disk.
 */
final class OutputLines {
    private static final int LONGEST_LINE = 8192;
    private static final int TAIL = 20;
    private static final long LARGEST_LOG = 64L << 20;

    private final Consumer<String> lines;
    private final Deque<String> tail = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private long logged;

    OutputLines(Consumer<String> lines) {
        this.lines = lines;
    }

    /** Reads to the end. */
    void read(InputStream output, OutputStream log) throws IOException {
        Reader reader = new InputStreamReader(output, StandardCharsets.UTF_8);
        char[] buffer = new char[8192];
        for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
            for (int i = 0; i < n; i++) {
                add(buffer[i], log);
            }
            log.flush();
        }
        end(log);
    }

    private void add(char c, OutputStream log) throws IOException {
        if (c == '\n' || c == '\r') {
            end(log);
            return;
        }
        line.append(c);
        if (line.length() >= LONGEST_LINE) {
            end(log);
        }
    }

    private void end(OutputStream log) throws IOException {
        if (line.isEmpty()) {
            return;
        }
        String text = line.toString();
        line.setLength(0);
        log(text, log);
        synchronized (tail) {
            tail.addLast(text);
            if (tail.size() > TAIL) {
                tail.removeFirst();
            }
        }
        lines.accept(text);
    }

    private void log(String text, OutputStream log) throws IOException {
        byte[] bytes = (text + '\n').getBytes(StandardCharsets.UTF_8);
        if (logged <= LARGEST_LOG) {
            log.write(logged + bytes.length > LARGEST_LOG ? "(cut)\n".getBytes(StandardCharsets.UTF_8) : bytes);
        }
        logged += bytes.length;
    }

    /** {@return the last lines} */
    List<String> tail() {
        synchronized (tail) {
            return List.copyOf(tail);
        }
    }
}
