package retrain.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a source file is, by its name. */
public enum SourceFormat {
    /** Comma (or semicolon, tab, bar) separated, UTF-8, the names of the columns in the first line; may be gzipped. */
    CSV(".+\\.csv(\\.gz)?"),
    /** Columnar; with its types. */
    PARQUET(".+\\.parquet"),
    /** An object a line, or an array of objects; may be gzipped. */
    JSON(".+\\.(json|ndjson|jsonl)(\\.gz)?");

    @SuppressWarnings("ImmutableEnumChecker") // a pattern never changes
    private final Pattern names;

    SourceFormat(String names) {
        this.names = Pattern.compile("(?s)" + names);
    }

    /** {@return the format of a file; empty if its name ends like none} */
    public static Optional<SourceFormat> of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        for (SourceFormat format : values()) {
            if (format.names.matcher(name).matches()) {
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
