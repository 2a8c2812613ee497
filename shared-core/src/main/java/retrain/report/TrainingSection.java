package retrain.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import retrain.train.TrainedModel;

/** What the model learned from, and how the training went. */
final class TrainingSection implements Section<RunRecord> {
    private static final int MOST_FEATURES = 30;

    @Override
    public String id() {
        return "training";
    }

    @Override
    public String title() {
        return "Training and features";
    }

    @Override
    public boolean applies(RunRecord run) {
        return run.trained().isPresent()
                && !(run.trained().get().importance().isEmpty()
                        && run.trained().get().curve().isEmpty());
    }

    @Override
    public void write(Markup html, RunRecord run) {
        TrainedModel trained = run.trained().orElseThrow();
        html.open("div", "class", "pair").line();
        if (!trained.importance().isEmpty()) {
            importance(html, trained);
        }
        if (!trained.curve().isEmpty()) {
            html.open("div", "class", "charts").line();
            int chart = 0;
            for (Map.Entry<String, Map<String, List<TrainedModel.Point>>> series :
                    charts(trained.curve()).entrySet()) {
                curve(html, chart++, series.getKey(), series.getValue());
            }
            html.closeLine();
        }
        html.closeLine();
    }

    private static void importance(Markup html, TrainedModel trained) {
        List<Map.Entry<String, Double>> features = ranked(trained.importance());
        double total = 0;
        for (Map.Entry<String, Double> feature : features) {
            total += Math.max(0, feature.getValue());
        }
        double most = features.get(0).getValue();
        int shown = Math.min(MOST_FEATURES, features.size());
        String caption = shown < features.size()
                ? Texts.join(
                        "Feature importance, the first ", Figures.count(shown), " of ", Figures.count(features.size()))
                : "Feature importance";
        Grid grid = Grid.begin(html, caption)
                .head("Feature")
                .numberHead("Gain")
                .numberHead("Share")
                .head("Relative");
        for (Map.Entry<String, Double> feature : features.subList(0, shown)) {
            grid.row(feature.getKey())
                    .number(Figures.value(feature.getValue()))
                    .number(Figures.share(Math.max(0, feature.getValue()), total))
                    .bar(feature.getValue() / most);
        }
        grid.end();
    }

    /** {@return the features, the most important first; equal ones by name} */
    static List<Map.Entry<String, Double>> ranked(Map<String, Double> importance) {
        List<Map.Entry<String, Double>> features = new ArrayList<>(importance.entrySet());
        features.sort((a, b) -> {
            int byValue = Double.compare(b.getValue(), a.getValue());
            return byValue == 0 ? a.getKey().compareTo(b.getKey()) : byValue;
        });
        return features;
    }

    /** A chart a metric, a line a data set: {@code train-auc} and {@code validation-auc} belong together. */
    private static Map<String, Map<String, List<TrainedModel.Point>>> charts(List<TrainedModel.Point> points) {
        Map<String, Map<String, List<TrainedModel.Point>>> charts = new LinkedHashMap<>();
        for (TrainedModel.Point point : points) {
            String name = point.metric();
            String metric = name.substring(Math.max(name.lastIndexOf('-'), name.lastIndexOf(':')) + 1);
            charts.computeIfAbsent(metric, m -> new LinkedHashMap<>())
                    .computeIfAbsent(name, n -> new ArrayList<>())
                    .add(point);
        }
        return charts;
    }

    private static void curve(Markup html, int index, String metric, Map<String, List<TrainedModel.Point>> series) {
        List<Chart.Entry> legend = new ArrayList<>();
        double[] x = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        double[] y = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (Map.Entry<String, List<TrainedModel.Point>> line : series.entrySet()) {
            if (legend.size() < Look.series()) {
                legend.add(new Chart.Entry(Look.ofSeries(legend.size()), Texts.brief(line.getKey(), 40)));
                for (TrainedModel.Point point : line.getValue()) {
                    widen(x, point.round());
                    widen(y, point.value());
                }
            }
        }
        String id = "training-".concat(Integer.toString(index));
        Chart chart = Chart.begin(
                html,
                id,
                "Training",
                CurveSection.says(legend),
                legend,
                Axis.within(x[0], x[1], 5),
                Axis.around(y[0], y[1], 4));
        int look = 0;
        for (List<TrainedModel.Point> line : series.values()) {
            if (look < legend.size()) {
                line(chart, Look.ofSeries(look++), line);
            }
        }
        chart.end("Round", Texts.brief(metric, 30));
    }

    private static void line(Chart chart, Look look, List<TrainedModel.Point> points) {
        double[] xs = new double[points.size()];
        double[] ys = new double[points.size()];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = points.get(i).round();
            ys[i] = points.get(i).value();
        }
        chart.line(look, xs, ys);
    }

    private static void widen(double[] range, double value) {
        if (Double.isFinite(value)) {
            range[0] = Math.min(range[0], value);
            range[1] = Math.max(range[1], value);
        }
    }
}
