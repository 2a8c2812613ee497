package retrain.jenkins.page;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.result.RunResult;

/** What the token {@code RETRAIN} stands for. */
final class ResultText {
    private static final String METRIC = "metric:";

    /** What can be asked for, as an error message names it. */
    static final String CHOICES =
            "outcome, summary, command, run, model, version, report, reasons, metrics or metric:<name>";

    private ResultText() {}

    /** {@return what was asked for, empty text if the result has none; nothing if it cannot be asked for} */
    static Optional<String> of(RunResult result, String what) {
        if (what.startsWith(METRIC)) {
            Double value = result.getMetrics().get(what.substring(METRIC.length()));
            return Optional.of(value == null ? "" : value.toString());
        }
        return switch (what) {
            case "outcome" -> Optional.of(result.getOutcome());
            case "summary" -> Optional.of(result.getSummary());
            case "command" -> Optional.of(result.getCommand());
            case "run" -> Optional.of(text(result.getRun()));
            case "model" -> Optional.of(text(result.getModel()));
            case "version" -> Optional.of(text(result.getVersion()));
            case "report" -> Optional.of(text(result.getReport()));
            case "reasons" -> Optional.of(String.join("\n", result.getReasons()));
            case "metrics" -> Optional.of(metrics(result));
            default -> Optional.empty();
        };
    }

    private static String metrics(RunResult result) {
        StringBuilder text = new StringBuilder();
        result.getMetrics()
                .forEach((name, value) -> text.append(text.isEmpty() ? "" : ", ")
                        .append(name)
                        .append('=')
                        .append(Figures.number(value)));
        return text.toString();
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
