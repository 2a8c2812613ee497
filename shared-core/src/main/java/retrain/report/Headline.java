package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.data.Inspection;
import retrain.evaluate.Evaluation;
import retrain.gate.Decision;
import retrain.gate.Verdict;
import retrain.spec.Metric;

/** What a run came to, in one sentence for somebody who knows neither the metrics nor the statistics. All reports begin with it. */
final class Headline {
    private final String outcome;
    private final Optional<Evaluation> evaluation;
    private final Optional<Decision> decision;

    private Headline(String outcome, Optional<Evaluation> evaluation, Optional<Decision> decision) {
        this.outcome = outcome;
        this.evaluation = evaluation;
        this.decision = decision;
    }

    /** {@return the sentence} The outcome is a word of {@link Result#outcome()}. */
    static String of(
            String outcome,
            Optional<Inspection> inspection,
            Optional<Evaluation> evaluation,
            Optional<Decision> decision) {
        if (outcome.equals("REJECTED") && inspection.isPresent() && decision.isEmpty()) {
            return unfit(inspection.get());
        }
        return new Headline(outcome, evaluation, decision).sentence();
    }

    private static String unfit(Inspection inspection) {
        List<String> obstacles = inspection.obstacles();
        return obstacles.isEmpty()
                ? "The new model was not accepted."
                : Texts.join(
                        "No model was trained, because the data are not fit for it: ",
                        obstacles.size() == 1
                                ? "one thing stands against them."
                                : Figures.count(obstacles.size()).concat(" things stand against them."));
    }

    private String sentence() {
        return switch (outcome) {
            case "PREPARED" -> "The data are ready; no model was trained.";
            case "TRAINED" -> "A new model is trained; how good it is has not been looked at.";
            case "UNCHANGED" ->
                "There is nothing to do: the model that these data and settings make is in production already.";
            case "EVALUATED" ->
                decision.isPresent()
                        ? passed(replaces("it may replace it", "it may go into production"))
                        : "The new model is measured; nothing was decided.";
            case "PROMOTED" -> passed(replaces("it has replaced it", "it is the first in production"));
            case "TESTING" ->
                passed(replaces(
                        "a part of the requests now goes to it, until a test between both decides",
                        "it is the first in production"));
            case "HELD" ->
                passed(replaces("it may replace it, but this run leaves it waiting", "but this run leaves it waiting"));
            case "REJECTED" -> decision.isPresent() ? rejected(decision.get()) : "The new model was not accepted.";
            case "INCONCLUSIVE" ->
                decision.isPresent()
                        ? unclear(decision.get())
                        : "It cannot be told whether the new model is good enough.";
            default -> "The run ended with ".concat(Texts.brief(outcome, 60)).concat(".");
        };
    }

    private String replaces(String champion, String none) {
        return hasChampion() ? champion : none;
    }

    private boolean hasChampion() {
        return evaluation.isPresent() && evaluation.get().champion().isPresent();
    }

    private String passed(String so) {
        if (decision.isEmpty()) {
            return Texts.join("The new model was accepted: ", so, ".");
        }
        List<Decision.Gate> gates = ofVerdict(decision.get(), Verdict.PASSED);
        boolean worse = false;
        boolean better = false;
        for (Decision.Gate gate : gates) {
            boolean whole = gate.slice().isEmpty() && gate.champion().isPresent();
            better |= whole && asksForBetter(gate);
            worse |= whole && asksForNotWorse(gate);
        }
        if (!hasChampion()) {
            return Texts.join(
                    "The new model meets every condition, and there was no other to compare it with: ", so, ".");
        }
        if (!better && !worse) {
            return Texts.join(
                    "The new model meets every condition (none compares it with ",
                    champion(),
                    " on all rows): ",
                    so,
                    ".");
        }
        return Texts.join(
                "The new model is ",
                better ? "better than " : "at least as good as ",
                champion(),
                better || !hasMargin(gates) ? ": " : ", within the agreed margin: ",
                so,
                ".");
    }

    private static boolean hasMargin(List<Decision.Gate> gates) {
        for (Decision.Gate gate : gates) {
            if (asksForNotWorse(gate)
                    && gate.evidence().isPresent()
                    && gate.evidence().get().bound() < 0) {
                return true;
            }
        }
        return false;
    }

    private String rejected(Decision decision) {
        if (decision.gates().isEmpty()) {
            return "No conditions are set for a new model, and without one none goes into production.";
        }
        List<Decision.Gate> failed = ofVerdict(decision, Verdict.FAILED);
        if (failed.isEmpty()) {
            return "Nothing was decided: every group of rows that a condition is about is too small to judge.";
        }
        if (Facts.leakDecides(evaluation, decision)) {
            Evaluation.Leak leak = evaluation.orElseThrow().leak().orElseThrow();
            return Texts.join(
                    "The comparison does not count: ",
                    version(leak.model()),
                    " has seen ",
                    Figures.share(leak.share(), 1),
                    " of the held-out rows in its training, and rows that it has not seen are needed.");
        }
        String more = failed.size() == 1
                ? ""
                : Texts.join(
                        "; ",
                        Figures.count(failed.size() - 1),
                        " more ",
                        failed.size() == 2 ? "condition is" : "conditions are",
                        " not met");
        return Texts.join("The new model is not good enough: ", miss(failed.get(0)), more, ".");
    }

    /** What a gate that failed holds against the candidate. */
    private String miss(Decision.Gate gate) {
        String its = Texts.join(on(gate), "its ", plain(gate.metric()), " (", Texts.brief(gate.metric(), 40), ") ");
        if (gate.candidate().isEmpty()) {
            return its.concat("could not be measured");
        }
        String value = Figures.plain(gate.candidate().get());
        boolean relative = asksForBetter(gate) || asksForNotWorse(gate);
        if (relative && gate.champion().isPresent()) {
            return Texts.join(
                    its,
                    "is ",
                    value,
                    asksForBetter(gate) ? missedMargin(gate) : ", worse than the ",
                    Figures.plain(gate.champion().get()),
                    " of ",
                    champion());
        }
        return gate.bound().isEmpty()
                ? its.concat("is ").concat(value)
                : Texts.join(
                        its,
                        "is ",
                        value,
                        ", and ",
                        asked(gate),
                        " ",
                        Figures.plain(gate.bound().get()),
                        " is asked for");
    }

    private static String missedMargin(Decision.Gate gate) {
        boolean margin = gate.evidence().map(e -> e.bound() > 0).orElse(false);
        return margin ? ", not enough better than the " : ", not better than the ";
    }

    private static String asked(Decision.Gate gate) {
        return Marks.metric(gate.metric()).map(Metric::higherIsBetter).orElse(true) ? "at least" : "at most";
    }

    private String unclear(Decision decision) {
        List<Decision.Gate> open = ofVerdict(decision, Verdict.INCONCLUSIVE);
        if (decision.budget().isPresent() && decision.budget().get().exhausted()) {
            return "It cannot be told whether the new model is good enough: the held-out rows have been used for too many comparisons,"
                    .concat(" and fresh ones are needed.");
        }
        if (open.isEmpty()) {
            return "It cannot be told whether the new model is good enough.";
        }
        Decision.Gate gate = hardest(open);
        String whether = Texts.join(on(gate), "whether the new model ", claim(gate));
        Optional<Long> needed = gate.evidence().flatMap(Decision.Evidence::rowsNeeded);
        if (needed.isEmpty()) {
            return Texts.join(
                    "It cannot be told ",
                    whether,
                    gate.evidence().isEmpty()
                            ? ": the held-out rows do not say how much of it is chance."
                            : ": it does not look so, but chance may explain what was measured.");
        }
        return Texts.join(
                "It cannot be told yet ",
                whether,
                ": about ",
                Figures.count(roughly(needed.get())),
                " fresh held-out rows would show it; this run had ",
                Figures.count(rows(gate)),
                ".");
    }

    /** The gate that needs the most of what there is; one that more rows cannot help comes last. */
    private Decision.Gate hardest(List<Decision.Gate> gates) {
        Decision.Gate hardest = gates.get(0);
        double most = -1;
        for (Decision.Gate gate : gates) {
            Optional<Long> needed = gate.evidence().flatMap(Decision.Evidence::rowsNeeded);
            double times = needed.isEmpty() ? -1 : (double) needed.get() / Math.max(1, rows(gate));
            if (times > most) {
                most = times;
                hardest = gate;
            }
        }
        return hardest;
    }

    private long rows(Decision.Gate gate) {
        if (evaluation.isEmpty()) {
            return 0;
        }
        for (Evaluation.Slice slice : evaluation.get().slices()) {
            if (gate.slice().isPresent()
                    && gate.slice().get().equals(slice.column().concat("=").concat(slice.value()))) {
                return slice.rows();
            }
        }
        return evaluation.get().rows();
    }

    private String claim(Decision.Gate gate) {
        if (gate.champion().isPresent() && asksForBetter(gate)) {
            return "is better than ".concat(champion());
        }
        if (gate.champion().isPresent() && asksForNotWorse(gate)) {
            return "is as good as ".concat(champion());
        }
        String bound = gate.bound().isEmpty()
                ? ""
                : Texts.join(": ", asked(gate), " ", Figures.plain(gate.bound().get()), " is asked for");
        return Texts.join(
                "has the ", plain(gate.metric()), " (", Texts.brief(gate.metric(), 40), ") that it needs", bound);
    }

    private static String on(Decision.Gate gate) {
        return gate.slice().isEmpty()
                ? ""
                : Texts.join("on the rows with ", Texts.brief(gate.slice().get(), 80), " ");
    }

    private String champion() {
        Optional<String> name = evaluation.flatMap(Evaluation::champion).map(Evaluation.Scored::name);
        return name.isEmpty() || name.get().equals("champion")
                ? "the one in production"
                : Texts.join("the one in production (", Texts.brief(name.get(), 60), ")");
    }

    private static String version(String model) {
        return model.equals("champion") ? "the model in production" : Texts.brief(model, 60);
    }

    private static List<Decision.Gate> ofVerdict(Decision decision, Verdict verdict) {
        List<Decision.Gate> gates = new ArrayList<>();
        for (Decision.Gate gate : decision.gates()) {
            if (gate.verdict() == verdict && gate.reportsOnly().isEmpty()) {
                gates.add(gate);
            }
        }
        return gates;
    }

    /** {@return whether the gate is passed only by a candidate that is better than the champion} */
    static boolean asksForBetter(Decision.Gate gate) {
        return gate.gate().contains(" better-than ");
    }

    private static boolean asksForNotWorse(Decision.Gate gate) {
        return gate.gate().contains(" not-worse-than ");
    }

    /** {@return the number with two digits, since a plan is not more exact} */
    private static long roughly(long rows) {
        long unit = 1;
        while (rows / unit >= 100) {
            unit *= 10;
        }
        long tens = rows / unit;
        return (tens * unit == rows ? tens : tens + 1) * unit;
    }

    /** {@return what a metric measures, for those who do not know its name} */
    static String plain(String metric) {
        return switch (metric) {
            case "auc", "pr_auc", "ovr_auc" -> "ranking quality";
            case "log_loss", "brier" -> "error of the probabilities";
            case "accuracy" -> "share of right answers";
            case "precision" -> "share of alarms that are right";
            case "recall" -> "share of cases found";
            case "f1", "macro_f1", "weighted_f1" -> "balance of cases found and false alarms";
            case "ece" -> "gap between promised and true probabilities";
            case "rmse" -> "typical error";
            case "mae" -> "average error";
            case "mape" -> "average error in per cent";
            case "r2" -> "share of the differences explained";
            case "pinball" -> "error of the estimated quantile";
            default -> "figure";
        };
    }
}
