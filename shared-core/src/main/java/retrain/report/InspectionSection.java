package retrain.report;

import java.util.List;
import retrain.data.Inspection;
import retrain.data.RuleResult;
import retrain.data.SchemaChange;
import retrain.run.Json;
import retrain.spec.SchemaSpec;

/** Whether the data were fit to be trained on: how their form changed, and which rules they keep. */
final class InspectionSection implements Section<RunRecord> {
    @Override
    public String id() {
        return "inspection";
    }

    @Override
    public String title() {
        return "Form and quality of the data";
    }

    @Override
    public boolean applies(RunRecord run) {
        return run.inspection().isPresent();
    }

    @Override
    public void write(Markup html, RunRecord run) {
        Inspection inspection = run.inspection().orElseThrow();
        html.element("p", says(inspection)).line();
        for (Sheet sheet : List.of(changes(inspection), rules(inspection, true))) {
            if (!sheet.isEmpty()) {
                sheet.write(html);
            }
        }
    }

    /** {@return what was found, in a sentence or two} */
    static String says(Inspection inspection) {
        StringBuilder text = new StringBuilder();
        if (inspection.champion().isPresent()) {
            String champion = Texts.brief(inspection.champion().get(), 80);
            int changes = inspection.changes().size();
            text.append(
                    changes == 0
                            ? Texts.join("The rows are of the form of ", champion, "'s.")
                            : Texts.join(
                                    changes == 1
                                            ? "One thing"
                                            : Figures.count(changes).concat(" things"),
                                    " changed since the rows of ",
                                    champion,
                                    "."));
        }
        if (isOnCommonColumns(inspection)) {
            text.append(
                            " Compared on the common columns only: what is gone or of another type is missing in every row that the")
                    .append(" champion scores, so it may look worse than it is.");
        }
        if (!inspection.rules().isEmpty()) {
            text.append(text.length() == 0 ? "" : " ").append(kept(inspection.rules()));
        }
        return text.toString();
    }

    private static boolean isOnCommonColumns(Inspection inspection) {
        boolean lost = false;
        for (SchemaChange change : inspection.changes()) {
            lost |= change.kind() == SchemaChange.Kind.REMOVED
                    || change.kind() == SchemaChange.Kind.RETYPED
                    || change.kind() == SchemaChange.Kind.RENAMED;
        }
        return lost && inspection.compare() == SchemaSpec.Compare.COMMON;
    }

    private static String kept(List<RuleResult> rules) {
        int kept = 0;
        for (RuleResult rule : rules) {
            kept += rule.kept() ? 1 : 0;
        }
        return kept == rules.size()
                ? rules.size() == 1 ? "The rule is kept." : Texts.join("All ", count(rules), " rules are kept.")
                : Texts.join(Figures.count(kept), " of ", count(rules), " rules are kept.");
    }

    private static String count(List<RuleResult> rules) {
        return Figures.count(rules.size());
    }

    static Sheet changes(Inspection inspection) {
        Sheet sheet = new Sheet("What changed since the champion's rows")
                .column("Column", Sheet.Kind.NAME)
                .column("Change", Sheet.Kind.WORD)
                .column("Policy", Sheet.Kind.WORD)
                .column("In words", Sheet.Kind.PROSE);
        for (SchemaChange change : inspection.changes()) {
            sheet.row(List.of(
                    change.column(),
                    Json.word(change.kind()),
                    (change.blocks() ? "✗ " : "").concat(Json.word(change.policy())),
                    change.what()));
        }
        return sheet;
    }

    /** @param all whether those that are kept are shown, too */
    static Sheet rules(Inspection inspection, boolean all) {
        Sheet sheet = new Sheet(all ? "Rules on the rows" : "Rules that are broken")
                .column("Rule", Sheet.Kind.NAME)
                .column("Verdict", Sheet.Kind.WORD)
                .column("Rows", Sheet.Kind.NUMBER)
                .column("Broken", Sheet.Kind.NUMBER)
                .column("Found", Sheet.Kind.PROSE);
        for (RuleResult rule : inspection.rules()) {
            if (all || !rule.kept()) {
                sheet.row(List.of(
                        rule.states(),
                        rule.kept() ? "✓ kept" : rule.blocks() ? "✗ broken" : "◇ warning",
                        Figures.count(rule.rows()),
                        Figures.count(rule.broken()),
                        rule.found()));
            }
        }
        return sheet;
    }
}
