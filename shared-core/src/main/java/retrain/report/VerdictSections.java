package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.gate.Decision;
import retrain.gate.Verdict;

/** What the run decided, and on which figures. */
final class VerdictSections {
    private VerdictSections() {}

    /** A row a gate. */
    static final class Gates implements Section {
        /** If there are more gates, those that passed are folded away. */
        private static final int MOST_OPEN = 15;

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
            List<Decision.Gate> passed = new ArrayList<>();
            List<Decision.Gate> others = new ArrayList<>();
            for (Decision.Gate gate : decision.gates()) {
                (gate.verdict() == Verdict.PASSED ? passed : others).add(gate);
            }
            if (decision.gates().size() <= MOST_OPEN) {
                table(html, "Gates: every one must pass", decision.gates());
                return;
            }
            table(html, "Gates that did not pass", others);
            String summary = Figures.count(passed.size()).concat(" gates passed");
            html.open("details").element("summary", summary).line();
            table(html, "Gates that passed", passed);
            html.closeLine();
        }

        private static void table(Markup html, String caption, List<Decision.Gate> gates) {
            if (gates.isEmpty()) {
                return;
            }
            boolean slices = gates.stream().anyMatch(g -> g.slice().isPresent());
            Grid grid = Grid.begin(html, caption).head("Gate");
            if (slices) {
                grid.head("Rows");
            }
            grid.head("Verdict")
                    .numberHead("Candidate")
                    .numberHead("Champion")
                    .numberHead("Bound")
                    .head("Why");
            for (Decision.Gate gate : gates) {
                row(html, grid, gate, slices);
            }
            grid.end();
        }

        private static void row(Markup html, Grid grid, Decision.Gate gate, boolean slices) {
            grid.row(gate.gate());
            if (slices) {
                grid.cell(Texts.brief(gate.slice().orElse("all"), 200));
            }
            verdict(html, gate.verdict());
            grid.number(Marks.value(gate.candidate()))
                    .number(Marks.value(gate.champion()))
                    .number(Marks.value(gate.bound()))
                    .prose(Texts.brief(gate.reason(), 1_000));
        }

        private static void verdict(Markup html, Verdict verdict) {
            html.open("td", "class", "word")
                    .element("strong", Marks.of(verdict), "class", Marks.style(verdict))
                    .close();
        }
    }

    /** The metrics on all holdout rows, champion beside candidate. */
    static final class Metrics implements Section {
        @Override
        public String id() {
            return "metrics";
        }

        @Override
        public String title() {
            return "Metrics";
        }

        @Override
        public boolean applies(RunRecord run) {
            return run.evaluation().isPresent();
        }

        @Override
        public void write(Markup html, RunRecord run) {
            Evaluation evaluation = run.evaluation().orElseThrow();
            Optional<Evaluation.Scored> champion = evaluation.champion();
            StringBuilder on = new StringBuilder("On ")
                    .append(Figures.count(evaluation.rows()))
                    .append(" holdout rows");
            if (evaluation.positives() > 0) {
                on.append(", ")
                        .append(Figures.share(evaluation.positives(), evaluation.rows()))
                        .append(" of them of class 1");
            }
            on.append(
                    champion.isPresent()
                            ? "; both models scored the same rows."
                            : ". There is no champion to compare with.");
            html.element("p", on.toString()).line();
            Grid grid = Grid.begin(html, "Metrics on the holdout rows")
                    .head("Metric")
                    .numberHead("Candidate");
            if (champion.isPresent()) {
                grid.numberHead(Marks.champion(run)).numberHead("Difference");
            }
            grid.head("Better");
            for (MetricValue metric : evaluation.candidate().metrics()) {
                row(html, grid, metric, champion);
            }
            grid.end();
        }

        private static void row(Markup html, Grid grid, MetricValue metric, Optional<Evaluation.Scored> champion) {
            grid.row(metric.metric());
            value(html, metric);
            if (champion.isPresent()) {
                MetricValue other = Marks.find(champion.get().metrics(), metric.metric());
                if (other == null) {
                    grid.number("–");
                } else {
                    value(html, other);
                }
                difference(
                        html,
                        metric.metric(),
                        Marks.valueOf(List.of(metric), metric.metric()),
                        Marks.valueOf(champion.get().metrics(), metric.metric()));
            }
            grid.word(Marks.direction(metric.metric()));
        }

        private static void value(Markup html, MetricValue metric) {
            html.open("td", "class", "number metric")
                    .text(Figures.value(metric.value().orElse(Double.NaN)));
            if (metric.interval().isPresent()) {
                html.text(" ").element("small", Marks.interval(metric.interval().get()));
            }
            if (metric.value().isEmpty() && !metric.reason().isEmpty()) {
                html.text(" ").element("small", metric.reason());
            }
            html.close();
        }
    }

    /** A cell with the difference of two values of a metric, and whether it is good. */
    static void difference(Markup html, String metric, double candidate, double champion) {
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
}
