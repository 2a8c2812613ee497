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
import retrain.report.Sheet.Kind;

/** The metrics on parts of the rows: a chart and a table for each column that slices them. */
final class SliceSection implements Section<RunRecord> {
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
        Sheet sheet = heads(new Sheet(caption).column(column, Kind.NAME), metrics, evaluation);
        for (Slice slice : slices.subList(0, shown)) {
            sheet.row(cells(slice.value().isEmpty() ? "(empty)" : slice.value(), slice, metrics, evaluation));
        }
        sheet.write(html);
    }

    /** {@return all slices in one table} */
    static Sheet sheet(Evaluation evaluation) {
        List<Slice> slices = evaluation.slices();
        List<String> metrics = metrics(slices);
        Sheet sheet = heads(new Sheet("Slices").column("Slice", Kind.NAME), metrics, evaluation);
        for (Slice slice : slices) {
            sheet.row(cells(Texts.join(slice.column(), "=", slice.value()), slice, metrics, evaluation));
        }
        return sheet;
    }

    private static Sheet heads(Sheet sheet, List<String> metrics, Evaluation evaluation) {
        sheet.column("Rows", Kind.NUMBER);
        if (evaluation.positives() > 0) {
            sheet.column("Class 1", Kind.NUMBER);
        }
        for (String metric : metrics) {
            sheet.column(metric, Kind.VALUE);
            if (evaluation.champion().isPresent()) {
                sheet.column("− champion", Kind.JUDGED);
            }
        }
        return sheet;
    }

    private static List<String> cells(String name, Slice slice, List<String> metrics, Evaluation evaluation) {
        List<String> cells = new ArrayList<>(List.of(name, Figures.count(slice.rows())));
        if (evaluation.positives() > 0) {
            cells.add(Figures.share(slice.positives(), slice.rows()));
        }
        for (String metric : metrics) {
            cells.add(value(slice.candidate(), metric));
            if (evaluation.champion().isPresent()) {
                cells.add(MetricSection.difference(
                        metric, Marks.valueOf(slice.candidate(), metric), Marks.valueOf(slice.champion(), metric)));
            }
        }
        return cells;
    }

    private static String value(List<MetricValue> values, String metric) {
        for (MetricValue value : values) {
            if (value.metric().equals(metric)) {
                return MetricSection.value(value);
            }
        }
        return "–";
    }

    /** {@return the names of the metrics that the slices have, in their order} */
    private static List<String> metrics(List<Slice> slices) {
        Set<String> metrics = new LinkedHashSet<>();
        for (Slice slice : slices) {
            for (MetricValue metric : slice.candidate()) {
                metrics.add(metric.metric());
            }
        }
        return List.copyOf(metrics);
    }
}
