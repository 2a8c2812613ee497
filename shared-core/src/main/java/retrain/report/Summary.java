package retrain.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import retrain.data.Inspection;
import retrain.gate.Decision;
import retrain.gate.Verdict;

/** {@code report.md}: what a reviewer of a pull request wants to know, in a comment's length. */
final class Summary {
    private static final int MOST_GATES = 60;
    private static final int MOST_SLICES = 60;
    private static final int MOST_METRICS = 60;
    private static final int MOST_RULES = 60;
    private static final int MOST_REASONS = 5;
    private static final int NAME = 120;

    private final Comment out = new Comment("report.html");
    private final RunRecord run;

    private Summary(RunRecord run) {
        this.run = run;
    }

    static String of(RunRecord run) {
        Summary summary = new Summary(run);
        summary.header();
        summary.inspection();
        summary.gates();
        summary.metrics();
        summary.calibration();
        summary.worstSlices();
        summary.slices();
        summary.tuning();
        summary.stages();
        summary.cost();
        summary.footer();
        return summary.out.toString();
    }

    private void header() {
        Result result = run.result();
        out.line(Texts.join(
                "### ", Marks.ofOutcome(result.outcome()), " ", Comment.sentence(result.sentence(), Comment.SENTENCE)));
        StringBuilder about = new StringBuilder("**")
                .append(Texts.markdown(result.outcome()))
                .append("**: ")
                .append(Comment.sentence(result.model(), NAME));
        if (result.version().isPresent()) {
            about.append(", version ").append(result.version().get());
        }
        out.line("");
        out.line(about.append(". ")
                .append(Comment.sentence(result.reason(), 2_000))
                .toString());
        if (!result.because().isEmpty()) {
            out.paragraph("Started because a retrain was due: ".concat(String.join("; ", result.because())));
        }
        Facts.alarm(run).ifPresent(alarm -> {
            out.line("");
            out.line("> **".concat(Comment.sentence(alarm, Comment.SENTENCE)).concat("**"));
        });
    }

    /** What was found good is a sentence, what was not a table. */
    private void inspection() {
        if (run.inspection().isEmpty()) {
            return;
        }
        Inspection inspection = run.inspection().get();
        out.line("");
        out.line("**Data:** ".concat(Comment.sentence(InspectionSection.says(inspection), Comment.SENTENCE)));
        for (Sheet sheet : List.of(InspectionSection.changes(inspection), InspectionSection.rules(inspection, false))) {
            if (!sheet.isEmpty()) {
                sheet.write(out, MOST_RULES, "lines");
            }
        }
    }

    private void gates() {
        if (run.decision().isEmpty()) {
            return;
        }
        Decision decision = run.decision().get();
        out.line("");
        out.line("**Gates:** "
                .concat(Marks.of(decision.verdict()))
                .concat(", ")
                .concat(Comment.sentence(decision.reason(), Comment.SENTENCE)));
        List<Decision.Gate> gates = gatesInOrder(decision.gates());
        boolean drawn = GateSheets.hasEvidence(gates);
        if (drawn) {
            GateSheets.evidence("", gates).write(out, MOST_GATES, "gates");
        }
        for (String sentence : Facts.holdout(run)) {
            out.paragraph(sentence);
        }
        if (drawn) {
            out.begin("Gates in words (".concat(Figures.count(gates.size())).concat(")"));
        }
        if (!gates.isEmpty()) {
            GateSheets.words("", gates).write(out, MOST_GATES, "gates");
        }
        if (drawn) {
            out.end();
        }
    }

    private void metrics() {
        if (run.evaluation().isPresent()) {
            out.line("");
            out.line("**Metrics:** "
                    .concat(Comment.sentence(MetricSection.says(run.evaluation().get()), Comment.SENTENCE)));
            MetricSection.sheet(run).write(out, MOST_METRICS, "metrics");
        }
    }

    private void calibration() {
        List<String> sentences = CalibrationSection.sentences(run);
        Sheet sheet = CalibrationSection.sheet(run);
        if (sentences.isEmpty() && sheet.isEmpty()) {
            return;
        }
        out.line("");
        out.line("**Calibration and threshold:** ".concat(Comment.sentence(String.join(" ", sentences), 2_000)));
        if (!sheet.isEmpty()) {
            sheet.write(out, MOST_METRICS, "figures");
        }
    }

    private void worstSlices() {
        Optional<String> says = Facts.worstSlices(run);
        if (says.isEmpty()) {
            return;
        }
        out.line("");
        out.line("**Worst slices:** ".concat(Comment.sentence(says.get(), Comment.SENTENCE)));
        Sheet sheet = WorstSliceSection.sheet(run.evaluation().orElseThrow());
        if (!sheet.isEmpty()) {
            sheet.write(out, MOST_SLICES, "slices");
        }
    }

    private void tuning() {
        if (run.tuning().isPresent() && !run.tuning().get().trials().isEmpty()) {
            out.line("");
            out.line("**Tuning:** "
                    .concat(Comment.sentence(TuningSection.says(run.tuning().get()), Comment.SENTENCE)));
            out.begin("Trials");
            TuningSection.sheet(run.tuning().get()).write(out, MOST_SLICES, "trials");
            out.end();
        }
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

    private void slices() {
        if (run.evaluation().isEmpty() || run.evaluation().get().slices().isEmpty()) {
            return;
        }
        Sheet sheet = SliceSection.sheet(run.evaluation().get());
        out.begin("Slices ("
                .concat(Figures.count(run.evaluation().get().slices().size()))
                .concat(")"));
        sheet.write(out, MOST_SLICES, "slices");
        out.end();
    }

    private void stages() {
        List<Result.StageResult> stages = run.result().stages();
        if (stages.isEmpty()) {
            return;
        }
        out.begin("Stages (".concat(Figures.count(stages.size())).concat(")"));
        out.line("");
        out.row("Stage", "Did", "Time", "Because");
        out.line("|---|---|--:|---|");
        for (Result.StageResult stage : stages) {
            boolean ran = stage.did().equals("ran");
            out.row(
                    Comment.sentence(stage.stage(), NAME),
                    Comment.sentence(stage.did(), NAME),
                    ran ? Figures.duration(stage.seconds()) : "–",
                    because(stage.because()));
        }
        out.end();
    }

    private void cost() {
        Optional<String> says = Facts.cost(run);
        if (says.isEmpty()) {
            return;
        }
        out.line("");
        out.line("**Cost:** ".concat(Comment.sentence(says.get(), Comment.SENTENCE)));
        Sheet sheet = CostSection.sheet(run.result().cost().orElseThrow());
        if (!sheet.isEmpty()) {
            out.begin("Jobs");
            sheet.write(out, MOST_SLICES, "jobs");
            out.end();
        }
    }

    private static String because(List<String> because) {
        StringBuilder text = new StringBuilder();
        for (String reason : because.subList(0, Math.min(MOST_REASONS, because.size()))) {
            text.append(text.length() == 0 ? "" : "; ").append(Comment.sentence(reason, Comment.SENTENCE));
        }
        if (because.size() > MOST_REASONS) {
            text.append("; and ").append(because.size() - MOST_REASONS).append(" more");
        }
        return text.toString();
    }

    private void footer() {
        Result result = run.result();
        out.line("");
        out.line("<sub>Run "
                .concat(Comment.code(result.run()))
                .concat(", ")
                .concat(Comment.sentence(result.command(), NAME))
                .concat(", intent ")
                .concat(Comment.sentence(result.intent(), NAME))
                .concat(". Curves, data and provenance: <code>report.html</code></sub>"));
    }
}
