package retrain.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import retrain.data.Part;
import retrain.monitor.Monitoring;
import retrain.monitor.Window;
import retrain.trigger.TriggerFacts;

/** The facts of a decision, summed up for machines. */
final class CheckFacts {
    private static final int MOST_FILES = 100;

    private CheckFacts() {}

    static CheckResult.FactsResult of(TriggerFacts facts) {
        List<Part> before = facts.champion().map(TriggerFacts.Champion::parts).orElse(List.of());
        return new CheckResult.FactsResult(
                facts.champion().map(CheckFacts::champion),
                facts.parts().size(),
                bytes(facts.parts()),
                without(facts.parts(), before),
                without(before, facts.parts()),
                facts.prepared().map(TriggerFacts.Prepared::rows),
                facts.champion().isPresent() ? facts.changes() : Optional.empty(),
                facts.monitoring().map(CheckFacts::monitoring));
    }

    private static CheckResult.ChampionResult champion(TriggerFacts.Champion champion) {
        return new CheckResult.ChampionResult(
                champion.version(),
                champion.run().text(),
                CheckResult.time(champion.made()),
                CheckResult.time(champion.since()),
                champion.parts().size(),
                bytes(champion.parts()),
                champion.rows());
    }

    private static CheckResult.MonitoringResult monitoring(Monitoring monitoring) {
        int alarms = (int) monitoring.windows().stream().filter(Window::alarm).count();
        return new CheckResult.MonitoringResult(monitoring.windows().size(), alarms);
    }

    private static long bytes(List<Part> parts) {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    private static List<String> without(List<Part> parts, List<Part> others) {
        Set<String> known = new HashSet<>();
        others.forEach(p -> known.add(p.source() + " " + p.digest()));
        List<String> names = new ArrayList<>();
        for (Part part : parts) {
            if (!known.contains(part.source() + " " + part.digest()) && names.size() < MOST_FILES) {
                names.add(part.name());
            }
        }
        return names;
    }
}
