package retrain.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.evaluate.Figure;
import retrain.monitor.ColumnDrift.Measure;
import retrain.monitor.ColumnDrift.Picture;

/**
 * What was found of a column before the p-values are adjusted for how many there are.
 *
 * @param gone whether the window has rows, none of them with a value, and the reference has values
 * @param incomparable why the values cannot be compared, in a sentence
 */
record Finding(
        Watched of,
        List<Asked> asked,
        List<Measure> measures,
        Optional<Picture> picture,
        List<String> newCategories,
        boolean gone,
        Optional<String> incomparable) {
    static final String MISSING = "missing";

    Finding {
        asked = List.copyOf(asked);
        measures = List.copyOf(measures);
        newCategories = List.copyOf(newCategories);
    }

    /** A test and the effect that belongs to it. */
    record Asked(String name, double statistic, double pValue, String effect, double value, double bound) {
        private ColumnDrift.Test with(double adjusted) {
            return new ColumnDrift.Test(
                    name, statistic, pValue, adjusted, new Measure(effect, value, Optional.of(bound)));
        }
    }

    static Finding incomparable(Watched of, String why) {
        return new Finding(of, List.of(), List.of(), Optional.empty(), List.of(), false, Optional.of(why));
    }

    /**
     * {@return the judgement}
     *
     * @param adjusted a p-value for each test
     * @param falseAlarms how large it may be
     */
    ColumnDrift judge(double[] adjusted, double falseAlarms) {
        List<ColumnDrift.Test> tests = new ArrayList<>();
        List<String> alarms = new ArrayList<>();
        List<String> small = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            Asked asked = this.asked.get(i);
            tests.add(asked.with(adjusted[i]));
            if (adjusted[i] <= falseAlarms) {
                boolean all = gone && asked.name().equals(MISSING);
                (all || asked.value() >= asked.bound() ? alarms : small).add(told(asked, adjusted[i]));
            }
        }
        boolean alarm = !alarms.isEmpty();
        return new ColumnDrift(
                of.column(),
                of.role(),
                of.kind(),
                alarm,
                reason(alarms, small),
                tests,
                measures,
                picture,
                newCategories);
    }

    private static String told(Asked asked, double adjusted) {
        return String.format(
                Locale.ROOT,
                "%s %.3g (%s p %s, a difference matters from %s on)",
                asked.effect(),
                asked.value(),
                asked.name(),
                Figure.probability(adjusted),
                asked.bound());
    }

    private String reason(List<String> alarms, List<String> small) {
        List<String> said = new ArrayList<>();
        if (gone && !alarms.isEmpty()) {
            said.add("none of the window's rows has a value");
        }
        said.addAll(alarms);
        if (alarms.isEmpty() && !small.isEmpty()) {
            said.add("beyond chance, but small: " + String.join("; ", small));
        }
        incomparable.filter(why -> !gone || alarms.isEmpty()).ifPresent(why -> said.add("cannot be compared: " + why));
        return said.isEmpty() ? "no difference beyond chance" : String.join("; ", said);
    }
}
