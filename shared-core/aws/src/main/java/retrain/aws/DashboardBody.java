package retrain.aws;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import retrain.spec.Metric;
import retrain.spec.Spec;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;

/**
 * The body of a dashboard: what runs came to, how long they took, candidate against champion, the live model, drift. Its form is "Dashboard
 * body structure and syntax" of CloudWatch. A golden file holds it.
 */
final class DashboardBody {
    private static final int WIDTH = 12;
    private static final int HEIGHT = 6;
    private static final int HOUR = 3600;

    private final JsonWriter json = JsonWriter.create();
    private final String namespace;
    private final String model;
    private final String region;
    private int widgets;

    private DashboardBody(String namespace, String model, String region) {
        this.namespace = namespace;
        this.model = model;
        this.region = region;
    }

    /** @param metrics those that are computed */
    static String of(Spec spec, String region, List<Metric> metrics) {
        String namespace = spec.history().cloudwatch().orElseThrow().namespace();
        return new DashboardBody(namespace, spec.model(), region).write(metrics);
    }

    private String write(List<Metric> metrics) {
        json.writeStartObject().writeFieldName("widgets").writeStartArray();
        figures("Runs", "Maximum", List.of("RunPromoted", "RunRejected", "RunInconclusive", "Due"));
        search("Seconds of each stage", "Maximum", "StageDuration", "Stage");
        for (Metric metric : metrics) {
            quality(metric.word());
        }
        figures("Drift", "Maximum", List.of("DriftedColumns", "DriftShare", "DriftJointAuc", "Alarm"));
        figures(
                "Predictions",
                "Maximum",
                List.of(
                        "LivePredictions",
                        "LivePredictionsLabelled",
                        "LivePredictionsPending",
                        "LivePredictionsOverdue"));
        search("Rows", "Maximum", "Rows", "Table");
        json.writeEndArray().writeEndObject();
        return new String(json.getBytes(), StandardCharsets.UTF_8);
    }

    private void figures(String title, String statistic, List<String> names) {
        begin(title, statistic);
        names.forEach(name -> metric(name, Map.of()));
        end();
    }

    private void quality(String metric) {
        begin(metric, "Average");
        metric("CandidateMetric", Map.of("Metric", metric));
        metric("ChampionMetric", Map.of("Metric", metric));
        metric("LiveMetric", Map.of("Basis", "realised", "Metric", metric));
        metric("LiveMetric", Map.of("Basis", "estimated", "Metric", metric));
        metric("LiveMetricPromised", Map.of("Metric", metric));
        end();
    }

    private void metric(String name, Map<String, String> dimensions) {
        json.writeStartArray().writeValue(namespace).writeValue(name);
        new java.util.TreeMap<>(dimensions).forEach((k, v) -> json.writeValue(k).writeValue(v));
        json.writeValue("Model").writeValue(model).writeEndArray();
    }

    /** All values that a dimension has. */
    private void search(String title, String statistic, String metric, String dimension) {
        begin(title, statistic);
        String all = "SEARCH('{\"" + namespace + "\",\"Model\",\"" + dimension + "\"} MetricName=\"" + metric
                + "\" Model=\"" + model + "\"', '" + statistic + "', " + HOUR + ")";
        json.writeStartArray().writeStartObject();
        json.writeFieldName("expression").writeValue(all);
        json.writeFieldName("label").writeValue("${PROP('Dim." + dimension + "')}");
        json.writeEndObject().writeEndArray();
        end();
    }

    private void begin(String title, String statistic) {
        json.writeStartObject();
        json.writeFieldName("type").writeValue("metric");
        number("x", widgets % 2 * WIDTH);
        number("y", widgets / 2 * HEIGHT);
        number("width", WIDTH);
        number("height", HEIGHT);
        json.writeFieldName("properties").writeStartObject();
        json.writeFieldName("title").writeValue(title);
        json.writeFieldName("region").writeValue(region);
        json.writeFieldName("view").writeValue("timeSeries");
        json.writeFieldName("stat").writeValue(statistic);
        number("period", HOUR);
        json.writeFieldName("metrics").writeStartArray();
        widgets++;
    }

    private void number(String name, int value) {
        json.writeFieldName(name).writeValue(value);
    }

    private void end() {
        json.writeEndArray().writeEndObject().writeEndObject();
    }
}
