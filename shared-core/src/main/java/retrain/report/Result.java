package retrain.report;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The content of {@code result.json}; its JSON Schema is published as {@code docs/reference/result.schema.json} and made from the
 * {@link Meaning}s that stand here.
 */
public record Result(
        @Meaning("The version of this format; 1. Later versions may add keys and take none away.")
        int format,

        @Meaning("The run's id, by which it is resumed and found.")
        String run,

        @Meaning("The model's name, as the spec has it.") String model,

        @Meaning("The command that ran.") String command,

        @Meaning("What the run was for: branch, pull-request, schedule or manual.")
        String intent,

        @Meaning("The triggers that made the run due, a sentence each; empty if nobody asked whether it was due.")
        List<String> because,

        @Meaning(
                value =
                        "What became of the run. PREPARED, TRAINED and EVALUATED are those of the commands that end earlier.",
                oneOf = {
                    "PROMOTED",
                    "TESTING",
                    "HELD",
                    "REJECTED",
                    "INCONCLUSIVE",
                    "UNCHANGED",
                    "PREPARED",
                    "TRAINED",
                    "EVALUATED"
                })
        String outcome,

        @Meaning("What the run came to, in a sentence for people who know neither metrics nor statistics.")
        String sentence,

        @Meaning("The outcome in a sentence, with the figures.")
        String reason,

        @Meaning("The stages that are done, in their order.")
        List<StageResult> stages,

        @Meaning(
                "How the form of the rows differs from that of the champion's; empty if it does not, or was not compared.")
        List<ChangeResult> changes,

        @Meaning("What became of each rule on the rows; empty if there is none.")
        List<RuleVerdict> rules,

        @Meaning("The metrics on the holdout rows; absent if the run ended before evaluate.")
        Optional<Scores> evaluation,

        @Meaning("The digest of the held-out rows; absent if the run ended before evaluate.")
        Optional<String> holdout,

        @Meaning(
                "Held-out rows that the champion was trained on; absent if there is no champion, or its training rows are not known.")
        Optional<LeakResult> leak,

        @Meaning("What the gates said, in the order of the spec; empty if the run ended before the gates.")
        List<GateResult> gates,

        @Meaning("The holdout's error budget; absent if nothing was compared with a champion.")
        Optional<BudgetResult> budget,

        @Meaning("The number of the model version that the candidate is registered as; absent if it is not registered.")
        Optional<Integer> version,

        @Meaning("What the run cost in AWS; absent if its spec has no work done there.")
        Optional<CostResult> cost) {
    public static final int FORMAT = 1;

    public Result {
        because = List.copyOf(because);
        stages = List.copyOf(stages);
        changes = List.copyOf(changes);
        rules = List.copyOf(rules);
        gates = List.copyOf(gates);
    }

    /** How a stage was done. */
    public record StageResult(
            @Meaning("The stage's name.") String stage,

            @Meaning(
                    value = "Whether the stage did work, or an earlier result was taken.",
                    oneOf = {"ran", "reused"})
            String did,

            @Meaning("Why the stage ran, or why its result could be taken, a sentence each.")
            List<String> because,

            @Meaning("How long the stage took, in seconds; 0 if it was reused.")
            double seconds) {
        public StageResult {
            because = List.copyOf(because);
        }
    }

    /** How the form of the rows changed. */
    public record ChangeResult(
            @Meaning(
                    value = "What changed.",
                    oneOf = {"added", "removed", "retyped", "renamed", "new-category", "unit-jump", "null-rate"})
            String kind,

            @Meaning("The column.") String column,

            @Meaning(
                    value = "What the spec says to do about it; adapt means that a rule is missing.",
                    oneOf = {"block", "ignore", "adapt", "full-retrain"})
            String policy,

            @Meaning("The change in words, to be read after the column's name.")
            String what) {}

    /** A rule on the rows and what became of it. */
    public record RuleVerdict(
            @Meaning("The key of the spec that states it.") String key,

            @Meaning("What it asks for, in words.") String rule,

            @Meaning(
                    value = "What a broken rule does to the run.",
                    oneOf = {"block", "warn"})
            String severity,

            @Meaning("Whether it is kept.") boolean kept,

            @Meaning("The rows that it is about.") long rows,

            @Meaning("Those of them that break it.") long broken,

            @Meaning("The share of rows that may break it, from 0 to 1.")
            double tolerated,

            @Meaning("A row that breaks it, or what was found instead; absent if there is none.")
            Optional<String> example) {}

    /** Metric -> value; an undefined metric is NaN, which JSON says as the text "NaN". */
    public record Scores(
            @Meaning("The candidate's metrics by name; an undefined one is the text NaN.")
            Map<String, Double> candidate,

            @Meaning("The champion's metrics on the same rows; absent if there was no champion.")
            Optional<Map<String, Double>> champion) {
        public Scores {
            candidate = sorted(candidate);
            champion = champion.map(Scores::sorted);
        }

        private static Map<String, Double> sorted(Map<String, Double> metrics) {
            return Collections.unmodifiableMap(new TreeMap<>(metrics));
        }
    }

    /** A gate and what it said. */
    public record GateResult(
            @Meaning("The condition, as the spec has it.") String gate,

            @Meaning("The rows that the gate is about, such as origin=JFK; absent if it is about all.")
            Optional<String> slice,

            @Meaning(
                    value = "What the gate said.",
                    oneOf = {"PASSED", "FAILED", "INCONCLUSIVE"})
            String verdict,

            @Meaning("The candidate's value; absent if it is undefined.")
            Optional<Double> candidate,

            @Meaning("The champion's value; absent if it is undefined or there is no champion.")
            Optional<Double> champion,

            @Meaning("The value that the candidate had to reach; absent if it is not known, as without a champion.")
            Optional<Double> bound,

            @Meaning("The verdict in a sentence, with the figures.")
            String reason,

            @Meaning("What the verdict rests on; absent if there was nothing to judge.")
            Optional<EvidenceResult> evidence,

            @Meaning("Why the gate has no say in the decision, such as a slice of too few rows; absent if it has.")
            Optional<String> reportsOnly) {}

    /** What a verdict rests on. */
    public record EvidenceResult(
            @Meaning(
                    "What is estimated: a metric, or the improvement of one over the champion, which is positive where the candidate is better.")
            String of,

            @Meaning("How estimate and interval were found, such as DeLong.")
            String method,

            @Meaning("The value on the held-out rows.") double estimate,

            @Meaning("The confidence interval of the estimate.")
            IntervalResult interval,

            @Meaning(
                    "The bound, on the scale of the estimate: the gate is PASSED if the interval lies on its good side, FAILED if on the bad one.")
            double bound,

            @Meaning("Whether the good side of the bound is the upper one.")
            boolean higherIsBetter,

            @Meaning("One-sided, of the claim that the bound is met, before any adjustment.")
            double pValue,

            @Meaning(
                    "About how many fresh held-out rows show the claim in 80 of 100 cases; present if the gate is INCONCLUSIVE and more rows can help.")
            Optional<Long> rowsNeeded) {}

    /** A confidence interval. */
    public record IntervalResult(
            @Meaning("Its lower end.") double low,

            @Meaning("Its upper end.") double high,

            @Meaning("The confidence that this gate is decided with, from 0 to 1.")
            double confidence) {}

    /** Rows that the champion knew. */
    public record LeakResult(
            @Meaning("The model that was trained on them: the champion, or one that it was made from.")
            String model,

            @Meaning("How many of the held-out rows.") long rows,

            @Meaning("Their share of the held-out rows, from 0 to 1.")
            double share) {}

    /** What is spent of a holdout's error budget. */
    public record BudgetResult(
            @Meaning("Which comparison on this holdout it is, from 1.")
            int look,

            @Meaning("The part of the budget that this comparison had, from 0 to 1.")
            double share,

            @Meaning("The part of the budget that is spent with this comparison, from 0 to 1.")
            double spent,

            @Meaning("Whether no comparison is decided any more on this holdout.")
            boolean exhausted) {}

    /** What a run cost in AWS. */
    public record CostResult(
            @Meaning("What the run could have cost at worst, in US dollars, as far as the prices are known.")
            double worst,

            @Meaning("What its jobs cost in US dollars; absent if the price of one is not known.")
            Optional<Double> dollars,

            @Meaning("What its jobs cost less, in US dollars, because spare instances did them.")
            double saved,

            @Meaning(
                    "What serves the model costs a month, in US dollars, as far as the prices are known; 0 if nothing of it is in AWS.")
            double monthly,

            @Meaning("The jobs, in the order in which they ended.")
            List<JobCost> jobs) {
        public CostResult {
            jobs = List.copyOf(jobs);
        }
    }

    /** What a job cost. */
    public record JobCost(
            @Meaning("The job's name.") String job,

            @Meaning("The service that did it, such as sagemaker-training.")
            String service,

            @Meaning("The type of instance or worker.") String unit,

            @Meaning("How many of them.") int count,

            @Meaning("How long they worked, in seconds.") double seconds,

            @Meaning("The seconds of each that are billed.") double billed,

            @Meaning("Whether they were spare ones, at a lower price.")
            boolean spot,

            @Meaning("What it cost, in US dollars; absent if the price is not known.")
            Optional<Double> dollars) {}
}
