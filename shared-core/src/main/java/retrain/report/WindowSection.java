package retrain.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.monitor.Drift;
import retrain.monitor.JointDrift;
import retrain.monitor.LiveQuality.Level;
import retrain.monitor.Window;
import retrain.report.Sheet.Kind;

/** All windows, the newest first. */
final class WindowSection implements Section<MonitorRecord> {
    @Override
    public String id() {
        return "windows";
    }

    @Override
    public String title() {
        return "Windows";
    }

    @Override
    public boolean applies(MonitorRecord record) {
        return !record.timeline().isEmpty();
    }

    @Override
    public void write(Markup html, MonitorRecord record) {
        int left = record.all().size() - record.timeline().size();
        if (left > 0) {
            html.element(
                            "p",
                            Texts.join(
                                    "The timelines and this table have the newest ",
                                    Figures.count(MonitorRecord.MOST_WINDOWS),
                                    " windows; ",
                                    Figures.count(left),
                                    " older ones are left out."))
                    .line();
        }
        sheet("The newest first", record.timeline()).write(html);
    }

    static Sheet sheet(String caption, List<MonitorRecord.Seen> windows) {
        Sheet sheet = new Sheet(caption)
                .column("Window", Kind.NAME)
                .column("Verdict", Kind.VERDICT)
                .column("From", Kind.WORD)
                .column("To", Kind.WORD)
                .column("Rows", Kind.NUMBER)
                .column("Version", Kind.NUMBER)
                .column("Drifted", Kind.NUMBER)
                .column("AUC together", Kind.NUMBER)
                .column("Alarms", Kind.PROSE);
        for (int i = windows.size() - 1; i >= 0; i--) {
            sheet.row(cells(windows.get(i)));
        }
        return sheet;
    }

    private static List<String> cells(MonitorRecord.Seen seen) {
        Window window = seen.window();
        Optional<Drift> drift = window.drift();
        return List.of(
                window.name(),
                Marks.ofAlarm(window.alarm(), MonitorHeadline.isKnown(window)),
                time(window.from()),
                time(window.to()),
                Figures.count(window.rows()),
                seen.champion().map(v -> Integer.toString(v)).orElse("–"),
                drift.isEmpty()
                        ? "–"
                        : Texts.join(
                                Figures.count(drift.get().drifted().size()),
                                " of ",
                                Figures.count(drift.get().columns().size())),
                drift.flatMap(Drift::joint)
                        .map(j -> (j.alarm() ? "✗ " : "").concat(Figures.value(j.auc())))
                        .orElse("–"),
                alarms(window));
    }

    private static String time(Optional<Instant> at) {
        return at.map(Marks::time).orElse("–").replace(" 00:00:00 UTC", "");
    }

    /** {@return the columns and metrics that raise an alarm} */
    static String alarms(Window window) {
        List<String> alarms = new ArrayList<>();
        if (window.drift().isPresent()) {
            List<String> drifted = window.drift().get().drifted();
            if (!drifted.isEmpty()) {
                alarms.add(MonitorHeadline.named(drifted));
            }
            if (window.drift().get().joint().map(JointDrift::alarm).orElse(false)) {
                alarms.add("all features together");
            }
        }
        if (window.live().isPresent()) {
            for (Level level : window.live().get().levels()) {
                if (level.alarm()) {
                    alarms.add(Texts.join(level.metric().word(), " by ", LiveSection.basis(level)));
                }
            }
        }
        return alarms.isEmpty() ? "–" : String.join("; ", alarms);
    }
}
