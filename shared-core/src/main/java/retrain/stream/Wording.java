package retrain.stream;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Figure;

/** What a stream says, for people. */
final class Wording {
    private Wording() {}

    /** {@return metrics and lag in a line} */
    static String note(StreamState state) {
        String metrics = metrics(state.metrics());
        return (metrics.isEmpty() ? "" : metrics + "; ") + lag(state.lag());
    }

    private static String metrics(List<MetricValue> metrics) {
        return metrics.stream()
                .map(m -> m.metric() + " " + m.value().map(Figure::of).orElse("undefined")
                        + m.interval()
                                .map(i -> " (" + Figure.of(i.low()) + " to " + Figure.of(i.high()) + ")")
                                .orElse(""))
                .collect(Collectors.joining(", "));
    }

    private static String lag(StreamState.Lag lag) {
        return lag.batches() == 0
                ? "none waits"
                : String.format(
                        Locale.ROOT,
                        "%,d waiting, about %,d rows, the oldest for %.0f s",
                        lag.batches(),
                        lag.rows(),
                        lag.seconds());
    }
}
