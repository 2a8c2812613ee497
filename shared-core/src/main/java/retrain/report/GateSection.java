package retrain.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import retrain.gate.Decision;
import retrain.gate.Verdict;

/** The gates: each one's interval against its bound, then the figures. */
final class GateSection implements Section<RunRecord> {
    /** If there are more gates, those that passed are folded away. */
    private static final int MOST_OPEN = 15;

    private static final int MOST_DRAWN = 300;

    @Override
    public String id() {
        return "gates";
    }

    @Override
    public String title() {
        return "Gates";
    }

    @Override
    public boolean applies(RunRecord run) {
        return run.decision().isPresent();
    }

    @Override
    public void write(Markup html, RunRecord run) {
        Decision decision = run.decision().orElseThrow();
        html.open("p")
                .element("strong", Marks.of(decision.verdict()), "class", Marks.style(decision.verdict()))
                .text(" ")
                .text(Texts.brief(decision.reason(), 2_000))
                .closeLine();
        if (decision.gates().size() <= MOST_OPEN) {
            new Part(html, run, "gate").write("every one must pass", decision.gates(), Facts.holdout(run));
            return;
        }
        List<Decision.Gate> passed = new ArrayList<>();
        List<Decision.Gate> others = new ArrayList<>();
        for (Decision.Gate gate : decision.gates()) {
            (gate.verdict() == Verdict.PASSED ? passed : others).add(gate);
        }
        new Part(html, run, "gate").write("those that did not pass", others, Facts.holdout(run));
        if (!passed.isEmpty()) {
            html.open("details")
                    .element("summary", Figures.count(passed.size()).concat(" gates passed"))
                    .line();
            new Part(html, run, "passed").write("those that passed", passed, List.of());
            html.closeLine();
        }
    }

    /** A plot and the tables of some gates. */
    private record Part(Markup html, RunRecord run, String prefix) {
        void write(String which, List<Decision.Gate> gates, List<String> sentences) {
            boolean drawn = GateSheets.hasEvidence(gates);
            if (drawn) {
                plot(gates);
            }
            for (String sentence : sentences) {
                html.element("p", sentence).line();
            }
            if (drawn) {
                GateSheets.evidence("What the verdicts rest on: ".concat(which), gates)
                        .write(html);
            }
            if (!gates.isEmpty()) {
                GateSheets.words("In words: ".concat(which), gates).write(html);
            }
        }

        private void plot(List<Decision.Gate> gates) {
            html.open("figure", "class", "intervals").open("figcaption");
            html.element("strong", "Each gate's interval against its bound");
            html.element(
                    "small",
                    " The bar is the interval, the mark in it the estimate: ● passed, ■ failed, ◇ inconclusive. The upright line with the flag is"
                            .concat(
                                    " the bound, the shaded side the good one: a gate passes if its whole bar is there. The dotted line is the champion."));
            html.closeLine();
            int index = 0;
            int left = MOST_DRAWN;
            for (Map.Entry<String, List<Decision.Gate>> group : groups(gates).entrySet()) {
                List<Decision.Gate> drawn = group.getValue()
                        .subList(0, Math.min(left, group.getValue().size()));
                if (!drawn.isEmpty()) {
                    group(group.getKey(), drawn, index);
                }
                left -= drawn.size();
                index += drawn.size();
            }
            if (gates.size() > MOST_DRAWN) {
                html.element(
                        "p",
                        Texts.join(
                                "Drawn are ",
                                Figures.count(MOST_DRAWN),
                                " of ",
                                Figures.count(gates.size()),
                                "; the tables have all."));
            }
            html.closeLine();
        }

        /** Gates that are measured on the same scale, slices after all rows. */
        private static Map<String, List<Decision.Gate>> groups(List<Decision.Gate> gates) {
            Map<String, List<Decision.Gate>> groups = new LinkedHashMap<>();
            for (boolean sliced : new boolean[] {false, true}) {
                for (Decision.Gate gate : gates) {
                    if (gate.slice().isPresent() == sliced) {
                        String scale = gate.evidence().isPresent()
                                ? gate.evidence().get().of()
                                : "";
                        groups.computeIfAbsent(scale, s -> new ArrayList<>()).add(gate);
                    }
                }
            }
            List<Decision.Gate> without = groups.remove("");
            if (without != null) {
                groups.put("", without);
            }
            return groups;
        }

        private void group(String scale, List<Decision.Gate> gates, int from) {
            List<IntervalPlot.Row> rows = new ArrayList<>();
            for (int i = 0; i < gates.size(); i++) {
                Decision.Gate gate = gates.get(i);
                if (gate.evidence().isPresent()) {
                    String id = Texts.join(prefix, "-", Integer.toString(from + i));
                    rows.add(GateSheets.row(gate, gate.evidence().get(), id));
                }
            }
            html.open("ul", "class", "strips").line();
            IntervalPlot plot = IntervalPlot.of(html, rows);
            html.open("li", "class", "scale").open("div");
            html.element("strong", scale.isEmpty() ? "Without an interval" : Texts.brief(scale, 80));
            if (!rows.isEmpty()) {
                html.element("small", scaleSays(gates.get(0)));
                html.close();
                plot.axis();
            } else {
                html.close();
            }
            html.closeLine();
            for (int i = 0; i < gates.size(); i++) {
                gate(plot, gates.get(i), rows.isEmpty() ? null : rows.get(i));
            }
            html.closeLine();
        }

        private String scaleSays(Decision.Gate gate) {
            return GateSheets.isImprovement(gate, gate.evidence().orElseThrow())
                    ? Texts.join(" 0 is ", Texts.brief(Marks.champion(run), 80), "; more is better")
                    : gate.evidence().get().higherIsBetter() ? " more is better" : " less is better";
        }

        private void gate(IntervalPlot plot, Decision.Gate gate, IntervalPlot.@Nullable Row row) {
            html.open("li", "class", gate.reportsOnly().isPresent() ? "dim" : "row")
                    .open("div", "class", "name");
            html.element("strong", Marks.of(gate.verdict()), "class", Marks.style(gate.verdict()))
                    .text(" ")
                    .text(Texts.brief(gate.gate(), 120));
            if (gate.slice().isPresent()) {
                html.text(" ").element("code", Texts.brief(gate.slice().get(), 120));
            }
            if (gate.reportsOnly().isPresent()) {
                html.text(" ")
                        .element(
                                "small",
                                "has no say: "
                                        .concat(Texts.brief(gate.reportsOnly().get(), 200)));
            }
            html.close();
            if (row != null) {
                plot.row(row);
            }
            html.element("div", says(gate), "class", "says").closeLine();
        }

        private static String says(Decision.Gate gate) {
            if (gate.evidence().isEmpty()) {
                return Texts.brief(gate.reason(), 300);
            }
            Decision.Evidence evidence = gate.evidence().get();
            return Texts.join(
                    GateSheets.estimate(gate, evidence),
                    ", ",
                    GateSheets.interval(gate, evidence),
                    "; must be ",
                    GateSheets.mustBe(gate, evidence));
        }
    }
}
