package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation.Bin;
import retrain.evaluate.Evaluation.BrierParts;
import retrain.evaluate.Evaluation.Interval;
import retrain.report.CurveSection.Model;
import retrain.report.Sheet.Kind;

/** Whether the scores can be taken for probabilities, and from which score on a row counts as class 1. */
final class CalibrationSection implements Section<RunRecord> {
    @Override
    public String id() {
        return "calibration";
    }

    @Override
    public String title() {
        return "Calibration and threshold";
    }

    @Override
    public boolean applies(RunRecord run) {
        return isCalibrated(run) || Facts.threshold(run).isPresent();
    }

    private static boolean isCalibrated(RunRecord run) {
        return run.evaluation().isPresent()
                && !run.evaluation().get().candidate().curves().calibration().isEmpty();
    }

    @Override
    public void write(Markup html, RunRecord run) {
        for (String sentence : sentences(run)) {
            html.element("p", sentence).line();
        }
        if (!isCalibrated(run)) {
            return;
        }
        List<Model> models = CurveSection.models(run, run.evaluation().orElseThrow());
        html.open("div", "class", "beside").line();
        curve(html, models);
        sheet(run).write(html);
        html.closeLine();
    }

    /** {@return what there is to say, a sentence each} */
    static List<String> sentences(RunRecord run) {
        List<String> sentences = new ArrayList<>();
        Facts.threshold(run).ifPresent(sentences::add);
        if (isCalibrated(run)) {
            Facts.recalibration(run).ifPresent(sentences::add);
        }
        return sentences;
    }

    /** {@return the calibration in figures; without rows if there is none} */
    static Sheet sheet(RunRecord run) {
        Sheet sheet = new Sheet("Calibration in figures").column("What", Kind.NAME);
        if (!isCalibrated(run)) {
            return sheet;
        }
        List<Model> models = CurveSection.models(run, run.evaluation().orElseThrow());
        for (Model model : models) {
            sheet.column(model.name(), Kind.NUMBER);
        }
        sheet.column("Reads", Kind.PROSE);
        row(
                sheet,
                models,
                0,
                "Expected calibration error",
                "how far mean score and observed share are apart on average");
        row(
                sheet,
                models,
                1,
                "Brier score",
                "mean squared error of the scores: reliability − resolution + uncertainty + rest");
        row(sheet, models, 2, "Reliability", "the part that recalibration could remove; 0 is best");
        row(sheet, models, 3, "Resolution", "how well the scores part the rows; more is better");
        row(sheet, models, 4, "Uncertainty", "of the rows themselves, the same for every model");
        row(sheet, models, 5, "Rest", "of the scores within their bins");
        return sheet;
    }

    private static void row(Sheet sheet, List<Model> models, int figure, String name, String reads) {
        List<String> cells = new ArrayList<>(List.of(name));
        boolean any = false;
        for (Model model : models) {
            double value = figures(model)[figure];
            any |= !Double.isNaN(value);
            cells.add(Double.isNaN(value) ? "–" : Figures.value(value));
        }
        cells.add(reads);
        if (any) {
            sheet.row(cells);
        }
    }

    /** Calibration error, Brier score, reliability, resolution, uncertainty, rest; NaN for what is not known. */
    private static double[] figures(Model model) {
        double brier = Marks.valueOf(model.scored().metrics(), "brier");
        double error = Marks.valueOf(model.scored().metrics(), "ece");
        Optional<BrierParts> known = model.curves().brier();
        BrierParts parts = known.orElse(new BrierParts(Double.NaN, Double.NaN, Double.NaN));
        double binned = parts.reliability() - parts.resolution() + parts.uncertainty();
        return new double[] {
            Double.isNaN(error) ? error(model.curves().calibration()) : error,
            brier,
            parts.reliability(),
            parts.resolution(),
            parts.uncertainty(),
            brier - binned
        };
    }

    /** The mean distance of score and share over the bins, each by its rows. */
    private static double error(List<Bin> bins) {
        double sum = 0;
        long rows = 0;
        for (Bin bin : bins) {
            sum += bin.rows() * Math.abs(bin.meanScore() - bin.observed());
            rows += bin.rows();
        }
        return rows == 0 ? Double.NaN : sum / rows;
    }

    private static String interval(Bin bin) {
        return bin.interval().isEmpty()
                ? ""
                : ", interval ".concat(Marks.interval(bin.interval().get()));
    }

    private static void curve(Markup html, List<Model> models) {
        List<Chart.Entry> legend = CurveSection.legend(models, "ece");
        if (legend.isEmpty()) {
            return;
        }
        legend.add(new Chart.Entry(Look.REFERENCE, "Perfect"));
        Axis axis = calibrationAxis(models);
        Chart chart = Chart.begin(html, "reliability", "Reliability", CurveSection.says(legend), legend, axis, axis);
        chart.line(Look.REFERENCE, axis.low(), axis.low(), axis.high(), axis.high());
        for (int m = models.size() - 1; m >= 0; m--) {
            calibrationLine(chart, models.get(m));
        }
        chart.end("Mean score (larger marks: more rows)", "Observed share");
    }

    /** From 0 to 1 for probabilities; for a task whose scores are others, as wide as they are. */
    private static Axis calibrationAxis(List<Model> models) {
        double low = 0;
        double high = 1;
        for (Model model : models) {
            for (Bin bin : model.curves().calibration()) {
                low = Math.min(low, Math.min(bin.meanScore(), bin.observed()));
                high = Math.max(high, Math.max(bin.meanScore(), bin.observed()));
            }
        }
        return low == 0 && high == 1 ? Axis.UNIT : Axis.around(low, high, 5);
    }

    private static void calibrationLine(Chart chart, Model model) {
        List<Bin> bins = model.curves().calibration();
        double[] xs = new double[bins.size()];
        double[] ys = new double[bins.size()];
        long most = 1;
        for (int i = 0; i < xs.length; i++) {
            xs[i] = bins.get(i).meanScore();
            ys[i] = bins.get(i).observed();
            most = Math.max(most, bins.get(i).rows());
        }
        chart.line(model.look(), xs, ys);
        for (int i = 0; i < xs.length; i++) {
            long rows = bins.get(i).rows();
            String says = Texts.join(
                    model.name(),
                    ": mean score ",
                    Figures.value(xs[i]),
                    ", observed ",
                    Figures.value(ys[i]),
                    interval(bins.get(i)),
                    ", ",
                    Figures.count(rows),
                    " rows");
            Optional<Interval> interval = bins.get(i).interval();
            if (interval.isPresent()) {
                chart.upright(
                        model.look(),
                        xs[i],
                        interval.get().low(),
                        interval.get().high());
            }
            if (!Double.isNaN(xs[i]) && !Double.isNaN(ys[i])) {
                chart.mark(model.look(), xs[i], ys[i], 3 + 4 * Math.sqrt((double) rows / most), says);
            }
        }
    }
}
