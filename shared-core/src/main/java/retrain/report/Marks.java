package retrain.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.evaluate.Evaluation;
import retrain.gate.Verdict;
import retrain.run.LedgerEntry;
import retrain.spec.Metric;

/** Words and signs that all reports share, so that nothing is said by colour alone. */
final class Marks {
    private Marks() {}

    /** {@return a sign for the outcome of a run} */
    static String ofOutcome(String outcome) {
        return switch (styleOfOutcome(outcome)) {
            case "good" -> "✓";
            case "bad" -> "✗";
            case "unsure" -> "?";
            default -> "●";
        };
    }

    static String styleOfOutcome(String outcome) {
        return switch (outcome) {
            case "PROMOTED" -> "good";
            case "REJECTED", "ALARM" -> "bad";
            case "INCONCLUSIVE" -> "unsure";
            default -> "neutral";
        };
    }

    static String of(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> "✓ PASSED";
            case FAILED -> "✗ FAILED";
            case INCONCLUSIVE -> "? INCONCLUSIVE";
        };
    }

    /** {@return what monitor says of a column, a metric or a window} */
    static String ofAlarm(boolean alarm, boolean known) {
        return alarm ? "✗ ALARM" : known ? "✓ no alarm" : "? unknown";
    }

    /** {@return a count of rows} */
    static String rows(long count) {
        return Figures.count(count).concat(count == 1 ? " row" : " rows");
    }

    static String style(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> "good";
            case FAILED -> "bad";
            case INCONCLUSIVE -> "unsure";
        };
    }

    /** {@return the style of what {@link #of(Verdict)} or {@link #ofAlarm} says} */
    static String styleOfVerdict(String says) {
        if (says.equals(ofAlarm(true, true))) {
            return "bad";
        }
        if (says.equals(ofAlarm(false, true))) {
            return "good";
        }
        if (says.equals(ofAlarm(false, false))) {
            return "unsure";
        }
        for (Verdict verdict : Verdict.values()) {
            if (of(verdict).equals(says)) {
                return style(verdict);
            }
        }
        return "neutral";
    }

    /** {@return the metric of that name, if it is one of ours} */
    static Optional<Metric> metric(String word) {
        for (Metric metric : Metric.values()) {
            if (metric.word().equals(word)) {
                return Optional.of(metric);
            }
        }
        return Optional.empty();
    }

    static String direction(String word) {
        return metric(word)
                .map(m -> m.higherIsBetter() ? "↑ higher" : "↓ lower")
                .orElse("–");
    }

    /** {@return whether a change of the metric is good news: 1, bad news: -1, or neither: 0} */
    static int judge(String word, double change) {
        Optional<Metric> metric = metric(word);
        if (metric.isEmpty() || change == 0 || Double.isNaN(change)) {
            return 0;
        }
        return change > 0 == metric.get().higherIsBetter() ? 1 : -1;
    }

    static String judged(int judgement) {
        return judgement > 0 ? " better" : judgement < 0 ? " worse" : "";
    }

    static Evaluation.@Nullable MetricValue find(List<Evaluation.MetricValue> metrics, String word) {
        for (Evaluation.MetricValue metric : metrics) {
            if (metric.metric().equals(word)) {
                return metric;
            }
        }
        return null;
    }

    /** {@return the value of the metric; NaN if there is none} */
    static double valueOf(List<Evaluation.MetricValue> metrics, String word) {
        Evaluation.MetricValue metric = find(metrics, word);
        return metric == null ? Double.NaN : metric.value().orElse(Double.NaN);
    }

    /** {@return the interval: {@code 0.7010 to 0.7230 (95%)}} */
    static String interval(Evaluation.Interval interval) {
        return Texts.join(
                Figures.value(interval.low()), " to ", Figures.value(interval.high()), " (", confidence(interval), ")");
    }

    /** {@return the interval of an improvement: {@code −0.0012 to +0.0134 (95%)}} */
    static String signedInterval(Evaluation.Interval interval) {
        return Texts.join(
                Figures.signed(interval.low()),
                " to ",
                Figures.signed(interval.high()),
                " (",
                confidence(interval),
                ")");
    }

    /** {@return how sure the interval is: {@code 95%}, {@code 98.33%}; never rounded to {@code 100%}} */
    private static String confidence(Evaluation.Interval interval) {
        double percent = interval.confidence() * 100;
        double rounded = Math.rint(percent * 100) / 100;
        return (rounded < 100 || percent >= 100 ? Figures.plain(rounded) : "over 99.99").concat("%");
    }

    static String value(Optional<Double> value) {
        return value.isPresent() ? Figures.value(value.get()) : "–";
    }

    static Optional<LedgerEntry.Began> began(RunRecord run) {
        for (LedgerEntry entry : run.ledger()) {
            if (entry instanceof LedgerEntry.Began began) {
                return Optional.of(began);
            }
        }
        return Optional.empty();
    }

    /** {@return the time to the second: {@code 2013-10-01 04:05:06 UTC}} */
    static String time(Instant at) {
        String text = at.toString();
        int end = text.indexOf('.');
        return text.substring(0, end < 0 ? text.length() - 1 : end)
                .replace('T', ' ')
                .concat(" UTC");
    }

    /** {@return what a report calls the champion} */
    static String champion(RunRecord run) {
        Optional<String> name = run.evaluation().flatMap(Evaluation::champion).map(Evaluation.Scored::name);
        if (name.isEmpty()) {
            return "Champion";
        }
        return name.get().equals("champion")
                ? "Champion"
                : "Champion (".concat(name.get()).concat(")");
    }
}
