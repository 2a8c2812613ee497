package retrain.lambda;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.s3.S3Client;

/** The sources of a preparation: files of comma separated values in S3, which may be gzipped. */
public final class PrepareSources {
    private final JsonNode request;
    private final S3Client s3;

    PrepareSources(JsonNode request, S3Client s3) {
        this.request = request;
        this.s3 = s3;
    }

    /** {@return the addresses of a source's files} */
    public List<String> files(String source) {
        return request.field("sources").flatMap(s -> s.field(source)).map(JsonNode::asArray).stream()
                .flatMap(List::stream)
                .map(JsonNode::text)
                .toList();
    }

    /** {@return a text of {@code data.prepare.lambda.arguments}, if the spec gives it} */
    public Optional<String> argument(String name) {
        return Events.text(request, "arguments", name);
    }

    /**
     * Reads every row of a source, file by file, none of them kept.
     *
     * @param row takes a row: its values by the names in the first line of its file
     */
    public void forEach(String source, Consumer<Map<String, String>> row) throws IOException {
        for (String address : files(source)) {
            if (!address.matches(".*\\.csv(\\.gz)?")) {
                throw new InvalidInput(address + " is neither csv nor csv.gz: prepare it by 'sql' or 'glue'");
            }
            PrepareHandler.S3Object from = PrepareHandler.S3Object.of(address);
            try (InputStream in = s3.getObject(r -> r.bucket(from.bucket()).key(from.key()));
                    BufferedReader lines = new BufferedReader(new InputStreamReader(
                            address.endsWith(".gz") ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8))) {
                read(lines, address, row);
            }
        }
    }

    private static void read(BufferedReader lines, String address, Consumer<Map<String, String>> row)
            throws IOException {
        List<String> names = record(lines).orElse(List.of());
        for (Optional<List<String>> next = record(lines); next.isPresent(); next = record(lines)) {
            List<String> values = next.get();
            boolean blank = values.size() == 1 && values.get(0).isEmpty() && names.size() > 1;
            if (!blank && values.size() != names.size()) {
                throw new InvalidInput(address + " has a row of " + values.size() + " values for " + names.size()
                        + " columns: " + values.get(0));
            }
            if (!blank) {
                row.accept(named(names, values));
            }
        }
    }

    private static Map<String, String> named(List<String> names, List<String> values) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            named.put(names.get(i), values.get(i));
        }
        return named;
    }

    /** {@return the values of the next record, as RFC 4180 has them; empty at the end} */
    private static Optional<List<String>> record(BufferedReader in) throws IOException {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        int c = in.read();
        boolean ended = c < 0;
        for (; c >= 0 && (quoted || c != '\n'); c = in.read()) {
            if (c == '"') {
                boolean doubled = quoted && isNext(in, '"');
                if (doubled) {
                    value.append((char) in.read());
                }
                quoted = !quoted || doubled;
            } else if (c == ',' && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else if (c != '\r' || quoted) {
                value.append((char) c);
            }
        }
        values.add(value.toString());
        return ended ? Optional.empty() : Optional.of(values);
    }

    private static boolean isNext(BufferedReader in, char wanted) throws IOException {
        in.mark(1);
        boolean is = in.read() == wanted;
        in.reset();
        return is;
    }
}
