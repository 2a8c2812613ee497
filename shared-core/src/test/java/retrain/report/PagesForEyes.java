package retrain.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes a report of each kind, to be looked at in a browser: {@code java retrain.report.PagesForEyes folder}. */
final class PagesForEyes {
    private PagesForEyes() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, RunRecord> runs = new TreeMap<>(Map.of(
                "binary", Fixture.binary(),
                "multiclass", Fixture.multiclass(4),
                "many-classes", Fixture.multiclass(30),
                "regression", Fixture.regression(),
                "first", Fixture.first(),
                "rejected", Fixture.rejected(),
                "unchanged", Fixture.unchanged(),
                "many-slices", Fixture.manySlices(40),
                "prepared", Fixture.prepared()));
        runs.putAll(Map.of(
                "promoted", Judged.promoted(),
                "inconclusive", Judged.inconclusive(),
                "exhausted", Judged.exhausted(),
                "leaking", Judged.leaking(),
                "many-gates", Judged.manyGates(200),
                "extreme", Judged.extreme(),
                "worst", Judged.worst(),
                "paid", Fixture.paid(),
                "tuning", Tuned.run(40),
                "much-tuning", Tuned.run(2_000)));
        for (Map.Entry<String, RunRecord> run : runs.entrySet()) {
            Path folder = Files.createDirectories(Path.of(arguments[0]).resolve(run.getKey()));
            Reports.write(run.getValue(), Optional.empty(), folder);
        }
        Map<String, MonitorRecord> looks = new TreeMap<>(Map.of(
                "nothing-new", Monitored.nothingNew(),
                "empty", Monitored.empty(),
                "calm", Monitored.calm(),
                "drifted", Monitored.drifted(),
                "estimated", Monitored.estimated(),
                "concept-drift", Monitored.conceptDrift(),
                "edges", Monitored.edges(),
                "retrained", Monitored.retrained(),
                "many-windows", Monitored.manyWindows(100),
                "many-columns", Monitored.manyColumns(200)));
        for (Map.Entry<String, MonitorRecord> look : looks.entrySet()) {
            MonitorRecord record = look.getValue();
            Path folder = Path.of(arguments[0]).resolve("monitor-".concat(look.getKey()));
            MonitorReports.write(record.monitoring(), record.earlier(), record.made(), folder);
        }
    }
}
