package retrain.report;

import java.util.ArrayList;
import java.util.List;
import retrain.evaluate.Evaluation.Histogram;
import retrain.report.CurveSection.Model;
import retrain.spec.Task;

/** Histograms: of one thing, such as the residuals, both models in one chart; of several, such as the classes, a chart a model. */
final class Histograms {
    private final Markup html;
    private final List<Model> models;
    private final Task task;
    private final boolean overlaid;

    /** Bins of different widths can only be compared by the rows per unit. */
    private final boolean perUnit;

    private Histograms(Markup html, List<Model> models, Task task) {
        this.html = html;
        this.models = models;
        this.task = task;
        this.overlaid = overlaid(models);
        this.perUnit = overlaid && !sameBins(models);
    }

    static void write(Markup html, List<Model> models, Task task) {
        if (models.get(0).curves().scores().isEmpty()) {
            return;
        }
        Histograms histograms = new Histograms(html, models, task);
        if (histograms.overlaid) {
            histograms.together();
            return;
        }
        for (int i = 0; i < models.size(); i++) {
            if (!models.get(i).curves().scores().isEmpty()) {
                histograms.byClass(i);
            }
        }
    }

    private static boolean overlaid(List<Model> models) {
        for (Model model : models) {
            List<Histogram> scores = model.curves().scores();
            if (scores.size() != 1 || !(scores.get(0).high() > scores.get(0).low())) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameBins(List<Model> models) {
        Histogram first = models.get(0).curves().scores().get(0);
        for (Model model : models) {
            Histogram histogram = model.curves().scores().get(0);
            if (histogram.low() != first.low()
                    || histogram.high() != first.high()
                    || histogram.counts().size() != first.counts().size()) {
                return false;
            }
        }
        return true;
    }

    private void together() {
        List<Chart.Entry> legend = new ArrayList<>();
        List<Histogram> all = new ArrayList<>();
        for (Model model : models) {
            legend.add(new Chart.Entry(model.look(), model.name()));
            all.add(model.curves().scores().get(0));
        }
        Chart chart = Chart.begin(html, "scores", title(), CurveSection.says(legend), legend, range(all), heights());
        for (int m = models.size() - 1; m >= 0; m--) {
            draw(chart, models.get(m).look(), all.get(m), m == 0);
        }
        end(chart);
    }

    private void byClass(int index) {
        List<Histogram> all = models.get(index).curves().scores();
        List<Histogram> shown = all.subList(0, Math.min(all.size(), Look.series()));
        List<Chart.Entry> legend = new ArrayList<>();
        for (Histogram histogram : shown) {
            legend.add(new Chart.Entry(Look.ofSeries(legend.size()), name(histogram)));
        }
        String title = Texts.join(title(), ": ", models.get(index).name());
        String id = "scores-".concat(Integer.toString(index));
        Chart chart = Chart.begin(html, id, title, CurveSection.says(legend), legend, range(shown), heights());
        for (int i = 0; i < shown.size(); i++) {
            draw(chart, Look.ofSeries(i), shown.get(i), i == 0);
        }
        end(chart);
    }

    private String name(Histogram histogram) {
        return task == Task.BINARY && histogram.name().length() == 1
                ? "Class ".concat(histogram.name())
                : Texts.brief(histogram.name(), 40);
    }

    private void draw(Chart chart, Look look, Histogram histogram, boolean filled) {
        double[] heights = heights(histogram);
        if (heights.length > 0) {
            chart.steps(look, histogram.low(), histogram.high(), heights, filled);
        }
        if (histogram.low() < 0 && histogram.high() > 0) {
            chart.line(Look.REFERENCE, 0, 0, 0, chart.y().high());
        }
    }

    private void end(Chart chart) {
        chart.end(
                task == Task.REGRESSION ? "Residual: observed − predicted" : "Score",
                perUnit ? "% of rows per unit" : "% of rows");
    }

    private String title() {
        return task == Task.REGRESSION ? "Residuals" : "Scores";
    }

    private static Axis range(List<Histogram> histograms) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Histogram histogram : histograms) {
            low = Math.min(low, histogram.low());
            high = Math.max(high, histogram.high());
        }
        return Axis.within(low, high, 5);
    }

    /** The same for all histograms of the page, so that they can be compared. */
    private Axis heights() {
        double most = 0;
        for (Model model : models) {
            for (Histogram histogram : model.curves().scores()) {
                for (double height : heights(histogram)) {
                    most = Math.max(most, height);
                }
            }
        }
        return Axis.around(0, most == 0 ? 1 : most, 4);
    }

    private double[] heights(Histogram histogram) {
        double total = 0;
        for (long count : histogram.counts()) {
            total += count;
        }
        double[] heights = new double[histogram.counts().size()];
        double width = perUnit ? (histogram.high() - histogram.low()) / heights.length : 1;
        for (int i = 0; i < heights.length; i++) {
            heights[i] = total == 0 ? 0 : 100 * histogram.counts().get(i) / total / width;
        }
        return heights;
    }
}
