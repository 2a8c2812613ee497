package retrain.lambda;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Takes the rows that a function makes, the names of their columns first. */
public final class PrepareRows implements AutoCloseable {
    private final BufferedWriter out;
    private int columns;

    PrepareRows(Path file) throws IOException {
        out = new BufferedWriter(
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8));
    }

    /** Names the columns; once, before the first row. */
    public void header(String... names) {
        if (columns > 0) {
            throw new IllegalStateException("the columns have names already");
        }
        columns = names.length;
        write(names);
    }

    /**
     * Adds a row.
     *
     * @param values in the order of the columns; one that is absent is empty
     */
    public void add(@Nullable String... values) {
        if (values.length != columns) {
            throw new IllegalArgumentException(values.length + " values for " + columns + " columns");
        }
        write(values);
    }

    private void write(@Nullable String... fields) {
        try {
            for (int i = 0; i < fields.length; i++) {
                out.write(i == 0 ? "" : ",");
                out.write(quoted(fields[i]));
            }
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quoted(@Nullable String field) {
        if (field == null) {
            return "";
        }
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
