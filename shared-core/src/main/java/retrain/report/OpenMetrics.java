package retrain.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.monitor.Window;

/** {@code metrics.txt}: OpenMetrics 1.0, of which readers of the older text format of Prometheus understand all, too: gauges alone. */
final class OpenMetrics {
    private static final String WINDOW = "retrain_monitor_window_info";

    private final StringBuilder out = new StringBuilder(16 * 1024);

    private OpenMetrics() {}

    static String of(MonitorRecord record) {
        OpenMetrics metrics = new OpenMetrics();
        record.newest().ifPresent(newest -> metrics.window(record, newest));
        for (Map.Entry<Gauge, List<Gauges.Sample>> gauge : Gauges.of(record).entrySet()) {
            Gauge family = gauge.getKey();
            metrics.head(family.family(), family.unit, family.help);
            for (Gauges.Sample sample : gauge.getValue()) {
                metrics.sample(family.family(), sample.labels(), sample.value());
            }
        }
        return metrics.out.append("# EOF\n").toString();
    }

    /** What the newest window is; not a label of all others, or each new window would begin new series. */
    private void window(MonitorRecord record, Window newest) {
        Map<String, String> labels = new TreeMap<>(Map.of(
                "model", record.monitoring().model(),
                "reference", record.monitoring().reference(),
                "window", newest.name()));
        Optional<Integer> champion = record.monitoring().champion();
        champion.ifPresent(c -> labels.put("champion", Integer.toString(c)));
        newest.from().map(Instant::toString).ifPresent(f -> labels.put("from", f));
        newest.to().map(Instant::toString).ifPresent(t -> labels.put("to", t));
        head(WINDOW, "", "The newest window, which all others are of, and the version that is watched.");
        sample(WINDOW, labels, 1);
    }

    private void head(String name, String unit, String help) {
        line("# TYPE ", name, " gauge");
        if (!unit.isEmpty()) {
            line("# UNIT ", name, " ", unit);
        }
        line("# HELP ", name, " ", escaped(help));
    }

    private void sample(String name, Map<String, String> labels, double value) {
        StringBuilder set = new StringBuilder();
        for (Map.Entry<String, String> label : labels.entrySet()) {
            set.append(set.length() == 0 ? "" : ",")
                    .append(label.getKey())
                    .append("=\"")
                    .append(escaped(label.getValue()))
                    .append('"');
        }
        line(name, "{", set.toString(), "} ", number(value));
    }

    private void line(String... parts) {
        for (String part : parts) {
            out.append(part);
        }
        out.append('\n');
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** Any character may stand in a label but these three; half a surrogate pair is none, and UTF-8 cannot say it. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '"' -> escaped.append("\\\"");
                case '\n' -> escaped.append("\\n");
                default -> escaped.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c);
            }
        });
        return escaped.toString();
    }
}
