package retrain.report;

import java.util.ArrayList;
import java.util.List;
import retrain.run.LedgerEntry;

/** What each stage did, why, and how long it took. */
final class StageSection implements Section<RunRecord> {
    private static final int MOST_REASONS = 12;

    @Override
    public String id() {
        return "stages";
    }

    @Override
    public String title() {
        return "Stages";
    }

    @Override
    public boolean applies(RunRecord run) {
        return !run.result().stages().isEmpty() || !unfinished(run).isEmpty();
    }

    @Override
    public void write(Markup html, RunRecord run) {
        double longest = 0;
        double total = 0;
        for (Result.StageResult stage : run.result().stages()) {
            longest = Math.max(longest, stage.seconds());
            total += stage.seconds();
        }
        html.element(
                        "p",
                        total == 0
                                ? "No stage ran."
                                : Texts.join("The stages that ran took ", Figures.duration(total), " in all."))
                .line();
        Grid grid = Grid.begin(html, "Stages: what each did, and why")
                .head("Stage")
                .head("Did")
                .numberHead("Time")
                .head("Relative")
                .head("Because");
        for (Result.StageResult stage : run.result().stages()) {
            boolean ran = stage.did().equals("ran");
            grid.row(stage.stage())
                    .word(ran ? "● ran" : "○ reused")
                    .number(ran ? Figures.duration(stage.seconds()) : "–");
            grid.bar(longest == 0 ? 0 : stage.seconds() / longest);
            reasons(html, stage.because());
        }
        for (LedgerEntry.Intended stage : unfinished(run)) {
            grid.row(stage.stage()).word("✗ did not end").number("–").bar(0);
            reasons(html, stage.because());
        }
        grid.end();
    }

    private static void reasons(Markup html, List<String> because) {
        html.open("td", "class", "prose").open("ul", "class", "reasons");
        for (String reason : because.subList(0, Math.min(MOST_REASONS, because.size()))) {
            html.element("li", Texts.brief(reason, 300));
        }
        if (because.size() > MOST_REASONS) {
            html.element(
                    "li", Texts.join("and ", Figures.count(because.size() - MOST_REASONS), " more, see result.json"));
        }
        html.close().close();
    }

    /** {@return the stages that began and left no result: the run was killed or failed there} */
    static List<LedgerEntry.Intended> unfinished(RunRecord run) {
        List<LedgerEntry.Intended> unfinished = new ArrayList<>();
        for (LedgerEntry entry : run.ledger()) {
            if (entry instanceof LedgerEntry.Intended intended) {
                unfinished.add(intended);
            } else if (entry instanceof LedgerEntry.Done done) {
                unfinished.removeIf(i -> i.stage().equals(done.stage()));
            }
        }
        return unfinished;
    }
}
