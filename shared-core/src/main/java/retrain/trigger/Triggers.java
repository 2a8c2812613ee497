package retrain.trigger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.spec.TriggersSpec;
import retrain.trigger.TriggerDecision.Finding;
import retrain.trigger.TriggerDecision.Hold;

/** Decides whether a retrain is due. */
public final class Triggers {
    private final TriggersSpec spec;
    private final TriggerFacts facts;
    private final List<String> notes = new ArrayList<>();

    private Triggers(TriggersSpec spec, TriggerFacts facts) {
        this.spec = spec;
        this.facts = facts;
    }

    /**
     * {@return whether a retrain is due}
     *
     * @param spec the triggers; if there are none, the default ones are in force
     */
    public static TriggerDecision decide(TriggersSpec spec, TriggerFacts facts) {
        return new Triggers(spec.orDefault(), facts).decide();
    }

    private TriggerDecision decide() {
        List<Finding> findings = findings();
        Holds holds = new Holds(spec, facts, notes);
        List<Hold> holding = holds.all();
        boolean due = findings.stream().anyMatch(f -> f.due() && !holds.keep(f.trigger(), holding));
        Optional<Instant> next = due ? Optional.empty() : next(findings, holding, holds);
        return new TriggerDecision(due, findings, holding, next, notes);
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (facts.asked() || spec.manual()) {
            findings.add(manual());
        }
        if (facts.champion().isEmpty()) {
            findings.add(new Finding(
                    Trigger.NO_CHAMPION, !spec.manual(), "there is no champion yet", Map.of(), Optional.empty()));
            return findings;
        }
        TriggerFacts.Champion champion = facts.champion().get();
        ClockTriggers clock = new ClockTriggers(facts, champion, notes);
        DataTriggers data = new DataTriggers(facts, champion);
        LiveTriggers live = new LiveTriggers(facts, champion, notes);
        spec.schedule().map(clock::schedule).ifPresent(findings::add);
        spec.newData().map(data::newData).ifPresent(findings::add);
        spec.drift().map(live::drift).ifPresent(findings::add);
        spec.performance().stream().map(live::performance).forEach(findings::add);
        if (spec.schema()) {
            findings.add(data.schema());
        }
        spec.age().map(clock::age).ifPresent(findings::add);
        if (spec.code()) {
            findings.add(code());
        }
        return findings;
    }

    private Finding manual() {
        String sentence =
                facts.asked() ? "it is asked for by hand" : "nobody asks for it by hand, with intent 'manual'";
        return new Finding(Trigger.MANUAL, facts.asked(), sentence, Map.of(), Optional.empty());
    }

    private Finding code() {
        if (facts.changes().isEmpty()) {
            notes.add("the ledger of the champion's run is gone, so that a change of code cannot be told");
            return new Finding(Trigger.CODE, false, "it is not known whether it changed", Map.of(), Optional.empty());
        }
        List<String> changes = facts.changes().get();
        String sentence = changes.isEmpty()
                ? "nothing changed since version "
                        + facts.champion().orElseThrow().version()
                : Words.first(changes, 5);
        return new Finding(
                Trigger.CODE,
                !changes.isEmpty(),
                sentence,
                Map.of("changes", (double) changes.size()),
                Optional.empty());
    }

    /** The times that may change the decision, each moved to where nothing that ends by itself holds it back. */
    private Optional<Instant> next(List<Finding> findings, List<Hold> holding, Holds holds) {
        boolean stuck = holding.stream().anyMatch(h -> h.by().lasts());
        List<Instant> times = new ArrayList<>();
        for (Finding finding : findings) {
            finding.next().map(t -> holds.free(finding.trigger(), t, holding)).ifPresent(times::add);
            if (finding.due() && !stuck) {
                times.add(holds.free(finding.trigger(), facts.now(), holding));
            }
        }
        return times.stream().min(Comparator.naturalOrder());
    }
}
