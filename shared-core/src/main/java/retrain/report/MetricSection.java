package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Estimate;
import retrain.evaluate.Evaluation.Interval;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Of;
import retrain.evaluate.Evaluation.Scored;
import retrain.report.Sheet.Kind;

/** The metrics on all holdout rows, champion beside candidate. */
final class MetricSection implements Section<RunRecord> {
    private static final double USUAL = 0.95;

    @Override
    public String id() {
        return "metrics";
    }

    @Override
    public String title() {
        return "Metrics";
    }

    @Override
    public boolean applies(RunRecord run) {
        return run.evaluation().isPresent();
    }

    @Override
    public void write(Markup html, RunRecord run) {
        html.element("p", says(run.evaluation().orElseThrow())).line();
        sheet(run).write(html);
    }

    /** {@return which rows the metrics are of} */
    static String says(Evaluation evaluation) {
        StringBuilder on = new StringBuilder("On ")
                .append(Figures.count(evaluation.rows()))
                .append(" holdout rows");
        if (evaluation.positives() > 0) {
            on.append(", ")
                    .append(Figures.share(evaluation.positives(), evaluation.rows()))
                    .append(" of them of class 1");
        }
        return on.append(
                        evaluation.champion().isPresent()
                                ? "; both models scored the same rows."
                                : ". There is no champion to compare with.")
                .toString();
    }

    /** {@return the metrics with their intervals} */
    static Sheet sheet(RunRecord run) {
        Evaluation evaluation = run.evaluation().orElseThrow();
        Sheet sheet = new Sheet("Metrics on the holdout rows")
                .column("Metric", Kind.NAME)
                .column("Candidate", Kind.VALUE);
        boolean improvements = hasImprovements(evaluation);
        if (evaluation.champion().isPresent()) {
            sheet.column(Marks.champion(run), Kind.VALUE).column("Difference", Kind.JUDGED);
            if (improvements) {
                sheet.column("Improvement", Kind.VALUE).column("Found by", Kind.TEXT);
            }
        }
        sheet.column("Better", Kind.WORD);
        for (MetricValue metric : evaluation.candidate().metrics()) {
            sheet.row(cells(evaluation, metric, improvements));
        }
        return sheet;
    }

    private static boolean hasImprovements(Evaluation evaluation) {
        for (Estimate estimate : evaluation.estimates()) {
            if (estimate.of() == Of.IMPROVEMENT && estimate.slice().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static List<String> cells(Evaluation evaluation, MetricValue metric, boolean improvements) {
        List<String> cells = new ArrayList<>(List.of(metric.metric(), value(metric)));
        Optional<Scored> champion = evaluation.champion();
        if (champion.isPresent()) {
            Optional<MetricValue> other = champion.get().metric(metric.metric());
            cells.add(other.isPresent() ? value(other.get()) : "–");
            cells.add(difference(
                    metric.metric(),
                    metric.value().orElse(Double.NaN),
                    Marks.valueOf(champion.get().metrics(), metric.metric())));
            if (improvements) {
                cells.addAll(
                        improvement(evaluation.estimate(metric.metric(), Optional.empty(), Of.IMPROVEMENT), metric));
            }
        }
        cells.add(Marks.direction(metric.metric()));
        return cells;
    }

    /** {@return the value, and after a comma its interval or why it is undefined} */
    static String value(MetricValue metric) {
        String value = Figures.value(metric.value().orElse(Double.NaN));
        if (metric.interval().isPresent()) {
            return Texts.join(value, ", ", Marks.interval(metric.interval().get()));
        }
        return metric.value().isPresent() || metric.reason().isEmpty()
                ? value
                : Texts.join(value, ", ", metric.reason());
    }

    /** The interval has the confidence that the metric's own has. */
    private static List<String> improvement(Optional<Estimate> estimate, MetricValue metric) {
        if (estimate.isEmpty()) {
            return List.of("–", "–");
        }
        double confidence = metric.interval().map(Interval::confidence).orElse(USUAL);
        double low = estimate.get().confidence().lower((1 - confidence) / 2);
        double high = estimate.get().confidence().upper((1 - confidence) / 2);
        String interval = low == high ? "exact" : Marks.signedInterval(new Interval(low, high, confidence));
        return List.of(
                Texts.join(Figures.signed(estimate.get().confidence().estimate()), ", ", interval),
                estimate.get().method());
    }

    /** {@return the difference, and whether it is good} */
    static String difference(String metric, double candidate, double champion) {
        double change = candidate - champion;
        return Double.isNaN(change) ? "–" : Figures.signed(change).concat(Marks.judged(Marks.judge(metric, change)));
    }
}
