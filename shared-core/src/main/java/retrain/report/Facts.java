package retrain.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.cost.Money;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Leak;
import retrain.evaluate.Evaluation.Scored;
import retrain.gate.Decision;
import retrain.gate.Verdict;
import retrain.run.LedgerEntry;
import retrain.spec.Task;
import retrain.statistic.ErrorBudget;
import retrain.train.TrainedModel;

/** Sentences that the page and the summary both have, so that they say the same. */
final class Facts {
    private Facts() {}

    /** {@return how much of the holdout's error budget is spent} */
    static Optional<String> budget(RunRecord run) {
        Optional<Decision.Budget> budget =
                run.decision().isPresent() ? run.decision().get().budget() : Optional.empty();
        return budget.isEmpty() ? Optional.empty() : Optional.of(budget(budget.get()));
    }

    private static String budget(Decision.Budget budget) {
        if (budget.exhausted()) {
            return Texts.join(
                    "Comparison ",
                    Figures.count(budget.look()),
                    " on this holdout: its error budget is spent, no comparison is decided on it any more. A fresh holdout is needed.");
        }
        String next = ErrorBudget.exhausted(budget.look() + 1)
                ? "it was the last that is decided on it."
                : Texts.join("the next comparison gets ", percent(ErrorBudget.share(budget.look() + 1)), ".");
        return Texts.join(
                "Comparison ",
                Figures.count(budget.look()),
                " on this holdout: it had ",
                percent(budget.share()),
                " of its error budget; ",
                percent(budget.spent()),
                " is spent; ",
                next);
    }

    private static String percent(double share) {
        return Figures.share(share, 1).replace(".0%", "%");
    }

    /** {@return how many of the held-out rows the champion knew} */
    static Optional<String> leak(RunRecord run) {
        Optional<Leak> leak =
                run.evaluation().isPresent() ? run.evaluation().get().leak() : Optional.empty();
        if (leak.isEmpty()) {
            return Optional.empty();
        }
        long all = run.evaluation().get().rows();
        String model = Texts.brief(leak.get().model(), 80);
        return Optional.of(
                leak.get().rows() == 0
                        ? Texts.join(
                                "None of the ",
                                Figures.count(all),
                                " held-out rows was in the training of ",
                                model,
                                " or of what it was made from.")
                        : Texts.join(
                                "Leak: ",
                                Figures.count(leak.get().rows()),
                                " of the ",
                                Figures.count(all),
                                " held-out rows (",
                                Figures.share(leak.get().share(), 1),
                                ") were in the training of ",
                                model,
                                ", so that a comparison on them would favour it."));
    }

    /** {@return whether a comparison failed because the champion knew held-out rows} */
    static boolean leakDecides(Optional<Evaluation> evaluation, Decision decision) {
        Optional<Leak> leak = evaluation.isPresent() ? evaluation.get().leak() : Optional.empty();
        if (leak.isEmpty() || leak.get().rows() == 0) {
            return false;
        }
        for (Decision.Gate gate : decision.gates()) {
            if (gate.verdict() == Verdict.FAILED
                    && gate.reportsOnly().isEmpty()
                    && gate.evidence().isEmpty()
                    && gate.candidate().isPresent()
                    && gate.champion().isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** {@return what decides the run and is to be seen at once: a leak, a budget that is spent} */
    static Optional<String> alarm(RunRecord run) {
        if (run.decision().isEmpty()) {
            return Optional.empty();
        }
        if (leakDecides(run.evaluation(), run.decision().get())) {
            return leak(run);
        }
        Optional<Decision.Budget> budget = run.decision().get().budget();
        return budget.isPresent() && budget.get().exhausted() ? budget(run) : Optional.empty();
    }

    /** {@return from which score on a row counts as class 1, and how that was chosen} */
    static Optional<String> threshold(RunRecord run) {
        Optional<Double> candidate = run.evaluation().isPresent()
                ? run.evaluation().get().candidate().threshold()
                : Optional.empty();
        if (candidate.isEmpty() || run.evaluation().get().task() != Task.BINARY) {
            return Optional.empty();
        }
        Optional<Scored> other = run.evaluation().get().champion();
        Optional<Double> champion = other.isPresent() ? other.get().threshold() : Optional.empty();
        return Optional.of(Texts.join(
                "The candidate counts a row as class 1 from score ",
                Figures.plain(candidate.get()),
                " on",
                chosen(run),
                champion.isEmpty()
                        ? "."
                        : Texts.join("; ", Marks.champion(run), ": from ", Figures.plain(champion.get()), " on.")));
    }

    private static String chosen(RunRecord run) {
        Optional<String> rule = input(run, "spec: evaluate.threshold");
        if (rule.isEmpty()) {
            return "";
        }
        String text = Texts.brief(rule.get(), 120);
        boolean fixed = !text.isEmpty() && Character.isDigit(text.charAt(0));
        return fixed ? ", as the spec says" : Texts.join(", chosen on the validation rows by ", text);
    }

    /** {@return how the scores became probabilities} */
    static Optional<String> recalibration(RunRecord run) {
        if (run.trained().isEmpty() || run.trained().get().artifact().task() != Task.BINARY) {
            return Optional.empty();
        }
        Optional<TrainedModel.Calibrated> calibrated =
                run.trained().get().provenance().calibrated();
        return Optional.of(
                calibrated.isEmpty()
                        ? "The candidate's scores are as its trainer gives them: not recalibrated."
                        : Texts.join(
                                "The candidate's scores are recalibrated (",
                                calibrated.get().method().name().toLowerCase(Locale.ROOT),
                                "), fitted on ",
                                Figures.count(calibrated.get().rows()),
                                " validation rows, ",
                                Figures.count(calibrated.get().positives()),
                                " of them of class 1."));
    }

    /** {@return what the search for the worst slices came to; empty if nobody asked for it} */
    static Optional<String> worstSlices(RunRecord run) {
        Optional<Evaluation.Searched> searched =
                run.evaluation().isPresent() ? run.evaluation().get().searched() : Optional.empty();
        return searched.isEmpty()
                ? Optional.empty()
                : Optional.of(worstSlices(
                        searched.get(), run.evaluation().get().worstSlices().size()));
    }

    private static String worstSlices(Evaluation.Searched searched, int told) {
        String looked = Texts.join("The search looked at ", slices(searched.slices()), " and found ");
        if (searched.found() == 0) {
            return looked.concat("nothing: none is worse than chance explains.");
        }
        return Texts.join(
                looked,
                slices(searched.found()),
                " on which the candidate is worse than on all other rows; of such findings at most ",
                percent(searched.falseDiscoveries()),
                " are false on average.",
                told < searched.found() ? Texts.join(" The worst ", Figures.count(told), " are told.") : "",
                " The p-values are adjusted for all slices that were looked at (Benjamini and Hochberg).");
    }

    private static String slices(long count) {
        return Figures.count(count).concat(count == 1 ? " slice" : " slices");
    }

    /** {@return what the run cost in AWS} */
    static Optional<String> cost(RunRecord run) {
        if (run.result().cost().isEmpty()) {
            return Optional.empty();
        }
        Result.CostResult cost = run.result().cost().get();
        String jobs = cost.jobs().isEmpty()
                ? "The run used nothing in AWS that is paid by its time"
                : cost.dollars().isPresent()
                        ? Texts.join("The run cost ", Money.text(cost.dollars().get()), " in AWS")
                        : "What the run cost in AWS is not known, as the price of a job is not";
        return Optional.of(Texts.join(
                jobs,
                "; at worst it could have been ",
                Money.text(cost.worst()),
                ".",
                cost.saved() > 0 ? Texts.join(" Spot instances saved ", Money.text(cost.saved()), ".") : "",
                cost.monthly() > 0 ? Texts.join(" What serves costs ", Money.text(cost.monthly()), " a month.") : ""));
    }

    /** {@return what an input of evaluate was} */
    private static Optional<String> input(RunRecord run, String name) {
        for (LedgerEntry entry : run.ledger()) {
            if (entry instanceof LedgerEntry.Done done && done.stage().equals("evaluate")) {
                String value = done.inputs().values().get(name);
                if (value != null) {
                    return Optional.of(value);
                }
            }
        }
        return Optional.empty();
    }

    /** {@return all that there is to say of the holdout, a sentence each} */
    static List<String> holdout(RunRecord run) {
        Optional<String> budget = budget(run);
        Optional<String> leak = leak(run);
        if (budget.isPresent() && leak.isPresent()) {
            return List.of(budget.get(), leak.get());
        }
        return budget.isPresent() ? List.of(budget.get()) : leak.isPresent() ? List.of(leak.get()) : List.of();
    }
}
