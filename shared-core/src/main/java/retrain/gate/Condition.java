package retrain.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Figure;
import retrain.spec.GateSpec;
import retrain.spec.Metric;

/** What a gate compares with. The spec's rules let only one kind a gate through; here anything else fails its gate. */
sealed interface Condition {
    /** A bound that stands in the spec. */
    record Absolute(double bound, boolean atLeast) implements Condition {}

    /** The champion, and a margin. */
    record Relative(double margin, boolean better) implements Condition {}

    /** Not to be decided by. */
    record Mistaken(String reason) implements Condition {}

    static Condition of(GateSpec gate) {
        List<Condition> all = new ArrayList<>();
        double by = gate.by().orElse(0.0);
        gate.atLeast().ifPresent(bound -> all.add(absolute(gate.metric(), bound, true)));
        gate.atMost().ifPresent(bound -> all.add(absolute(gate.metric(), bound, false)));
        gate.notWorseThan().ifPresent(champion -> all.add(relative(by, false)));
        gate.betterThan().ifPresent(champion -> all.add(relative(by, true)));
        return all.size() == 1
                ? all.get(0)
                : new Mistaken("the gate has " + (all.isEmpty() ? "no comparison" : "more than one comparison"));
    }

    private static Condition absolute(Metric metric, double bound, boolean atLeast) {
        if (!Double.isFinite(bound)) {
            return new Mistaken("the bound " + bound + " is not a finite number");
        }
        if (atLeast == metric.higherIsBetter()) {
            return new Absolute(bound, atLeast);
        }
        return new Mistaken(metric.word() + " is the better the " + (atLeast ? "lower" : "higher") + " it is: use '"
                + (atLeast ? "at-most" : "at-least") + "'");
    }

    private static Condition relative(double margin, boolean better) {
        return Double.isFinite(margin) && margin >= 0
                ? new Relative(margin, better)
                : new Mistaken("the margin " + margin + " is not a number from 0 on");
    }

    /** {@return the gate as the user wrote it: {@code auc not-worse-than champion by 0.005}, without the slice} */
    static String text(GateSpec gate) {
        StringBuilder text = new StringBuilder(gate.metric().word());
        append(text, "at-least", gate.atLeast().map(Figure::exact));
        append(text, "at-most", gate.atMost().map(Figure::exact));
        append(text, "not-worse-than", gate.notWorseThan());
        append(text, "better-than", gate.betterThan());
        append(text, "by", gate.by().map(Figure::exact));
        return text.toString();
    }

    private static void append(StringBuilder text, String key, Optional<String> value) {
        value.ifPresent(v -> text.append(' ').append(key).append(' ').append(v));
    }
}
