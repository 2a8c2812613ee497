package retrain.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.cost.Bill;
import retrain.cost.RunCost;
import retrain.data.Inspection;
import retrain.data.RuleResult;
import retrain.data.SchemaChange;
import retrain.evaluate.Evaluation;
import retrain.gate.Decision;
import retrain.registry.ModelVersion;
import retrain.run.Json;
import retrain.run.LedgerEntry;
import retrain.run.Usage;

/** The records of a run, summed up for machines. */
public final class Results {
    private Results() {}

    /**
     * {@return the content of {@code result.json}}
     *
     * @param outcome a word of {@link Result#outcome()}
     * @param reason the outcome in a sentence
     * @param entries the run's ledger; only the stages that are done appear in the result, each as it was done last
     */
    public static Result assemble(
            String run,
            String model,
            String command,
            String intent,
            String outcome,
            String reason,
            List<LedgerEntry> entries,
            Optional<Inspection> inspection,
            Optional<Evaluation> evaluation,
            Optional<Decision> decision,
            Optional<ModelVersion> version,
            Optional<RunCost> cost) {
        return new Result(
                Result.FORMAT,
                run,
                model,
                command,
                intent,
                because(entries),
                outcome,
                Headline.of(outcome, inspection, evaluation, decision),
                reason,
                stages(entries),
                inspection.isPresent() ? changes(inspection.get()) : List.of(),
                inspection.isPresent() ? rules(inspection.get()) : List.of(),
                evaluation.isPresent() ? Optional.of(scores(evaluation.get())) : Optional.empty(),
                evaluation.isPresent() ? Optional.of(evaluation.get().holdout().toString()) : Optional.empty(),
                evaluation.isPresent() ? leak(evaluation.get()) : Optional.empty(),
                decision.isPresent() ? gates(decision.get()) : List.of(),
                decision.isPresent() ? budget(decision.get()) : Optional.empty(),
                version.isPresent() ? Optional.of(version.get().number()) : Optional.empty(),
                cost.isPresent() ? Optional.of(cost(cost.get())) : Optional.empty());
    }

    private static Result.CostResult cost(RunCost cost) {
        List<Result.JobCost> jobs = new ArrayList<>();
        for (Bill.Line line : cost.bill().lines()) {
            Usage used = line.usage();
            jobs.add(new Result.JobCost(
                    used.job(),
                    used.service(),
                    used.unit(),
                    used.count(),
                    used.seconds(),
                    used.billed(),
                    used.spot(),
                    line.dollars()));
        }
        return new Result.CostResult(
                cost.worst().run(),
                cost.bill().dollars(),
                cost.bill().saved(),
                cost.worst().monthly(),
                jobs);
    }

    private static List<String> because(List<LedgerEntry> entries) {
        for (LedgerEntry entry : entries) {
            if (entry instanceof LedgerEntry.Began began) {
                return began.because();
            }
        }
        return List.of();
    }

    private static List<Result.ChangeResult> changes(Inspection inspection) {
        List<Result.ChangeResult> changes = new ArrayList<>();
        for (SchemaChange change : inspection.changes()) {
            changes.add(new Result.ChangeResult(
                    Json.word(change.kind()), change.column(), Json.word(change.policy()), change.what()));
        }
        return changes;
    }

    private static List<Result.RuleVerdict> rules(Inspection inspection) {
        List<Result.RuleVerdict> rules = new ArrayList<>();
        for (RuleResult rule : inspection.rules()) {
            rules.add(new Result.RuleVerdict(
                    rule.where(),
                    rule.states(),
                    Json.word(rule.severity()),
                    rule.kept(),
                    rule.rows(),
                    rule.broken(),
                    rule.tolerated(),
                    rule.example()));
        }
        return rules;
    }

    private static Optional<Result.LeakResult> leak(Evaluation evaluation) {
        if (evaluation.leak().isEmpty()) {
            return Optional.empty();
        }
        Evaluation.Leak leak = evaluation.leak().get();
        return Optional.of(new Result.LeakResult(leak.model(), leak.rows(), leak.share()));
    }

    private static Optional<Result.BudgetResult> budget(Decision decision) {
        if (decision.budget().isEmpty()) {
            return Optional.empty();
        }
        Decision.Budget budget = decision.budget().get();
        return Optional.of(new Result.BudgetResult(budget.look(), budget.share(), budget.spent(), budget.exhausted()));
    }

    private static List<Result.StageResult> stages(List<LedgerEntry> entries) {
        Map<String, Result.StageResult> stages = new LinkedHashMap<>();
        for (LedgerEntry entry : entries) {
            if (entry instanceof LedgerEntry.Done done) {
                stages.put(
                        done.stage(),
                        new Result.StageResult(done.stage(), Json.word(done.did()), done.because(), done.seconds()));
            }
        }
        return List.copyOf(stages.values());
    }

    private static Result.Scores scores(Evaluation evaluation) {
        Optional<Evaluation.Scored> champion = evaluation.champion();
        return new Result.Scores(
                values(evaluation.candidate()),
                champion.isPresent() ? Optional.of(values(champion.get())) : Optional.empty());
    }

    private static Map<String, Double> values(Evaluation.Scored scored) {
        Map<String, Double> values = new TreeMap<>();
        for (Evaluation.MetricValue metric : scored.metrics()) {
            values.put(metric.metric(), metric.value().orElse(Double.NaN));
        }
        return values;
    }

    private static List<Result.GateResult> gates(Decision decision) {
        List<Result.GateResult> gates = new ArrayList<>();
        for (Decision.Gate gate : decision.gates()) {
            gates.add(new Result.GateResult(
                    gate.gate(),
                    gate.slice(),
                    gate.verdict().name(),
                    gate.candidate(),
                    gate.champion(),
                    gate.bound(),
                    gate.reason(),
                    gate.evidence().isPresent()
                            ? Optional.of(evidence(gate.evidence().get()))
                            : Optional.empty(),
                    gate.reportsOnly()));
        }
        return gates;
    }

    private static Result.EvidenceResult evidence(Decision.Evidence evidence) {
        return new Result.EvidenceResult(
                evidence.of(),
                evidence.method(),
                evidence.estimate(),
                new Result.IntervalResult(
                        evidence.interval().low(),
                        evidence.interval().high(),
                        evidence.interval().confidence()),
                evidence.bound(),
                evidence.higherIsBetter(),
                evidence.pValue(),
                evidence.rowsNeeded());
    }
}
