package retrain.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a source file is, by its name. */
public enum SourceFormat {
    /** Comma (or semicolon, tab, bar) separated, UTF-8, the names of the columns in the first line; may be gzipped. */
    CSV(".csv", ".csv.gz"),
    /** Columnar; with its types. */
    PARQUET(".parquet"),
    /** An object a line, or an array of objects; may be gzipped. */
    JSON(".json", ".ndjson", ".jsonl", ".json.gz", ".ndjson.gz", ".jsonl.gz");

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
    private final List<String> ends;

    SourceFormat(String... ends) {
        this.ends = List.of(ends);
    }

    /** {@return the format of a file; empty if its name ends like none} */
    public static Optional<SourceFormat> of(Path file) {
        return of(file.toString());
    }

    static Optional<SourceFormat> of(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        for (SourceFormat format : values()) {
            for (String end : format.ends) {
                if (name.endsWith(end) && name.length() > end.length()) {
                    return Optional.of(format);
                }
            }
        }
        return Optional.empty();
    }

    /** {@return whether the file is gzipped} */
    public static boolean isGzipped(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    }
}
