package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import retrain.train.Tuning;
import retrain.train.Tuning.Ended;
import retrain.train.Tuning.Trial;

/** Parallel coordinates: an axis a hyperparameter and one for the metric, one below the other; a line a trial. */
final class TrialLines {
    /** More lines are a blur. */
    private static final int MOST = 200;

    private static final int LEFT = 26;
    private static final int RIGHT = 26;
    private static final int TOP = 30;
    private static final int GAP = 54;
    private static final int BOTTOM = 26;

    /** Values that span more than this are on a logarithmic axis. */
    private static final double DECADES = 50;

    /**
     * An axis.
     *
     * @param words the values in order if they are not numbers; else empty
     */
    private record Scale(String name, double low, double high, boolean log, List<String> words) {
        static Scale of(String name, List<String> values) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (String value : values) {
                double number = TuningSection.number(value);
                if (!Double.isFinite(number)) {
                    return ofWords(name, values);
                }
                low = Math.min(low, number);
                high = Math.max(high, number);
            }
            return of(name, low, high);
        }

        static Scale of(String name, double low, double high) {
            return new Scale(name, low, high, low > 0 && high / low >= DECADES, List.of());
        }

        private static Scale ofWords(String name, List<String> values) {
            SortedSet<String> words = new TreeSet<>(values);
            return new Scale(name, 0, words.size() - 1.0, false, List.copyOf(words));
        }

        /** {@return where the value is, from 0 to 1} */
        double position(String value) {
            return position(words.isEmpty() ? TuningSection.number(value) : words.indexOf(value));
        }

        double position(double number) {
            if (!(high > low)) {
                return 0.5;
            }
            return log
                    ? (StrictMath.log(number) - StrictMath.log(low)) / (StrictMath.log(high) - StrictMath.log(low))
                    : (number / 2 - low / 2) / (high / 2 - low / 2);
        }
    }

    private final Markup html;
    private final Tuning tuning;
    private final List<String> names;
    private final List<Scale> scales = new ArrayList<>();

    private TrialLines(Markup html, Tuning tuning) {
        this.html = html;
        this.tuning = tuning;
        this.names = TuningSection.searched(tuning);
        for (String name : names) {
            List<String> values = new ArrayList<>();
            for (Trial trial : tuning.trials()) {
                String value = trial.hyperparameters().get(name);
                if (value != null) {
                    values.add(value);
                }
            }
            scales.add(Scale.of(name, values));
        }
        scales.add(ofMetric(tuning));
    }

    private static Scale ofMetric(Tuning tuning) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Trial trial : tuning.trials()) {
            double value = TuningSection.value(trial);
            if (!Double.isNaN(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        return low > high
                ? new Scale(tuning.metric(), 0, 0, false, List.of())
                : new Scale(tuning.metric(), low, high, false, List.of());
    }

    static void write(Markup html, Tuning tuning) {
        new TrialLines(html, tuning).write();
    }

    private void write() {
        List<Trial> ranked = TuningSection.ranked(tuning);
        List<Trial> drawn = ranked.subList(0, Math.min(MOST, ranked.size()));
        String title = "What the trials tried";
        if (drawn.size() < ranked.size()) {
            title = Texts.join(title, ", the best ", Figures.count(drawn.size()), " of ", Figures.count(ranked.size()));
        }
        Chart.beginFigure(
                html,
                title,
                List.of(
                        new Chart.Entry(Look.CANDIDATE, "The best trial"),
                        new Chart.Entry(Look.REFERENCE, "Others; dashed if they ended early")));
        Chart.beginPicture(
                html,
                "trial-lines",
                title,
                Texts.join(
                        "A line a trial over ",
                        Figures.count(names.size()),
                        " hyperparameters down to ",
                        Texts.brief(tuning.metric(), 80),
                        "; the table below has the best trials."),
                TOP + GAP * (scales.size() - 1) + BOTTOM);
        String opacity = drawn.size() > 50 ? "0.35" : "0.55";
        for (int i = drawn.size() - 1; i > 0; i--) {
            Trial trial = drawn.get(i);
            trial(trial, trial.ended() == Ended.COMPLETED ? "trial" : "trial ended", "#6b7280", "1", opacity);
        }
        trial(drawn.get(0), "trial best", "#0b5fa5", "2.5", "1");
        for (int i = 0; i < scales.size(); i++) {
            axis(scales.get(i), y(i), i == scales.size() - 1);
        }
        html.close().closeLine();
    }

    private void trial(Trial trial, String style, String colour, String width, String opacity) {
        Outline path = new Outline();
        int points = 0;
        for (int i = 0; i < names.size(); i++) {
            String value = trial.hyperparameters().get(names.get(i));
            if (value != null) {
                path.to(x(scales.get(i).position(value)), y(i));
                points++;
            }
        }
        double value = TuningSection.value(trial);
        if (!Double.isNaN(value)) {
            path.to(x(scales.get(names.size()).position(value)), y(names.size()));
            points++;
        }
        if (points > 1) {
            html.empty(
                    "path",
                    "class",
                    style,
                    "d",
                    path.open(),
                    "fill",
                    "none",
                    "stroke",
                    colour,
                    "stroke-width",
                    width,
                    "stroke-opacity",
                    opacity);
        }
    }

    private void axis(Scale scale, double y, boolean last) {
        html.empty(
                "line",
                "class",
                "rule",
                "stroke",
                "#57606a",
                "x1",
                Integer.toString(LEFT),
                "y1",
                Outline.number(y),
                "x2",
                Integer.toString(Chart.WIDTH - RIGHT),
                "y2",
                Outline.number(y));
        String name = Texts.brief(Texts.visible(scale.name()), 26).concat(scale.log() ? " (log)" : "");
        String direction = TuningSection.isMaximized(tuning) ? ", best at the right" : ", best at the left";
        halo(last ? name.concat(direction) : name, Chart.WIDTH / 2.0, y - 6, "middle", "axis");
        if (scale.words().isEmpty()) {
            halo(Figures.plain(scale.low()), 2, y - 6, "start", "tick");
            halo(Figures.plain(scale.high()), Chart.WIDTH - 2.0, y - 6, "end", "tick");
        } else {
            words(scale, y);
        }
    }

    private void words(Scale scale, double y) {
        int count = scale.words().size();
        int letters = Math.max(3, 46 / count);
        for (int i = 0; i < count; i++) {
            if (count <= 6 || i == 0 || i == count - 1) {
                String anchor = count == 1 ? "middle" : i == 0 ? "start" : i == count - 1 ? "end" : "middle";
                double at =
                        count == 1 ? x(0.5) : i == 0 ? 2 : i == count - 1 ? Chart.WIDTH - 2.0 : x(scale.position(i));
                halo(Texts.brief(Texts.visible(scale.words().get(i)), letters), at, y + 14, anchor, "tick");
            }
        }
    }

    /** Text over lines: its own ground makes it readable. */
    private void halo(String text, double x, double y, String anchor, String style) {
        Chart.text(html, text, x, y, anchor, style.concat(" halo"));
    }

    private double x(double position) {
        return LEFT + position * (Chart.WIDTH - LEFT - RIGHT);
    }

    private static double y(int axis) {
        return TOP + (double) GAP * axis;
    }
}
