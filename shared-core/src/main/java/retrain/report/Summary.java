package retrain.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Slice;
import retrain.gate.Decision;
import retrain.gate.Verdict;

/** {@code report.md}: what a reviewer of a pull request wants to know, in a comment's length. */
final class Summary {
    private static final int MOST_GATES = 60;
    private static final int MOST_SLICES = 60;
    private static final int MOST_REASONS = 5;
    private static final int NAME = 120;
    private static final int SENTENCE = 400;

    private final Comment out = new Comment();
    private final RunRecord run;

    private Summary(RunRecord run) {
        this.run = run;
    }

    static String of(RunRecord run) {
        Summary summary = new Summary(run);
        summary.header();
        if (run.decision().isPresent()) {
            summary.gates(run.decision().get());
        }
        if (run.evaluation().isPresent()) {
            summary.metrics(run.evaluation().get());
        }
        if (run.evaluation().isPresent() && !run.evaluation().get().slices().isEmpty()) {
            summary.slices(run.evaluation().get());
        }
        summary.stages();
        summary.footer();
        return summary.out.toString();
    }

    private void header() {
        Result result = run.result();
        StringBuilder title = new StringBuilder("### ")
                .append(Marks.ofOutcome(result.outcome()))
                .append(' ')
                .append(Texts.markdown(result.outcome()))
                .append(": ")
                .append(sentence(result.model(), NAME));
        if (result.version().isPresent()) {
            title.append(", version ").append(result.version().get());
        }
        out.line(title.toString());
        out.line("");
        out.line(sentence(result.reason(), 2_000));
    }

    private void gates(Decision decision) {
        out.line("");
        out.line("**Gates:** "
                .concat(Marks.of(decision.verdict()))
                .concat(", ")
                .concat(sentence(decision.reason(), SENTENCE)));
        if (decision.gates().isEmpty()) {
            return;
        }
        out.line("");
        out.row("Gate", "Rows", "Verdict", "Candidate", "Champion", "Bound", "Why");
        out.line("|---|---|---|--:|--:|--:|---|");
        List<Decision.Gate> gates = gatesInOrder(decision.gates());
        for (Decision.Gate gate : gates.subList(0, Math.min(MOST_GATES, gates.size()))) {
            out.row(
                    code(gate.gate()),
                    gate.slice().isPresent() ? code(gate.slice().get()) : "all",
                    Marks.of(gate.verdict()),
                    Marks.value(gate.candidate()),
                    Marks.value(gate.champion()),
                    Marks.value(gate.bound()),
                    sentence(gate.reason(), SENTENCE));
        }
        more(gates.size() - MOST_GATES, "gates");
    }

    /** Those that did not pass come first if there are too many to show. */
    private static List<Decision.Gate> gatesInOrder(List<Decision.Gate> gates) {
        if (gates.size() <= MOST_GATES) {
            return gates;
        }
        List<Decision.Gate> sorted = new ArrayList<>(gates);
        sorted.sort(Comparator.comparing(g -> g.verdict() == Verdict.PASSED));
        return sorted;
    }

    private void metrics(Evaluation evaluation) {
        boolean champion = evaluation.champion().isPresent();
        out.line("");
        out.line("**Metrics** on ".concat(Figures.count(evaluation.rows())).concat(" holdout rows"));
        out.line("");
        if (champion) {
            out.row("Metric", "Candidate", sentence(Marks.champion(run), NAME), "Difference");
            out.line("|---|--:|--:|--:|");
        } else {
            out.row("Metric", "Candidate");
            out.line("|---|--:|");
        }
        for (MetricValue metric : evaluation.candidate().metrics()) {
            if (champion) {
                double other = Marks.valueOf(evaluation.champion().get().metrics(), metric.metric());
                out.row(
                        code(metric.metric()),
                        value(metric),
                        Figures.value(other),
                        difference(metric.metric(), metric.value().orElse(Double.NaN), other));
            } else {
                out.row(code(metric.metric()), value(metric));
            }
        }
    }

    private static String value(MetricValue metric) {
        String value = Figures.value(metric.value().orElse(Double.NaN));
        if (metric.interval().isPresent()) {
            return value.concat(", ").concat(Marks.interval(metric.interval().get()));
        }
        return metric.value().isPresent() ? value : value.concat(": ").concat(sentence(metric.reason(), SENTENCE));
    }

    private static String difference(String metric, double candidate, double champion) {
        double change = candidate - champion;
        return Double.isNaN(change) ? "–" : Figures.signed(change).concat(Marks.judged(Marks.judge(metric, change)));
    }

    private void slices(Evaluation evaluation) {
        boolean champion = evaluation.champion().isPresent();
        List<Slice> slices = evaluation.slices();
        out.begin("Slices (".concat(Figures.count(slices.size())).concat(")"));
        List<String> head = new ArrayList<>(List.of("Slice", "Rows"));
        StringBuilder rule = new StringBuilder("|---|--:|");
        List<String> metrics = SliceSection.metrics(slices);
        for (String metric : metrics) {
            head.add(code(metric));
            rule.append("--:|");
        }
        out.row(head.toArray(new String[0]));
        out.line(rule.toString());
        for (Slice slice : slices.subList(0, Math.min(MOST_SLICES, slices.size()))) {
            slice(slice, metrics, champion);
        }
        more(slices.size() - MOST_SLICES, "slices");
        out.end();
    }

    private void slice(Slice slice, List<String> metrics, boolean champion) {
        List<String> cells = new ArrayList<>();
        cells.add(code(slice.column().concat("=").concat(slice.value())));
        cells.add(Figures.count(slice.rows()));
        for (String metric : metrics) {
            double candidate = Marks.valueOf(slice.candidate(), metric);
            double change = candidate - Marks.valueOf(slice.champion(), metric);
            String value = Double.isNaN(candidate) ? "–" : Figures.value(candidate);
            cells.add(
                    champion && !Double.isNaN(change)
                            ? value.concat(" (").concat(Figures.signed(change)).concat(")")
                            : value);
        }
        out.row(cells.toArray(new String[0]));
    }

    private void stages() {
        List<Result.StageResult> stages = run.result().stages();
        if (stages.isEmpty()) {
            return;
        }
        out.begin("Stages (".concat(Figures.count(stages.size())).concat(")"));
        out.row("Stage", "Did", "Time", "Because");
        out.line("|---|---|--:|---|");
        for (Result.StageResult stage : stages) {
            boolean ran = stage.did().equals("ran");
            out.row(
                    sentence(stage.stage(), NAME),
                    sentence(stage.did(), NAME),
                    ran ? Figures.duration(stage.seconds()) : "–",
                    because(stage.because()));
        }
        out.end();
    }

    private static String because(List<String> because) {
        StringBuilder text = new StringBuilder();
        for (String reason : because.subList(0, Math.min(MOST_REASONS, because.size()))) {
            text.append(text.length() == 0 ? "" : "; ").append(sentence(reason, SENTENCE));
        }
        if (because.size() > MOST_REASONS) {
            text.append("; and ").append(because.size() - MOST_REASONS).append(" more");
        }
        return text.toString();
    }

    private void more(int count, String what) {
        if (count > 0) {
            out.line("");
            out.line(Texts.join("… and ", Figures.count(count), " more ", what, " in `report.html`."));
        }
    }

    private void footer() {
        Result result = run.result();
        out.line("");
        out.line("<sub>Run "
                .concat(code(result.run()))
                .concat(", ")
                .concat(sentence(result.command(), NAME))
                .concat(", intent ")
                .concat(sentence(result.intent(), NAME))
                .concat(". Curves, data and provenance: <code>report.html</code></sub>"));
    }

    private static String sentence(String text, int most) {
        return Texts.markdown(Texts.brief(text, most));
    }

    private static String code(String text) {
        return Texts.code(Texts.brief(text, NAME));
    }

    /** Markdown that ends with a notice where it would become longer than the strictest host of pull requests allows. */
    private static final class Comment {
        /** Bytes in UTF-8, so that it holds for hosts that count bytes and for those that count characters. */
        private static final int MOST = 65_535;

        private static final String NOTICE =
                "\n\n_Cut here, because comments are at most 65,535 characters long; see `report.html`._\n";
        private static final String END = "\n</details>\n";

        private final StringBuilder out = new StringBuilder(4_096);
        private int room = MOST - NOTICE.length() - END.length();
        private boolean cut;
        private boolean inside;

        void row(String... cells) {
            StringBuilder row = new StringBuilder("|");
            for (String cell : cells) {
                row.append(' ').append(cell).append(" |");
            }
            line(row.toString());
        }

        void line(String text) {
            room -= bytes(text) + 1;
            cut |= room < 0;
            if (!cut) {
                out.append(text).append('\n');
            }
        }

        void begin(String summary) {
            line("");
            line("<details><summary>".concat(summary).concat("</summary>"));
            inside |= !cut;
            line("");
        }

        void end() {
            if (!cut) {
                out.append(END);
                room -= END.length();
                inside = false;
            }
        }

        private static int bytes(String text) {
            int bytes = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
            return bytes;
        }

        @Override
        public String toString() {
            if (!cut) {
                return out.toString();
            }
            return out + (inside ? END : "") + NOTICE;
        }
    }
}
