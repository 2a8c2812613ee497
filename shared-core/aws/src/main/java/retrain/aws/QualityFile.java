package retrain.aws;

import java.util.LinkedHashMap;
import java.util.Map;
import retrain.report.TrackedRun;
import retrain.spec.Task;

/**
 * The metrics of a candidate in the form that SageMaker's registry shows: an object by the kind of task, a metric each with value and
 * standard deviation ("Model quality metrics" in the SageMaker guide). The deviation is not known by itself and NaN; the limits of the
 * interval are beside it.
 */
final class QualityFile {
    private QualityFile() {}

    static String of(TrackedRun run, Task task) {
        Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
        for (TrackedRun.Point point : run.metrics()) {
            int dot = point.metric().indexOf('.');
            String name = dot < 0 ? point.metric() : point.metric().substring(0, dot);
            String part = dot < 0 ? "value" : point.metric().substring(dot + 1);
            boolean limit = metrics.containsKey(name) && (part.equals("lower") || part.equals("upper"));
            if (limit || (dot < 0 && !name.equals("holdout_rows"))) {
                metrics.computeIfAbsent(name, n -> new LinkedHashMap<>()).put(part, point.value());
            }
        }
        return write(kind(task), metrics);
    }

    private static String kind(Task task) {
        return switch (task) {
            case BINARY -> "binary_classification_metrics";
            case MULTICLASS -> "multiclass_classification_metrics";
            case REGRESSION -> "regression_metrics";
        };
    }

    private static String write(String kind, Map<String, Map<String, Double>> metrics) {
        StringBuilder json = new StringBuilder("{\"" + kind + "\":{");
        String before = "";
        for (Map.Entry<String, Map<String, Double>> metric : metrics.entrySet()) {
            json.append(before).append('"').append(metric.getKey()).append("\":{\"standard_deviation\":\"NaN\"");
            metric.getValue()
                    .forEach(
                            (k, v) -> json.append(",\"").append(k).append("\":").append(v));
            json.append('}');
            before = ",";
        }
        return json.append("}}").toString();
    }
}
