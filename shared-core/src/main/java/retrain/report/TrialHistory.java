package retrain.report;

import java.util.ArrayList;
import java.util.List;
import retrain.train.Tuning;
import retrain.train.Tuning.Ended;
import retrain.train.Tuning.Trial;

/** The trials in their order, and the best value so far. */
final class TrialHistory {
    /** More marks cannot be told apart. */
    private static final int MOST = 1_000;

    private TrialHistory() {}

    static void write(Markup html, Tuning tuning) {
        List<Trial> trials = tuning.trials();
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        boolean failed = false;
        for (Trial trial : trials) {
            double value = TuningSection.value(trial);
            failed |= Double.isNaN(value);
            if (!Double.isNaN(value)) {
                range[0] = Math.min(range[0], value);
                range[1] = Math.max(range[1], value);
            }
        }
        List<Chart.Entry> legend = new ArrayList<>(List.of(
                new Chart.Entry(Look.CANDIDATE, "Completed (●)"),
                new Chart.Entry(Look.FOURTH, "Stopped early (◇)"),
                new Chart.Entry(Look.SECOND, "Best so far")));
        if (failed) {
            legend.add(new Chart.Entry(Look.THIRD, "Failed (✗, at the bottom)"));
        }
        String title = "Trials in their order";
        if (trials.size() > MOST) {
            title = Texts.join(title, ", the best ", Figures.count(MOST), " of ", Figures.count(trials.size()));
        }
        int last = trials.get(trials.size() - 1).number();
        Chart chart = Chart.begin(
                html,
                "trials",
                title,
                TuningSection.says(tuning),
                legend,
                Axis.within(0, Math.max(1, last), 5),
                Axis.around(range[0], range[1], 4));
        bestSoFar(chart, tuning);
        marks(chart, tuning);
        chart.end("Trial", Texts.brief(tuning.metric(), 40));
    }

    private static void bestSoFar(Chart chart, Tuning tuning) {
        double sign = TuningSection.isMaximized(tuning) ? 1 : -1;
        List<double[]> steps = new ArrayList<>();
        double best = Double.NaN;
        int last = 0;
        for (Trial trial : tuning.trials()) {
            double value = TuningSection.value(trial);
            last = trial.number();
            if (!Double.isNaN(value) && (Double.isNaN(best) || sign * value > sign * best)) {
                if (!Double.isNaN(best)) {
                    steps.add(new double[] {trial.number(), best});
                }
                best = value;
                steps.add(new double[] {trial.number(), best});
            }
        }
        steps.add(new double[] {last, best});
        double[] xs = new double[steps.size()];
        double[] ys = new double[steps.size()];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = steps.get(i)[0];
            ys[i] = steps.get(i)[1];
        }
        chart.line(Look.SECOND, xs, ys);
    }

    private static void marks(Chart chart, Tuning tuning) {
        List<Trial> ranked = TuningSection.ranked(tuning);
        double usual = ranked.size() > 200 ? 2 : 3.5;
        for (Trial trial : ranked.subList(0, Math.min(MOST, ranked.size()))) {
            double value = TuningSection.value(trial);
            String says = Texts.join(
                    "Trial ",
                    Integer.toString(trial.number()),
                    ", ",
                    TuningSection.ended(trial),
                    ": ",
                    Double.isNaN(value) ? Texts.brief(trial.reason(), 200) : Figures.value(value));
            if (Double.isNaN(value)) {
                chart.cross(Look.THIRD, trial.number(), chart.y().low(), says);
            } else {
                Look look = trial.ended() == Ended.STOPPED_EARLY ? Look.FOURTH : Look.CANDIDATE;
                chart.mark(look, trial.number(), value, trial.number() == tuning.best() ? 6 : usual, says);
            }
        }
    }
}
