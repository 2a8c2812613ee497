package retrain.jenkins.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a chart draws of a metric: values of candidate and champion by build, and the builds that promoted, as {@code trend.js} reads it. */
final class TrendData {
    private static final JsonFactory JSON = new JsonFactory();

    private final List<Entry> measured;

    /** @param measured oldest first */
    TrendData(List<Entry> measured) {
        this.measured = List.copyOf(measured);
    }

    /** {@return the names of all metrics} */
    NavigableSet<String> metrics() {
        NavigableSet<String> metrics = new TreeSet<>();
        measured.forEach(entry -> metrics.addAll(entry.result().getMetrics().keySet()));
        return metrics;
    }

    /** {@return whether a metric has a value that can be drawn} */
    boolean isDrawn(String metric) {
        return measured.stream()
                .anyMatch(entry -> isFinite(entry.result().getMetrics().get(metric)));
    }

    private static boolean isFinite(@Nullable Double value) {
        return value != null && Double.isFinite(value);
    }

    /** {@return a metric's data as JSON; what is undefined is null} */
    String of(String metric) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("metric", metric);
            json.writeArrayFieldStart("points");
            for (Entry entry : measured) {
                point(json, entry, metric);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void point(JsonGenerator json, Entry entry, String metric) throws IOException {
        json.writeStartObject();
        json.writeStringField("build", entry.name());
        json.writeStringField("url", entry.url());
        json.writeStringField("outcome", entry.result().getOutcome());
        if (entry.result().getVersion() != null) {
            json.writeNumberField("version", entry.result().getVersion());
        }
        json.writeBooleanField("promoted", entry.result().isPromoted());
        number(json, "candidate", entry.result().getMetrics(), metric);
        number(json, "champion", entry.result().getChampionMetrics(), metric);
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, Map<String, Double> values, String metric)
            throws IOException {
        @Nullable Double value = values.get(metric);
        if (value != null && isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }
}
