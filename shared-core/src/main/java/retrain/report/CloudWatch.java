package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import retrain.run.Digest;
import retrain.run.Json;

/**
 * {@code cloudwatch.json}: requests of CloudWatch's PutMetricData, a file each, fit for {@code aws cloudwatch put-metric-data
 * --cli-input-json}. The names of the components are CloudWatch's.
 */
final class CloudWatch {
    static final String NAMESPACE = "Retrain";

    /** What a request may hold: so many metrics, and 1 MB. */
    static final int MOST_METRICS = 1_000;

    static final int MOST_BYTES = 900_000;

    private static final int MOST_VALUE = 1_024;

    /** The body of a request. */
    @SuppressWarnings("MemberName") // CloudWatch's names
    record Request(String Namespace, List<Datum> MetricData) {
        Request {
            MetricData = List.copyOf(MetricData);
        }
    }

    /** A figure; without a resolution, which is a minute then. */
    @SuppressWarnings("MemberName") // CloudWatch's names
    record Datum(String MetricName, List<Dimension> Dimensions, String Timestamp, double Value, String Unit) {
        Datum {
            Dimensions = List.copyOf(Dimensions);
        }
    }

    /** A name and a value. */
    @SuppressWarnings("MemberName") // CloudWatch's names
    record Dimension(String Name, String Value) {}

    private CloudWatch() {}

    /** {@return the requests, at least one} */
    static List<Request> of(MonitorRecord record) {
        List<Request> requests = new ArrayList<>();
        List<Datum> data = new ArrayList<>();
        int bytes = 0;
        for (Measurement measurement : Measurements.of(record)) {
            Datum datum = datum(measurement);
            int size = Json.pretty(datum).length * 3 / 2; // deeper in the file, its lines begin with more spaces
            if (data.size() == MOST_METRICS || (!data.isEmpty() && bytes + size > MOST_BYTES)) {
                requests.add(new Request(NAMESPACE, data));
                data.clear();
                bytes = 0;
            }
            data.add(datum);
            bytes += size;
        }
        requests.add(new Request(NAMESPACE, data));
        return requests;
    }

    private static Datum datum(Measurement measurement) {
        List<Dimension> dimensions = new ArrayList<>();
        for (Map.Entry<String, String> dimension : measurement.dimensions().entrySet()) {
            dimensions.add(new Dimension(dimension.getKey(), dimension.getValue()));
        }
        return new Datum(
                measurement.name(),
                dimensions,
                measurement.at().toString(),
                measurement.value(),
                measurement.unit().word());
    }

    /** Printable ASCII of at most 1,024 characters with something to see in it; other characters as Java spells them. */
    static String ascii(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                out.append(c);
            } else {
                out.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
            }
        }
        if (out.length() <= MOST_VALUE) {
            return text.isBlank() ? "(blank)" : out.toString();
        }
        String digest = Digest.of(text).hex().substring(0, 16);
        return out.substring(0, MOST_VALUE - 17) + "~" + digest;
    }
}
