package retrain.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import retrain.monitor.Monitoring;
import retrain.problem.BackendFailure;
import retrain.run.Json;

/** Writes what monitor leaves for people and machines; {@code docs/monitor-report.md} says how to read it. */
public final class MonitorReports {
    private MonitorReports() {}

    /**
     * Writes {@code monitor.html}, {@code monitor.md}, {@code metrics.txt} (OpenMetrics), {@code cloudwatch.json} (and {@code
     * cloudwatch-2.json} and so on, if one request cannot hold them) and {@code monitor.json} into the folder, each whole or not at
     * all. {@code monitor.json} comes last: once it names the look, all others are of it.
     *
     * @param earlier what monitor came to before, the oldest first; for the timelines. Of a window that was looked at more than once,
     *     the last look is shown
     * @param made when this was looked at
     * @param out the folder, made if need be
     * @return the path of {@code monitor.html}
     * @throws BackendFailure {@code STORE_UNUSABLE} if the folder cannot be written
     */
    public static Path write(Monitoring monitoring, List<Monitoring> earlier, Instant made, Path out) {
        MonitorRecord record = new MonitorRecord(monitoring, earlier, made);
        try {
            Files.createDirectories(out);
            Reports.text(OpenMetrics.of(record), out.resolve("metrics.txt"));
            cloudWatch(CloudWatch.of(record), out);
            Reports.text(MonitorSummary.of(record), out.resolve("monitor.md"));
            Path page = out.resolve("monitor.html");
            Reports.text(MonitorPage.of(record), page);
            Reports.write(Json.pretty(MonitorResults.of(record)), out.resolve("monitor.json"));
            return page;
        } catch (IOException e) {
            throw Reports.unwritable(out, "monitor", e);
        }
    }

    /** {@return what monitor came to, in figures; all of the newest window} */
    public static List<Measurement> measurements(Monitoring monitoring, Instant made) {
        return Measurements.of(new MonitorRecord(monitoring, List.of(), made));
    }

    /** {@return what monitor came to, in a sentence} All reports of it begin with it. */
    public static String sentence(Monitoring monitoring) {
        return new MonitorHeadline(new MonitorRecord(monitoring, List.of(), Instant.EPOCH)).sentence();
    }

    /** Requests of an earlier look that this one does not have must not be sent again. */
    private static void cloudWatch(List<CloudWatch.Request> requests, Path out) throws IOException {
        for (int i = 0; i < requests.size(); i++) {
            Reports.write(Json.pretty(requests.get(i)), out.resolve(name(i)));
        }
        int stale = requests.size();
        while (Files.deleteIfExists(out.resolve(name(stale)))) {
            stale++;
        }
    }

    private static String name(int request) {
        return request == 0 ? "cloudwatch.json" : Texts.join("cloudwatch-", Integer.toString(request + 1), ".json");
    }
}
