package retrain.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What DuckDB says went wrong; it must have {@code errors_as_json} set.
 *
 * @param type DuckDB's kind of error, such as Binder or Conversion
 * @param message in DuckDB's words, without its hints for other front ends
 * @param offset the byte of the statement, in UTF-8, that it is about
 */
record SqlFault(String type, String message, Optional<Integer> offset) {
    static SqlFault of(SQLException thrown) {
        String text = String.valueOf(thrown.getMessage());
        int json = text.indexOf('{');
        if (json >= 0) {
            try {
                return of(ForeignJson.object(text.substring(json)));
            } catch (IOException e) {
                thrown.addSuppressed(e);
            }
        }
        return new SqlFault("", text.strip(), Optional.empty());
    }

    private static SqlFault of(Map<String, @Nullable Object> fields) {
        String position = ForeignJson.text(fields, "position");
        Optional<Integer> offset =
                position.matches("[0-9]{1,9}") ? Optional.of(Integer.valueOf(position)) : Optional.empty();
        return new SqlFault(
                ForeignJson.text(fields, "exception_type"),
                ForeignJson.text(fields, "exception_message").strip(),
                offset);
    }

    /** {@return the message on one line} */
    String line() {
        return oneLine(message);
    }

    static String oneLine(String message) {
        String line = message.strip().replaceAll("\\s*\\R\\s*", "; ");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    /** {@return file:line:column of a byte of a text; the file alone if the byte is not in the text} */
    static String place(String file, String sql, int offset) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        if (offset < 0 || offset > bytes.length) {
            return file;
        }
        String before = new String(bytes, 0, offset, StandardCharsets.UTF_8);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        String start = before.substring(before.lastIndexOf('\n') + 1);
        return file + ":" + line + ":" + (start.codePointCount(0, start.length()) + 1);
    }
}
