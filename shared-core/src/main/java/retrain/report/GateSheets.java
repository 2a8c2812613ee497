package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.gate.Decision;
import retrain.gate.Decision.Evidence;
import retrain.report.Sheet.Kind;

/** What the gates say and rest on, as tables. */
final class GateSheets {
    private GateSheets() {}

    /** {@return whether there is anything that a verdict rests on} */
    static boolean hasEvidence(List<Decision.Gate> gates) {
        for (Decision.Gate gate : gates) {
            if (gate.evidence().isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** {@return the gates with what their verdicts rest on} */
    static Sheet evidence(String caption, List<Decision.Gate> gates) {
        boolean slices = false;
        boolean silent = false;
        for (Decision.Gate gate : gates) {
            slices |= gate.slice().isPresent();
            silent |= gate.reportsOnly().isPresent();
        }
        Sheet sheet = new Sheet(caption).column("Gate", Kind.NAME);
        if (slices) {
            sheet.column("Rows", Kind.TEXT);
        }
        sheet.column("Verdict", Kind.VERDICT)
                .column("Interval ├─●─┤ and bound ┃", Kind.DRAWING)
                .column("Estimate and interval", Kind.VALUE)
                .column("Must be", Kind.NUMBER)
                .column("p", Kind.NUMBER)
                .column("Rows needed", Kind.NUMBER)
                .column("Method", Kind.TEXT);
        if (silent) {
            sheet.column("Has a say", Kind.TEXT);
        }
        for (Decision.Gate gate : gates) {
            sheet.row(evidence(gate, slices, silent));
        }
        return sheet;
    }

    private static List<String> evidence(Decision.Gate gate, boolean slices, boolean silent) {
        List<String> cells = new ArrayList<>(List.of(gate.gate()));
        if (slices) {
            cells.add(rows(gate));
        }
        cells.add(Marks.of(gate.verdict()));
        if (gate.evidence().isPresent()) {
            Evidence evidence = gate.evidence().get();
            cells.add(IntervalPlot.drawing(row(gate, evidence, "")));
            cells.add(Texts.join(estimate(gate, evidence), ", ", interval(gate, evidence)));
            cells.add(mustBe(gate, evidence));
            cells.add(Figures.probability(evidence.pValue()));
            cells.add(
                    evidence.rowsNeeded().isEmpty()
                            ? "–"
                            : Figures.count(evidence.rowsNeeded().get()));
            cells.add(evidence.method());
        } else {
            cells.addAll(List.of("", "–", gate.bound().map(Figures::value).orElse("–"), "–", "–", "–"));
        }
        if (silent) {
            cells.add(
                    gate.reportsOnly().isPresent()
                            ? "no: ".concat(gate.reportsOnly().get())
                            : "yes");
        }
        return cells;
    }

    /** {@return the gates with the models' values and the reasons} */
    static Sheet words(String caption, List<Decision.Gate> gates) {
        Sheet sheet = new Sheet(caption)
                .column("Gate", Kind.NAME)
                .column("Rows", Kind.TEXT)
                .column("Verdict", Kind.VERDICT)
                .column("Candidate", Kind.NUMBER)
                .column("Champion", Kind.NUMBER)
                .column("Bound", Kind.NUMBER)
                .column("Why", Kind.PROSE);
        for (Decision.Gate gate : gates) {
            sheet.row(List.of(
                    gate.gate(),
                    rows(gate),
                    Marks.of(gate.verdict()),
                    Marks.value(gate.candidate()),
                    Marks.value(gate.champion()),
                    Marks.value(gate.bound()),
                    gate.reason()));
        }
        return sheet;
    }

    static String rows(Decision.Gate gate) {
        return gate.slice().orElse("all");
    }

    /** {@return whether the evidence is of the improvement over the champion, not of a value} */
    static boolean isImprovement(Decision.Gate gate, Evidence evidence) {
        return !evidence.of().equals(gate.metric());
    }

    static String estimate(Decision.Gate gate, Evidence evidence) {
        return isImprovement(gate, evidence) ? Figures.signed(evidence.estimate()) : Figures.value(evidence.estimate());
    }

    /** {@return the interval; in words if chance has no part in it} */
    static String interval(Decision.Gate gate, Evidence evidence) {
        if (isExact(evidence)) {
            return "exact";
        }
        return isImprovement(gate, evidence)
                ? Marks.signedInterval(evidence.interval())
                : Marks.interval(evidence.interval());
    }

    private static boolean isExact(Evidence evidence) {
        return evidence.interval().low() == evidence.interval().high();
    }

    static String mustBe(Decision.Gate gate, Evidence evidence) {
        String bound = bound(gate, evidence);
        if (isImprovement(gate, evidence) && Headline.asksForBetter(gate)) {
            return "above ".concat(bound);
        }
        return (evidence.higherIsBetter() ? "at least " : "at most ").concat(bound);
    }

    private static String bound(Decision.Gate gate, Evidence evidence) {
        if (evidence.bound() == 0) {
            return "0";
        }
        return isImprovement(gate, evidence) ? Figures.signed(evidence.bound()) : Figures.value(evidence.bound());
    }

    /** {@return the gate as it is drawn; compared with the champion} */
    static IntervalPlot.Row row(Decision.Gate gate, Evidence evidence, String id) {
        Optional<Double> champion = isImprovement(gate, evidence) ? Optional.of(0.0) : gate.champion();
        return new IntervalPlot.Row(
                id,
                Marks.style(gate.verdict()),
                Texts.join(
                        gate.verdict().name(),
                        ": ",
                        evidence.of(),
                        " ",
                        estimate(gate, evidence),
                        ", interval ",
                        interval(gate, evidence),
                        ", must be ",
                        mustBe(gate, evidence)),
                evidence.estimate(),
                isExact(evidence) ? Optional.empty() : Optional.of(evidence.interval()),
                Optional.of(evidence.bound()),
                evidence.higherIsBetter(),
                champion);
    }
}
