package retrain.report;

import java.util.ArrayList;
import java.util.List;
import retrain.monitor.LiveQuality.Basis;

/** What is to be known before anybody acts on a figure. */
final class NoteSection implements Section<MonitorRecord> {
    @Override
    public String id() {
        return "notes";
    }

    @Override
    public String title() {
        return "Notes";
    }

    @Override
    public boolean applies(MonitorRecord record) {
        return !notes(record).isEmpty();
    }

    @Override
    public void write(Markup html, MonitorRecord record) {
        html.open("ul", "class", "notes").line();
        for (String note : notes(record)) {
            html.element("li", Texts.brief(note, 1_000)).line();
        }
        html.closeLine();
    }

    /** {@return a sentence each: how rows were sampled, what was wrong with the data, what an estimate cannot see} */
    static List<String> notes(MonitorRecord record) {
        List<String> notes = new ArrayList<>();
        record.drift()
                .ifPresent(d -> notes.add(d.sampled()
                        .map(s -> "Sampling: ".concat(s))
                        .orElse("All rows of the reference and of the newest window were looked at.")));
        record.live().ifPresent(l -> notes.addAll(l.notes()));
        if (isEstimated(record)) {
            notes.add(
                    "An estimate supposes that the scores still mean what they meant: it sees that easier or harder rows come, and is blind to concept drift, when the same rows get other labels. Only labels show that.");
        }
        if (record.timeline().stream()
                        .map(MonitorRecord.Seen::champion)
                        .distinct()
                        .count()
                > 1) {
            notes.add(
                    "Another version was watched in some windows; each window was compared with the reference of its version.");
        }
        return notes;
    }

    private static boolean isEstimated(MonitorRecord record) {
        return record.timeline().stream()
                .flatMap(s -> s.window().live().stream())
                .flatMap(l -> l.levels().stream())
                .anyMatch(l -> l.basis() == Basis.ESTIMATED);
    }
}
