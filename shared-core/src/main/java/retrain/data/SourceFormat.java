package retrain.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What a source file is, by its name. */
public enum SourceFormat {
    /** Comma (or semicolon, tab, bar) separated, UTF-8, the names of the columns in the first line; may be gzipped. */
    CSV(".+\\.csv(\\.gz)?"),
    /** Columnar; with its types. */
    PARQUET(".+\\.parquet"),
    /** An object a line, or an array of objects; may be gzipped. */
    JSON(".+\\.(json|ndjson|jsonl)(\\.gz)?");

    private final String names;

    SourceFormat(String names) {
        this.names = names;
    }

    /** {@return the format of a file; empty if its name ends like none} */
    public static Optional<SourceFormat> of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        for (SourceFormat format : values()) {
            if (name.matches("(?s)" + format.names)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** {@return whether the file is gzipped} */
    public static boolean isGzipped(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    }
}
