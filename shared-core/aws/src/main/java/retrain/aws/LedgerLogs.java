package retrain.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import retrain.registry.AuditEntry;
import retrain.registry.Registry;
import retrain.report.TrackedLook;
import retrain.report.TrackedRun;
import retrain.report.Tracker;
import retrain.run.LedgerEntry;

/**
 * The ledgers of runs and the audit chain as events of CloudWatch Logs, each entry once: {@code <model>/<run>} is the stream of a run, with the
 * audit entries that the run made; {@code <model>/audit/<number>} that of an entry without a run, such as a rollback. What is there is looked
 * at before more is written, so that it does not matter at which call an earlier process was killed. Two processes that tell the same run at the
 * same moment can write an entry twice; its {@code id} is the same then.
 */
final class LedgerLogs implements Tracker {
    private final LogStreams streams;
    private final Registry registry;
    private final Clock clock;

    LedgerLogs(LogStreams streams, Registry registry, Clock clock) {
        this.streams = streams;
        this.registry = registry;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "CloudWatch Logs";
    }

    @Override
    public Optional<String> log(TrackedRun run) {
        List<LogEvent> events = ledger(run.model(), run.run(), run.ledger());
        for (AuditEntry entry : registry.audit()) {
            if (entry.run().equals(Optional.of(run.run()))) {
                events.add(LogEvent.of(run.model(), entry));
            }
        }
        String stream = run.model() + "/" + run.run();
        write(stream, events);
        return Optional.of("group " + streams.group() + ", stream " + stream);
    }

    @Override
    public void look(TrackedLook look) {
        look.run().ifPresent(run -> write(look.model() + "/" + run, ledger(look.model(), run, look.ledger())));
    }

    private static List<LogEvent> ledger(String model, String run, List<LedgerEntry> ledger) {
        List<LogEvent> events = new ArrayList<>();
        for (int i = 0; i < ledger.size(); i++) {
            events.add(LogEvent.of(model, run, i + 1, ledger.get(i)));
        }
        return events;
    }

    /** Tells the audit entries that no run made; those of runs are told with them. */
    @Override
    public void alias(String model, Map<String, Integer> aliases) {
        Map<String, LogEvent> events = new HashMap<>();
        for (AuditEntry entry : registry.audit()) {
            if (entry.run().isEmpty()) {
                events.put(model + "/audit/" + entry.number(), LogEvent.of(model, entry));
            }
        }
        if (!events.isEmpty()) {
            Set<String> whole = new HashSet<>(streams.written(model + "/audit/"));
            events.keySet().removeAll(whole);
            events.forEach((stream, event) -> write(stream, List.of(event)));
        }
    }

    /** CloudWatch Logs takes nothing that is older than two weeks: such an entry is written at the oldest time, and tells its own. */
    private void write(String stream, List<LogEvent> events) {
        Duration longest = streams.oldest();
        long oldest = clock.instant().minus(longest).toEpochMilli();
        List<LogEvent> within = new ArrayList<>();
        for (LogEvent event : events) {
            within.add(event.notBefore(oldest));
        }
        streams.write(stream, within);
    }
}
