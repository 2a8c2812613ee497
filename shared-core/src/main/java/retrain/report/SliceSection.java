package retrain.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Slice;

/** The metrics on parts of the rows: a chart and a table for each column that slices them. */
final class SliceSection implements Section {
    private static final int MOST_DRAWN = 40;
    private static final int MOST_LISTED = 500;

    @Override
    public String id() {
        return "slices";
    }

    @Override
    public String title() {
        return "Slices";
    }

    @Override
    public boolean applies(RunRecord run) {
        return run.evaluation().isPresent() && !run.evaluation().get().slices().isEmpty();
    }

    @Override
    public void write(Markup html, RunRecord run) {
        Evaluation evaluation = run.evaluation().orElseThrow();
        Optional<String> metric = firstMetric(evaluation);
        Map<String, List<Slice>> columns = byColumn(evaluation.slices());
        if (metric.isPresent()) {
            html.open("div", "class", "charts tall").line();
            int index = 0;
            for (List<Slice> slices : columns.values()) {
                SlicePlot.write(html, index++, metric.get(), drawn(slices), slices.size(), run);
            }
            html.closeLine();
        }
        for (List<Slice> slices : columns.values()) {
            table(html, slices, evaluation);
        }
    }

    private static Optional<String> firstMetric(Evaluation evaluation) {
        List<MetricValue> metrics = evaluation.candidate().metrics();
        return metrics.isEmpty() ? Optional.empty() : Optional.of(metrics.get(0).metric());
    }

    private static Map<String, List<Slice>> byColumn(List<Slice> slices) {
        Map<String, List<Slice>> columns = new LinkedHashMap<>();
        for (Slice slice : slices) {
            columns.computeIfAbsent(slice.column(), c -> new ArrayList<>()).add(slice);
        }
        return columns;
    }

    /** {@return the slices with the most rows, in their order} */
    private static List<Slice> drawn(List<Slice> slices) {
        if (slices.size() <= MOST_DRAWN) {
            return slices;
        }
        Set<Slice> largest = new HashSet<>(slices.stream()
                .sorted(Comparator.comparingLong(Slice::rows).reversed())
                .limit(MOST_DRAWN)
                .toList());
        return slices.stream().filter(largest::contains).toList();
    }

    private static void table(Markup html, List<Slice> slices, Evaluation evaluation) {
        String column = Texts.brief(slices.get(0).column(), 80);
        int shown = Math.min(slices.size(), MOST_LISTED);
        String caption = shown < slices.size()
                ? Texts.join(
                        column, ": the first ", Figures.count(shown), " of ", Figures.count(slices.size()), " slices")
                : column.concat(": metrics by value");
        List<String> metrics = metrics(slices);
        boolean champion = evaluation.champion().isPresent();
        boolean positives = evaluation.positives() > 0;
        Grid grid = Grid.begin(html, caption).head(column).numberHead("Rows");
        if (positives) {
            grid.numberHead("Class 1");
        }
        for (String metric : metrics) {
            grid.numberHead(metric);
            if (champion) {
                grid.numberHead("− champion");
            }
        }
        for (Slice slice : slices.subList(0, shown)) {
            grid.row(slice.value().isEmpty() ? "(empty)" : slice.value()).number(Figures.count(slice.rows()));
            if (positives) {
                grid.number(Figures.share(slice.positives(), slice.rows()));
            }
            values(html, grid, slice, metrics, champion);
        }
        grid.end();
    }

    private static void values(Markup html, Grid grid, Slice slice, List<String> metrics, boolean champion) {
        for (String metric : metrics) {
            double candidate = Marks.valueOf(slice.candidate(), metric);
            grid.number(Double.isNaN(candidate) ? "–" : Figures.value(candidate));
            if (champion) {
                double other = Marks.valueOf(slice.champion(), metric);
                difference(html, metric, candidate, other);
            }
        }
    }

    /** A cell with the difference of two values of a metric, and whether it is good. */
    private static void difference(Markup html, String metric, double candidate, double champion) {
        double change = candidate - champion;
        int judgement = Marks.judge(metric, change);
        html.open("td", "class", "number");
        if (Double.isNaN(change)) {
            html.text("–");
        } else {
            html.text(Figures.signed(change))
                    .element("span", Marks.judged(judgement), "class", judgement > 0 ? "judged good" : "judged bad");
        }
        html.close();
    }

    /** {@return the names of the metrics that the slices have, in their order} */
    static List<String> metrics(List<Slice> slices) {
        Set<String> metrics = new LinkedHashSet<>();
        for (Slice slice : slices) {
            for (MetricValue metric : slice.candidate()) {
                metrics.add(metric.metric());
            }
        }
        return List.copyOf(metrics);
    }
}
