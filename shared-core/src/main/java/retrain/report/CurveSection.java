package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Curves;
import retrain.evaluate.Evaluation.Point;
import retrain.evaluate.Evaluation.Scored;

/** ROC, precision and recall, and the histograms of scores or residuals: champion beside candidate. */
final class CurveSection implements Section<RunRecord> {
    @Override
    public String id() {
        return "curves";
    }

    @Override
    public String title() {
        return "Curves";
    }

    @Override
    public boolean applies(RunRecord run) {
        Optional<Curves> curves = run.evaluation().map(e -> e.candidate().curves());
        return curves.isPresent()
                && !(curves.get().roc().isEmpty()
                        && curves.get().precisionRecall().isEmpty()
                        && curves.get().scores().isEmpty());
    }

    @Override
    public void write(Markup html, RunRecord run) {
        Evaluation evaluation = run.evaluation().orElseThrow();
        List<Model> models = models(run, evaluation);
        html.open("div", "class", "charts").line();
        roc(html, models);
        precisionRecall(html, models, evaluation);
        Histograms.write(html, models, evaluation.task());
        html.closeLine();
    }

    /** A model as the charts show it. */
    record Model(Look look, String name, Scored scored) {
        Curves curves() {
            return scored.curves();
        }

        String nameWith(String metric) {
            double value = Marks.valueOf(scored.metrics(), metric);
            return Double.isNaN(value)
                    ? name
                    : name.concat(", ").concat(metric).concat(" ").concat(Figures.value(value));
        }
    }

    static List<Model> models(RunRecord run, Evaluation evaluation) {
        List<Model> models = new ArrayList<>();
        models.add(new Model(Look.CANDIDATE, "Candidate", evaluation.candidate()));
        if (evaluation.champion().isPresent()) {
            models.add(new Model(
                    Look.CHAMPION, Marks.champion(run), evaluation.champion().get()));
        }
        return models;
    }

    private static void roc(Markup html, List<Model> models) {
        List<Chart.Entry> legend = legend(models, "auc");
        if (legend.isEmpty()) {
            return;
        }
        legend.add(new Chart.Entry(Look.REFERENCE, "Chance"));
        Chart chart = Chart.begin(html, "roc", "ROC", says(legend), legend, Axis.UNIT, Axis.UNIT);
        chart.line(Look.REFERENCE, 0, 0, 1, 1);
        lines(chart, models, "auc");
        chart.end("False positive rate", "True positive rate");
    }

    private static void precisionRecall(Markup html, List<Model> models, Evaluation evaluation) {
        List<Chart.Entry> legend = legend(models, "pr_auc");
        if (legend.isEmpty()) {
            return;
        }
        double share = (double) evaluation.positives() / Math.max(1, evaluation.rows());
        legend.add(new Chart.Entry(Look.REFERENCE, "Chance, ".concat(Figures.share(share, 1))));
        Chart chart = Chart.begin(html, "pr", "Precision and recall", says(legend), legend, Axis.UNIT, Axis.UNIT);
        chart.line(Look.REFERENCE, 0, share, 1, share);
        lines(chart, models, "pr_auc");
        chart.end("Recall", "Precision");
    }

    /** The champion first, so that the candidate is on top. */
    private static void lines(Chart chart, List<Model> models, String metric) {
        for (int m = models.size() - 1; m >= 0; m--) {
            Curves curves = models.get(m).curves();
            List<Point> points = metric.equals("auc") ? curves.roc() : curves.precisionRecall();
            double[] xs = new double[points.size()];
            double[] ys = new double[points.size()];
            for (int i = 0; i < xs.length; i++) {
                xs[i] = points.get(i).x();
                ys[i] = points.get(i).y();
            }
            chart.line(models.get(m).look(), xs, ys);
        }
    }

    static List<Chart.Entry> legend(List<Model> models, String metric) {
        List<Chart.Entry> legend = new ArrayList<>();
        for (Model model : models) {
            if (!points(model.curves(), metric).isEmpty()) {
                legend.add(new Chart.Entry(model.look(), model.nameWith(metric)));
            }
        }
        return legend;
    }

    /** {@return what is drawn of the curve that the metric sums up} */
    private static List<?> points(Curves curves, String metric) {
        return switch (metric) {
            case "auc" -> curves.roc();
            case "pr_auc" -> curves.precisionRecall();
            default -> curves.calibration();
        };
    }

    static String says(List<Chart.Entry> legend) {
        StringBuilder says = new StringBuilder();
        for (Chart.Entry entry : legend) {
            says.append(says.length() == 0 ? "" : "; ").append(entry.name());
        }
        return says.append('.').toString();
    }
}
