package retrain.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.run.Json;
import retrain.spec.TriggersSpec;
import retrain.trigger.TriggerDecision;
import retrain.trigger.TriggerDecision.Finding;
import retrain.trigger.TriggerDecision.Hold;
import retrain.trigger.TriggerFacts;

/**
 * The content of {@code check.json}; its JSON Schema is published as {@code docs/reference/check.schema.json} and made from the
 * {@link Meaning}s that stand here.
 */
public record CheckResult(
        @Meaning("The version of this format; 1. Later versions may add keys and take none away.")
        int format,

        @Meaning("The model's name, as the spec has it.") String model,

        @Meaning("Whether a retrain is due.") boolean due,

        @Meaning("The decision in a sentence.") String sentence,

        @Meaning("When it was looked, in UTC.") String at,

        @Meaning(
                "When to look again, in UTC: before that it cannot become due by the passing of time alone. Absent if it is due, or if only new data or other code can make it due.")
        Optional<String> nextLook,

        @Meaning("What makes a retrain due, or would if nothing held it back.")
        List<TriggerResult> reasons,

        @Meaning("The triggers that say nothing.") List<TriggerResult> quiet,

        @Meaning("What holds a retrain back.") List<HoldResult> holds,

        @Meaning("Whether the spec has no triggers, so that new data or other code decide.")
        boolean byDefault,

        @Meaning("What was odd about the facts, a sentence each.")
        List<String> notes,

        @Meaning("What the decision rests on.") FactsResult facts) {
    public static final int FORMAT = 1;

    public CheckResult {
        reasons = List.copyOf(reasons);
        quiet = List.copyOf(quiet);
        holds = List.copyOf(holds);
        notes = List.copyOf(notes);
    }

    /** What a trigger found. */
    public record TriggerResult(
            @Meaning(
                    value = "The trigger; no-champion: there is none yet.",
                    oneOf = {
                        "no-champion",
                        "manual",
                        "schedule",
                        "new-data",
                        "drift",
                        "performance",
                        "schema",
                        "age",
                        "code"
                    })
            String trigger,

            @Meaning("What it found, with the figures.") String sentence,

            @Meaning("The figures that it compared, by name.")
            Map<String, Double> figures) {
        public TriggerResult {
            figures = Collections.unmodifiableMap(new TreeMap<>(figures));
        }

        private static TriggerResult of(Finding finding) {
            return new TriggerResult(finding.trigger().word(), finding.sentence(), finding.figures());
        }
    }

    /** What holds a retrain back. */
    public record HoldResult(
            @Meaning(
                    value =
                            "same-inputs: the champion was made from them; tried: another run came to nothing with them; going-on: a run goes on; cooldown; off-peak; cost-window: work in AWS begins at other hours.",
                    oneOf = {"same-inputs", "tried", "going-on", "cooldown", "off-peak", "cost-window"})
            String by,

            @Meaning("What it is, in a sentence.") String sentence,

            @Meaning("When it ends, in UTC; absent if it does not end by itself.")
            Optional<String> until) {
        private static HoldResult of(Hold hold) {
            return new HoldResult(
                    Json.word(hold.by()), hold.sentence(), hold.until().map(CheckResult::time));
        }
    }

    /** What the decision rests on. */
    public record FactsResult(
            @Meaning("The version in production; absent if there is none yet.")
            Optional<ChampionResult> champion,

            @Meaning("How many files the sources have.") int files,

            @Meaning("How large they are together.") long bytes,

            @Meaning("The files whose content the champion's snapshot has not; at most the first 100.")
            List<String> newFiles,

            @Meaning("The files of the champion's snapshot whose content is not there any more; at most the first 100.")
            List<String> goneFiles,

            @Meaning("The prepared rows; absent if no trigger asks for them.")
            Optional<Long> rows,

            @Meaning(
                    "What else than the data changed since the champion was made, a sentence each; absent if it is not known.")
            Optional<List<String>> changes,

            @Meaning(
                    "How many windows were watched, and in how many of them something was an alarm; absent if no trigger asks.")
            Optional<MonitoringResult> monitoring) {
        public FactsResult {
            newFiles = List.copyOf(newFiles);
            goneFiles = List.copyOf(goneFiles);
            changes = changes.isPresent() ? Optional.of(List.copyOf(changes.get())) : changes;
        }
    }

    /** The version in production. */
    public record ChampionResult(
            @Meaning("Its number.") int version,

            @Meaning("The run that registered it.") String run,

            @Meaning("When it was registered, in UTC.") String made,

            @Meaning("Since when it is the champion, in UTC.")
            String since,

            @Meaning("The files that it was made from.") int files,

            @Meaning("How large they are together.") long bytes,

            @Meaning("The prepared rows that they gave.") long rows) {}

    /** What monitor says. */
    public record MonitoringResult(
            @Meaning("How many windows were looked at.") int windows,

            @Meaning("In how many of them a column drifted, or the model was worse than promised.")
            int alarms) {}

    /** {@return a decision for machines} */
    public static CheckResult of(TriggersSpec triggers, TriggerFacts facts, TriggerDecision decision) {
        List<TriggerResult> quiet = new ArrayList<>();
        for (Finding finding : decision.findings()) {
            if (!finding.due()) {
                quiet.add(TriggerResult.of(finding));
            }
        }
        return new CheckResult(
                FORMAT,
                facts.model(),
                decision.due(),
                sentence(facts, decision),
                time(facts.now()),
                decision.nextLook().map(CheckResult::time),
                decision.reasons().stream().map(TriggerResult::of).toList(),
                quiet,
                decision.holds().stream().map(HoldResult::of).toList(),
                triggers.isEmpty(),
                decision.notes(),
                CheckFacts.of(facts));
    }

    private static String sentence(TriggerFacts facts, TriggerDecision decision) {
        String retrain = "retrain of '" + facts.model() + "' is due";
        List<Finding> reasons = decision.reasons();
        if (decision.due()) {
            return "A " + retrain + ": " + words(reasons);
        }
        return "No " + retrain + ": "
                + (reasons.isEmpty() || decision.holds().isEmpty()
                        ? "no trigger says so"
                        : decision.holds().get(0).sentence());
    }

    private static String words(List<Finding> reasons) {
        return String.join(
                ", ", reasons.stream().map(f -> f.trigger().word()).distinct().toList());
    }

    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** {@return it for a console, line by line} */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        reasons.forEach(r -> lines.add("due: " + r.trigger() + ": " + r.sentence()));
        quiet.forEach(q -> lines.add("not due: " + q.trigger() + ": " + q.sentence()));
        holds.forEach(h -> lines.add("held back: " + h.by() + ": " + h.sentence()));
        notes.forEach(n -> lines.add("note: " + n));
        if (byDefault) {
            lines.add("The spec has no triggers, so new data or other code decide (new-data: {parts: 1}, code: true)");
        }
        if (!due) {
            lines.add(nextLook.map(t -> "Next look: " + t).orElse("Next look: when data or code have changed"));
        }
        return lines.stream().map(Texts::visible).toList();
    }
}
