package retrain.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;
import retrain.data.SourceFormat;
import retrain.data.Sources;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.SqlText;

/**
 * The JSON lines in which SageMaker endpoints capture requests and replies, and in which ground truth is given to Model Monitor, as tables:
 * {@code event_id}, {@code inference_time}, {@code unit_id}, {@code variant}, a column for each score, and one for each feature of the
 * request; or
 * {@code event_id} and the label.
 *
 * <p>The id of an event is its inference id, if the caller gave one, else its event id. Of a request for several rows the rows' ids are
 * {@code <id>/1}, {@code <id>/2} and so on.
 */
final class CaptureFiles {
    private static final String ID = "event_id";
    private static final String TIME = "inference_time";
    private static final String UNIT = "unit_id";
    private static final String VARIANT = "variant";

    /** SageMaker writes {@code <endpoint>/<variant>/yyyy/mm/dd/hh/<file>}. */
    private static final Pattern BY_HOUR = Pattern.compile(".*/([^/]+)/[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9]{2}/[^/]+");

    private static final Pattern VERSION = Pattern.compile("v[0-9]+");

    private final DuckDb database;
    private final Path base;
    private final Map<String, Integer> wrong = new LinkedHashMap<>();
    private final Map<String, String> firstWrong = new LinkedHashMap<>();
    private long others;

    CaptureFiles(DuckDb database, Path base) {
        this.database = database;
        this.base = base;
    }

    /** {@return whether the files are captured predictions: the first says it} */
    static boolean isCapture(List<Path> files) {
        return begins(files, "\"captureData\"");
    }

    /** {@return whether the files are ground truth: the first says it} */
    static boolean isGroundTruth(List<Path> files) {
        return begins(files, "\"groundTruthData\"");
    }

    private static boolean begins(List<Path> files, String word) {
        if (files.isEmpty() || SourceFormat.of(files.get(0)).orElse(SourceFormat.CSV) != SourceFormat.JSON) {
            return false;
        }
        try (BufferedReader lines = lines(files.get(0))) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    return line.contains(word);
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static BufferedReader lines(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        try {
            return new BufferedReader(new InputStreamReader(
                    SourceFormat.isGzipped(file) ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    /**
     * Makes the table of predictions.
     *
     * @param features of a request, in their order
     * @param only the version whose predictions count, {@code v3}; those of other versions are left out
     */
    void predictions(String table, List<Path> files, List<String> scores, List<String> features, Optional<String> only)
            throws SQLException {
        List<String> columns = new ArrayList<>(List.of(ID, TIME, UNIT, VARIANT));
        columns.addAll(scores);
        columns.addAll(features);
        read(table, files, columns, (file, event, rows) -> {
            String variant = event.variant().orElseGet(() -> folder(file));
            if (only.isPresent()
                    && VERSION.matcher(variant).matches()
                    && !only.get().equals(variant)) {
                others++;
                return;
            }
            List<List<String>> found = event.scores(scores.size());
            List<List<@Nullable String>> known = event.features(features, found.size());
            for (int row = 0; row < found.size(); row++) {
                List<@Nullable String> values = new ArrayList<>();
                Collections.addAll(values, event.id(row, found.size()), event.time(), event.unit(), variant);
                values.addAll(found.get(row));
                values.addAll(known.get(row));
                rows.add(values);
            }
        });
    }

    /** {@return the folder that SageMaker names after the variant; empty if there is none} */
    private static String folder(Path file) {
        Matcher parts = BY_HOUR.matcher(file.toString().replace('\\', '/'));
        return parts.matches() ? parts.group(1) : "";
    }

    /** Makes the table of labels. */
    void labels(String table, List<Path> files, String label) throws SQLException {
        read(table, files, List.of(ID, label), (file, event, rows) -> {
            List<List<String>> found = event.truth();
            for (int row = 0; row < found.size(); row++) {
                rows.add(List.of(event.id(row, found.size()), found.get(row).get(0)));
            }
        });
    }

    /** {@return what could not be read, a sentence each} */
    List<String> notes() {
        Stream<String> left = others == 0
                ? Stream.empty()
                : Stream.of(String.format(
                        Locale.ROOT, "%,d captured events are of other versions, and are left out", others));
        return Stream.concat(left, unreadable()).toList();
    }

    private Stream<String> unreadable() {
        return wrong.entrySet().stream()
                .map(e -> String.format(
                        Locale.ROOT,
                        "%,d captured events %s, and are left out; the first is %s",
                        e.getValue(),
                        e.getKey(),
                        firstWrong.get(e.getKey())));
    }

    /** Takes the rows of an event. */
    private interface Taken {
        void rows(Path file, CapturedEvent event, List<List<@Nullable String>> rows) throws CapturedEvent.Unreadable;
    }

    private void read(String table, List<Path> files, List<String> columns, Taken taken) throws SQLException {
        database.execute("CREATE TEMP TABLE " + SqlText.name(table)
                + columns.stream().map(c -> SqlText.name(c) + " VARCHAR").collect(Collectors.joining(", ", " (", ")")));
        List<Problem> problems = new ArrayList<>();
        long read = 0;
        try (DuckDBAppender appender = database.connection().createAppender("temp", "main", table)) {
            for (Path file : files) {
                try {
                    read += read(file, appender, taken);
                } catch (IOException e) {
                    problems.add(new Problem(
                            Code.DATA_MALFORMED,
                            Sources.name(base, file),
                            "cannot be read (" + e.getMessage() + ")",
                            "Fetch the file again"));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        if (read == 0 && !wrong.isEmpty()) {
            throw new InvalidInput(
                    Code.DATA_MALFORMED,
                    "monitor.live." + table,
                    String.join("; ", notes()),
                    "Look at what the endpoint captures and at its content types; docs/live-quality.md has the forms that are read");
        }
    }

    /** {@return how many rows there were} */
    private long read(Path file, DuckDBAppender appender, Taken taken) throws IOException, SQLException {
        long read = 0;
        try (BufferedReader lines = lines(file)) {
            int number = 0;
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                List<List<@Nullable String>> rows = new ArrayList<>();
                try {
                    taken.rows(file, CapturedEvent.of(line), rows);
                } catch (CapturedEvent.Unreadable e) {
                    String what = String.valueOf(e.getMessage());
                    wrong.merge(what, 1, Integer::sum);
                    firstWrong.putIfAbsent(what, Sources.name(base, file) + ":" + number);
                    continue;
                }
                for (List<@Nullable String> row : rows) {
                    append(appender, row);
                }
                read += rows.size();
            }
        }
        return read;
    }

    private static void append(DuckDBAppender appender, List<@Nullable String> row) throws SQLException {
        appender.beginRow();
        for (@Nullable String value : row) {
            if (value == null) {
                appender.appendNull();
            } else {
                appender.append(value);
            }
        }
        appender.endRow();
    }
}
