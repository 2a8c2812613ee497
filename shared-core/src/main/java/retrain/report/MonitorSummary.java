package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.monitor.ColumnDrift;

/** {@code monitor.md}: what came to light, in the length of a comment on a pull request or of a message in a chat. */
final class MonitorSummary {
    private static final int MOST_METRICS = 40;
    private static final int MOST_TESTS = 30;
    private static final int MOST_WINDOWS = 12;

    private final Comment out = new Comment("monitor.html");
    private final MonitorRecord record;

    private MonitorSummary(MonitorRecord record) {
        this.record = record;
    }

    static String of(MonitorRecord record) {
        MonitorSummary summary = new MonitorSummary(record);
        summary.header();
        summary.quality();
        summary.drift();
        summary.windows();
        summary.notes();
        summary.footer();
        return summary.out.toString();
    }

    private void header() {
        MonitorHeadline headline = new MonitorHeadline(record);
        String badge = headline.outcome().badge;
        out.line(
                Texts.join("### ", badge.substring(0, 2), Comment.sentence(headline.sentence(), Comment.SENTENCE * 2)));
        out.line("");
        Optional<Integer> champion = record.monitoring().champion();
        out.line(Texts.join(
                "**",
                badge.substring(2),
                "**: ",
                Comment.sentence(record.monitoring().model(), 120),
                champion.map(c -> ", version ".concat(Integer.toString(c))).orElse(""),
                ". ",
                Comment.sentence(headline.reason(), 2_000)));
    }

    private void quality() {
        if (record.live().isEmpty()) {
            return;
        }
        out.line("");
        out.line("**Quality:** ".concat(Comment.sentence(LiveSection.says(record), Comment.SENTENCE)));
        Sheet sheet = LiveSection.newest(record, "");
        if (!sheet.isEmpty()) {
            sheet.write(out, MOST_METRICS, "metrics");
        }
    }

    private void drift() {
        if (record.drift().isEmpty()) {
            return;
        }
        out.line("");
        out.line("**Drift:** "
                .concat(Comment.sentence(String.join(" ", DriftSection.sentences(record)), Comment.SENTENCE * 2)));
        List<ColumnDrift> drifted = ColumnSection.columns(record, true);
        List<ColumnDrift> others = ColumnSection.columns(record, false);
        if (!drifted.isEmpty()) {
            DriftTestSection.sheet("", drifted).write(out, MOST_TESTS, "tests");
        }
        if (!others.isEmpty()) {
            out.begin(Texts.join("Columns that show no drift (", Figures.count(others.size()), ")"));
            DriftTestSection.sheet("", others).write(out, MOST_TESTS, "tests");
            out.end();
        }
    }

    private void windows() {
        List<MonitorRecord.Seen> windows = record.timeline();
        if (windows.size() > 1) {
            out.begin(Texts.join("Windows (", Figures.count(record.all().size()), ")"));
            WindowSection.sheet("", windows).write(out, MOST_WINDOWS, "windows");
            out.end();
        }
    }

    private void notes() {
        List<String> notes = new ArrayList<>(NoteSection.notes(record));
        if (notes.isEmpty()) {
            return;
        }
        out.begin("Notes");
        out.line("");
        for (String note : notes) {
            out.line("- ".concat(Comment.sentence(note, 1_000)));
        }
        out.end();
    }

    private void footer() {
        out.line("");
        out.line(Texts.join(
                "<sub>Looked at ", Marks.time(record.made()), ". Pictures: <code>monitor.html</code></sub>"));
    }
}
