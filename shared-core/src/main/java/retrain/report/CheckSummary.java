package retrain.report;

import java.util.Optional;
import retrain.report.CheckResult.ChampionResult;

/** {@code check.md}: a decision whether a retrain is due, for people. */
final class CheckSummary {
    private final Comment out = new Comment("check.json");
    private final CheckResult check;

    private CheckSummary(CheckResult check) {
        this.check = check;
    }

    static String of(CheckResult check) {
        CheckSummary summary = new CheckSummary(check);
        summary.header();
        summary.triggers();
        summary.holds();
        summary.facts();
        return summary.out.toString();
    }

    private void header() {
        out.line(Texts.join("### ", check.due() ? "● " : "○ ", Comment.sentence(check.sentence(), Comment.SENTENCE)));
        if (check.byDefault()) {
            out.paragraph("The spec has no triggers, so new data or other code decide.");
        }
        if (!check.due()) {
            out.paragraph(
                    check.nextLook().map("Next look: "::concat).orElse("Only new data or other code can make it due."));
        }
    }

    private void triggers() {
        if (check.reasons().isEmpty() && check.quiet().isEmpty()) {
            return;
        }
        out.line("");
        out.row("Trigger", "Due", "Finds");
        out.line("|---|---|---|");
        for (CheckResult.TriggerResult reason : check.reasons()) {
            out.row(reason.trigger(), "● yes", Comment.sentence(reason.sentence(), Comment.SENTENCE));
        }
        for (CheckResult.TriggerResult quiet : check.quiet()) {
            out.row(quiet.trigger(), "○ no", Comment.sentence(quiet.sentence(), Comment.SENTENCE));
        }
    }

    private void holds() {
        for (CheckResult.HoldResult hold : check.holds()) {
            out.paragraph("Held back (".concat(hold.by()).concat("): ").concat(hold.sentence()));
        }
        for (String note : check.notes()) {
            out.paragraph("Note: ".concat(note));
        }
    }

    private void facts() {
        Optional<ChampionResult> champion = check.facts().champion();
        String is = champion.map(c -> "Version " + c.version() + " was registered at " + c.made() + " from "
                        + Figures.count(c.rows()) + " rows of " + Figures.count(c.files()) + " files, "
                        + Figures.count(c.bytes()) + " bytes")
                .orElse("There is no champion yet");
        out.line("");
        out.line("<sub>"
                .concat(Comment.sentence(
                        Texts.join(
                                is,
                                ". The sources have ",
                                Figures.count(check.facts().files()),
                                " files now, ",
                                Figures.count(check.facts().bytes()),
                                " bytes. Looked at ",
                                check.at(),
                                "."),
                        1_000))
                .concat("</sub>"));
    }
}
