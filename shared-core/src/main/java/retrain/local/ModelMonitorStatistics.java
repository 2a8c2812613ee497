package retrain.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import retrain.data.Baseline;

/**
 * Reads SageMaker Model Monitor's {@code statistics.json}. Numbers are taken from the KLL sketch (Karnin, Lang and Liberty 2016, arXiv
 * 1603.05346): a value of the i-th list stands for 2^i rows. Without a sketch from the buckets.
 */
final class ModelMonitorStatistics {
    /** Of a sketch's values no more are compared; the largest difference is then missed by less than a 500th. */
    private static final int MOST_BOUNDS = 500;

    private ModelMonitorStatistics() {}

    /** @throws IOException if it is no JSON or not of this form */
    static List<Baseline> read(String json) throws IOException {
        if (!(ForeignJson.object(json).get("features") instanceof List<?> features)) {
            throw new IOException("there is no list of features");
        }
        List<Baseline> baselines = new ArrayList<>();
        for (Object item : features) {
            if (!(item instanceof Map<?, ?> feature)
                    || ForeignJson.text(feature, "name").isEmpty()) {
                throw new IOException("a feature has no name");
            }
            Baseline baseline = baseline(feature);
            if (baseline.ofNumbers() || !baseline.values().isEmpty()) {
                baselines.add(baseline);
            }
        }
        return baselines;
    }

    private static Baseline baseline(Map<?, ?> feature) throws IOException {
        Map<?, ?> kll = at(feature, "numerical_statistics", "distribution", "kll");
        boolean sketched = at(kll, "sketch").get("data") instanceof List<?>;
        return new Baseline(
                ForeignJson.text(feature, "name"),
                sketched ? ofSketch((List<?>) at(kll, "sketch").get("data")) : ofBuckets(kll),
                !sketched,
                texts(at(feature, "string_statistics", "distribution", "categorical")));
    }

    private static SortedMap<Double, Long> ofSketch(@Nullable List<?> lists) throws IOException {
        TreeMap<Double, Long> rows = new TreeMap<>();
        long weight = 1;
        for (Object list : lists == null ? List.of() : lists) {
            if (!(list instanceof List<?> values)) {
                throw new IOException("the sketch's data is no list of lists");
            }
            for (Object value : values) {
                rows.merge(number(value), weight, Long::sum);
            }
            weight *= 2;
        }
        TreeMap<Double, Long> upTo = new TreeMap<>();
        int step = rows.size() / MOST_BOUNDS + 1;
        long sum = 0;
        int at = 0;
        for (Map.Entry<Double, Long> value : rows.entrySet()) {
            sum += value.getValue();
            if (++at % step == 0 || at == rows.size()) {
                upTo.put(value.getKey(), sum);
            }
        }
        return upTo;
    }

    private static SortedMap<Double, Long> ofBuckets(Map<?, ?> kll) throws IOException {
        TreeMap<Double, Long> upTo = new TreeMap<>();
        long sum = 0;
        for (Map<?, ?> bucket : buckets(kll)) {
            sum += (long) number(bucket.get("count"));
            upTo.put(number(bucket.get("upper_bound")), sum);
        }
        return upTo;
    }

    private static SortedMap<String, Long> texts(Map<?, ?> categorical) throws IOException {
        TreeMap<String, Long> rows = new TreeMap<>();
        for (Map<?, ?> bucket : buckets(categorical)) {
            rows.merge(ForeignJson.text(bucket, "value"), (long) number(bucket.get("count")), Long::sum);
        }
        return rows;
    }

    private static List<Map<?, ?>> buckets(Map<?, ?> distribution) throws IOException {
        List<Map<?, ?>> buckets = new ArrayList<>();
        if (distribution.get("buckets") instanceof List<?> list) {
            for (Object item : list) {
                if (!(item instanceof Map<?, ?> bucket)) {
                    throw new IOException("a bucket is no object");
                }
                buckets.add(bucket);
            }
        }
        return buckets;
    }

    private static Map<?, ?> at(Map<?, ?> object, String... path) {
        Map<?, ?> at = object;
        for (String key : path) {
            at = at.get(key) instanceof Map<?, ?> next ? next : Map.of();
        }
        return at;
    }

    private static double number(@Nullable Object value) throws IOException {
        try {
            return Double.parseDouble(String.valueOf(value));
        } catch (NumberFormatException e) {
            throw new IOException("'" + value + "' is no number", e);
        }
    }
}
