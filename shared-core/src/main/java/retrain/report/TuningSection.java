package retrain.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import retrain.report.Sheet.Kind;
import retrain.spec.TuneSpec;
import retrain.train.Tuning;
import retrain.train.Tuning.Ended;
import retrain.train.Tuning.Trial;

/** The search for hyperparameters: how the trials went, and which values are good ones. */
final class TuningSection implements Section<RunRecord> {
    private static final int MOST_LISTED = 10;
    private static final int MOST_COLUMNS = 10;

    @Override
    public String id() {
        return "tuning";
    }

    @Override
    public String title() {
        return "Tuning";
    }

    @Override
    public boolean applies(RunRecord run) {
        return run.tuning().isPresent() && !run.tuning().get().trials().isEmpty();
    }

    @Override
    public void write(Markup html, RunRecord run) {
        Tuning tuning = run.tuning().orElseThrow();
        html.element("p", says(tuning)).line();
        html.open("div", "class", "charts tall").line();
        TrialHistory.write(html, tuning);
        TrialLines.write(html, tuning);
        html.closeLine();
        sheet(tuning).write(html);
    }

    /** {@return what the search came to} */
    static String says(Tuning tuning) {
        StringBuilder says = new StringBuilder(Figures.count(tuning.trials().size()))
                .append(tuning.trials().size() == 1 ? " trial" : " trials")
                .append(" (")
                .append(tuning.strategy().name().toLowerCase(Locale.ROOT))
                .append(", compared on the validation rows): ");
        says.append(Figures.count(count(tuning, Ended.COMPLETED))).append(" completed, ");
        says.append(Figures.count(count(tuning, Ended.STOPPED_EARLY))).append(" stopped early, ");
        says.append(Figures.count(count(tuning, Ended.FAILED))).append(" failed. ");
        String metric = Texts.brief(tuning.metric(), 80);
        for (Trial trial : tuning.trials()) {
            if (trial.number() == tuning.best()) {
                says.append("Trial ")
                        .append(trial.number())
                        .append(" is the best: ")
                        .append(metric)
                        .append(' ')
                        .append(Marks.value(trial.value()))
                        .append(isMaximized(tuning) ? " (the highest)." : " (the lowest).");
            }
        }
        return says.toString();
    }

    private static int count(Tuning tuning, Ended ended) {
        int count = 0;
        for (Trial trial : tuning.trials()) {
            count += trial.ended() == ended ? 1 : 0;
        }
        return count;
    }

    static boolean isMaximized(Tuning tuning) {
        return tuning.direction() == TuneSpec.Direction.MAXIMIZE;
    }

    /** {@return the trial's value; NaN if it has none that can be drawn} */
    static double value(Trial trial) {
        double value = trial.value().orElse(Double.NaN);
        return Double.isFinite(value) ? value : Double.NaN;
    }

    /** {@return the trials, the best first, those without a value last} */
    static List<Trial> ranked(Tuning tuning) {
        double sign = isMaximized(tuning) ? -1 : 1;
        List<Trial> trials = new ArrayList<>(tuning.trials());
        trials.sort(Comparator.<Trial>comparingInt(t -> t.number() == tuning.best() ? 0 : 1)
                .thenComparingDouble(t -> sign * value(t))
                .thenComparingInt(Trial::number));
        return trials;
    }

    /** {@return the names of what was searched} */
    static List<String> searched(Tuning tuning) {
        SortedSet<String> names = new TreeSet<>();
        for (Trial trial : tuning.trials()) {
            names.addAll(trial.hyperparameters().keySet());
        }
        return List.copyOf(names);
    }

    static String ended(Trial trial) {
        return switch (trial.ended()) {
            case COMPLETED -> "● completed";
            case STOPPED_EARLY -> "◇ stopped early";
            case FAILED -> "✗ failed";
        };
    }

    /** {@return the best trials} */
    static Sheet sheet(Tuning tuning) {
        List<String> names = searched(tuning);
        List<String> shown = names.subList(0, Math.min(MOST_COLUMNS, names.size()));
        List<Trial> trials = ranked(tuning);
        List<Trial> best = trials.subList(0, Math.min(MOST_LISTED, trials.size()));
        String which =
                best.size() < trials.size() ? Texts.join("the best ", Figures.count(best.size())) : "the best first";
        Sheet sheet = new Sheet(
                        names.size() == shown.size()
                                ? "Trials, ".concat(which)
                                : Texts.join(
                                        "Trials, ",
                                        which,
                                        "; ",
                                        Figures.count(shown.size()),
                                        " of ",
                                        Figures.count(names.size()),
                                        " hyperparameters"))
                .column("Trial", Kind.NAME)
                .column(Texts.brief(tuning.metric(), 60), Kind.NUMBER);
        for (String name : shown) {
            sheet.column(name, Kind.NUMBER);
        }
        sheet.column("Rounds", Kind.NUMBER).column("Ended", Kind.WORD).column("Why", Kind.TEXT);
        for (Trial trial : best) {
            List<String> cells = new ArrayList<>();
            cells.add(Integer.toString(trial.number()).concat(trial.number() == tuning.best() ? " (best)" : ""));
            cells.add(Marks.value(trial.value()));
            for (String name : shown) {
                cells.add(setting(trial.hyperparameters().getOrDefault(name, "–")));
            }
            cells.add(Figures.count(trial.rounds()));
            cells.add(ended(trial));
            cells.add(trial.reason().isEmpty() ? "–" : trial.reason());
            sheet.row(cells);
        }
        return sheet;
    }

    /** {@return the setting with no more digits than are read} */
    private static String setting(String text) {
        if (text.length() <= 8) {
            return text;
        }
        double value = number(text);
        return Double.isFinite(value) ? Figures.plain(value) : Texts.brief(text, 40);
    }

    /** {@return the text as a number; NaN if it is none} */
    static double number(String text) {
        try {
            return text.length() > 40 ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
