package retrain.report;

import java.util.ArrayList;
import java.util.List;
import retrain.evaluate.Evaluation.Histogram;
import retrain.report.CurveSection.Model;
import retrain.spec.Task;

/** Histograms of scores by class, or of residuals. */
final class Histograms {
    private Histograms() {}

    static void write(Markup html, List<Model> models, Task task) {
        if (models.get(0).curves().scores().isEmpty()) {
            return;
        }
        if (comparable(models)) {
            overlaid(html, models, task);
            return;
        }
        for (int i = 0; i < models.size(); i++) {
            byClass(html, models, i, task);
        }
    }

    /** One histogram a model with the same bins: both fit into one chart. */
    private static boolean comparable(List<Model> models) {
        Histogram first = models.get(0).curves().scores().get(0);
        for (Model model : models) {
            List<Histogram> scores = model.curves().scores();
            if (scores.size() != 1
                    || scores.get(0).low() != first.low()
                    || scores.get(0).high() != first.high()
                    || scores.get(0).counts().size() != first.counts().size()) {
                return false;
            }
        }
        return true;
    }

    private static void overlaid(Markup html, List<Model> models, Task task) {
        List<Chart.Entry> legend = new ArrayList<>();
        for (Model model : models) {
            legend.add(new Chart.Entry(model.look(), model.name()));
        }
        Axis y = heights(models);
        Histogram first = models.get(0).curves().scores().get(0);
        Axis x = Axis.within(first.low(), first.high(), 5);
        Chart chart = Chart.begin(html, "scores", title(task), CurveSection.says(legend), legend, x, y);
        for (int m = models.size() - 1; m >= 0; m--) {
            draw(chart, models.get(m).look(), models.get(m).curves().scores().get(0), m == 0);
        }
        end(chart, task);
    }

    private static void byClass(Markup html, List<Model> models, int index, Task task) {
        List<Histogram> all = models.get(index).curves().scores();
        List<Histogram> shown = all.subList(0, Math.min(all.size(), Look.series()));
        List<Chart.Entry> legend = new ArrayList<>();
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < shown.size(); i++) {
            legend.add(new Chart.Entry(Look.ofSeries(i), name(shown.get(i), task)));
            low = Math.min(low, shown.get(i).low());
            high = Math.max(high, shown.get(i).high());
        }
        String title = title(task).concat(": ").concat(models.get(index).name());
        Axis x = Axis.within(low, high, 5);
        String id = "scores-".concat(Integer.toString(index));
        Chart chart = Chart.begin(html, id, title, CurveSection.says(legend), legend, x, heights(models));
        for (int i = 0; i < shown.size(); i++) {
            draw(chart, Look.ofSeries(i), shown.get(i), i == 0);
        }
        end(chart, task);
    }

    private static String name(Histogram histogram, Task task) {
        return task == Task.BINARY && histogram.name().length() == 1
                ? "Class ".concat(histogram.name())
                : Texts.brief(histogram.name(), 40);
    }

    private static void draw(Chart chart, Look look, Histogram histogram, boolean filled) {
        double[] shares = shares(histogram);
        if (shares.length > 0) {
            chart.steps(look, histogram.low(), histogram.high(), shares, filled);
        }
        if (histogram.low() < 0 && histogram.high() > 0) {
            chart.line(Look.REFERENCE, 0, 0, 0, chart.y().high());
        }
    }

    private static void end(Chart chart, Task task) {
        chart.end(task == Task.REGRESSION ? "Residual" : "Score", "% of rows");
    }

    private static String title(Task task) {
        return task == Task.REGRESSION ? "Residuals" : "Scores";
    }

    /** The same heights for all charts of the page, so that they can be compared. */
    private static Axis heights(List<Model> models) {
        double most = 0;
        for (Model model : models) {
            for (Histogram histogram : model.curves().scores()) {
                for (double share : shares(histogram)) {
                    most = Math.max(most, share);
                }
            }
        }
        return Axis.around(0, most == 0 ? 1 : most, 4);
    }

    private static double[] shares(Histogram histogram) {
        double total = 0;
        for (long count : histogram.counts()) {
            total += count;
        }
        double[] shares = new double[histogram.counts().size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = total == 0 ? 0 : 100 * histogram.counts().get(i) / total;
        }
        return shares;
    }
}
