package retrain.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import retrain.data.SourceFormat;
import retrain.spec.SqlText;

/** How Spark is to read files that are not CSV. */
final class SparkFiles {
    private SparkFiles() {}

    /** {@return the files of a source in groups; of JSON those that hold an array are read in another way than those with an object a line} */
    static List<SparkTask.Files> of(DuckDb database, String source, List<Path> files) throws SQLException, IOException {
        Map<String, ArrayList<String>> groups = new LinkedHashMap<>();
        boolean json = false;
        for (Path file : files) {
            json = SourceFormat.of(file).equals(Optional.of(SourceFormat.JSON));
            String format = !json ? "parquet" : isArray(file) ? "json-array" : "json";
            groups.computeIfAbsent(format, f -> new ArrayList<>())
                    .add(file.toAbsolutePath().normalize().toString());
        }
        List<SparkTask.Typed> columns = json
                ? DuckDbTypes.describe(database, "SELECT * FROM " + SqlText.name(source)).stream()
                        .map(c -> new SparkTask.Typed(c.name(), c.sqlType()))
                        .toList()
                : List.of();
        return groups.entrySet().stream()
                .map(g -> new SparkTask.Files(g.getKey(), g.getValue(), "", columns))
                .toList();
    }

    private static boolean isArray(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                InputStream content = SourceFormat.isGzipped(file) ? new GZIPInputStream(in) : in) {
            int c = content.read();
            while (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xEF || c == 0xBB || c == 0xBF) {
                c = content.read();
            }
            return c == '[';
        }
    }
}
