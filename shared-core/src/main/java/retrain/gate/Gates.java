package retrain.gate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Estimate;
import retrain.evaluate.Evaluation.Leak;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Of;
import retrain.evaluate.Evaluation.Slice;
import retrain.evaluate.Figure;
import retrain.evaluate.SliceName;
import retrain.spec.GateSpec;
import retrain.spec.Metric;
import retrain.spec.Task;
import retrain.statistic.ErrorBudget;

/** Decides from an evaluation whether the candidate may be promoted. Pure; docs/gates.md has the rules, docs/statistics.md the methods. */
public final class Gates {
    private static final int TOLD_REASONS = 3;
    private static final String NO_CHAMPION = "there is no champion yet";

    private final Evaluation evaluation;
    private final Policy policy;

    private Gates(Evaluation evaluation, Policy policy) {
        this.evaluation = evaluation;
        this.policy = policy;
    }

    /** {@return what the gates say of the evaluation; FAILED if there are none} */
    public static Decision decide(List<GateSpec> gates, Evaluation evaluation, Policy policy) {
        Gates deciding = new Gates(evaluation, policy);
        List<Asked> asked =
                gates.stream().flatMap(gate -> deciding.ask(gate).stream()).toList();
        List<Decision.Gate> results = deciding.judge(asked);
        Verdict verdict = verdict(results);
        return new Decision(verdict, deciding.reason(verdict, results), results, deciding.budget());
    }

    /**
     * A gate on some rows.
     *
     * @param claim to be judged; absent if the gate is decided already
     * @param decided what it is then, and why
     */
    private record Asked(
            GateSpec gate,
            Subject subject,
            Optional<Claim> claim,
            Verdict decided,
            String reason,
            Optional<String> reportsOnly) {
        static Asked failed(GateSpec gate, Subject subject, String reason) {
            return decided(gate, subject, Verdict.FAILED, reason);
        }

        static Asked decided(GateSpec gate, Subject subject, Verdict verdict, String reason) {
            return new Asked(gate, subject, Optional.empty(), verdict, reason, Optional.empty());
        }
    }

    private Optional<Decision.Budget> budget() {
        return policy.look()
                .map(look -> new Decision.Budget(
                        look, ErrorBudget.share(look), ErrorBudget.spent(look), ErrorBudget.exhausted(look)));
    }

    /** Gates that only report are judged each by itself, and take nothing from the error that the others share. */
    private List<Decision.Gate> judge(List<Asked> asked) {
        List<Claim> deciding = new ArrayList<>();
        for (Asked one : asked) {
            if (one.reportsOnly().isEmpty()) {
                one.claim().ifPresent(deciding::add);
            }
        }
        Iterator<Judgement> judged = Judgement.together(deciding, policy).iterator();
        List<Decision.Gate> results = new ArrayList<>();
        for (Asked one : asked) {
            if (one.claim().isEmpty()) {
                results.add(result(one, one.decided(), Optional.empty(), one.reason()));
            } else if (one.reportsOnly().isPresent()) {
                results.add(result(one, Judgement.alone(one.claim().get(), policy)));
            } else {
                results.add(result(one, judged.next()));
            }
        }
        return results;
    }

    private static Verdict verdict(List<Decision.Gate> results) {
        List<Decision.Gate> deciding = deciding(results);
        if (deciding.isEmpty() || has(deciding, Verdict.FAILED)) {
            return Verdict.FAILED;
        }
        return has(deciding, Verdict.INCONCLUSIVE) ? Verdict.INCONCLUSIVE : Verdict.PASSED;
    }

    private static List<Decision.Gate> deciding(List<Decision.Gate> results) {
        return results.stream().filter(r -> r.reportsOnly().isEmpty()).toList();
    }

    private static boolean has(List<Decision.Gate> results, Verdict verdict) {
        return results.stream().anyMatch(r -> r.verdict() == verdict);
    }

    private String reason(Verdict verdict, List<Decision.Gate> results) {
        if (results.isEmpty()) {
            return "there are no gates, and without a gate nothing is promoted: add one under 'gates'";
        }
        List<Decision.Gate> deciding = deciding(results);
        if (deciding.isEmpty()) {
            return "no gate decides, each only reports: "
                    + results.get(0).reportsOnly().orElse("") + "; add a gate on all rows";
        }
        List<String> reasons = deciding.stream()
                .filter(r -> r.verdict() == verdict)
                .map(Decision.Gate::reason)
                .toList();
        String count = reasons.size() + " of " + deciding.size() + " gates ";
        if (verdict == Verdict.PASSED) {
            return count + "passed" + (evaluation.champion().isEmpty() ? "; " + NO_CHAMPION : "");
        }
        String more = reasons.size() > TOLD_REASONS ? "; and " + (reasons.size() - TOLD_REASONS) + " more" : "";
        return count
                + (verdict == Verdict.FAILED ? "failed: " : "inconclusive: ")
                + reasons.stream().limit(TOLD_REASONS).collect(Collectors.joining("; "))
                + more;
    }

    /**
     * A model's value of the gate's metric on the gate's rows.
     *
     * @param candidate absent if it was not computed
     * @param champion absent if there is no champion, or it was not computed
     */
    private record Subject(
            Optional<String> slice,
            long rows,
            long positives,
            Optional<MetricValue> candidate,
            Optional<MetricValue> champion) {}

    private List<Asked> ask(GateSpec gate) {
        List<Subject> subjects = subjects(gate);
        if (subjects.isEmpty()) {
            Subject none = new Subject(gate.slice(), 0, 0, Optional.empty(), Optional.empty());
            return List.of(Asked.failed(gate, none, "no such slice was evaluated"));
        }
        return subjects.stream().map(subject -> ask(gate, subject)).toList();
    }

    private List<Subject> subjects(GateSpec gate) {
        String metric = gate.metric().word();
        if (gate.slice().isEmpty()) {
            return List.of(new Subject(
                    Optional.empty(),
                    evaluation.rows(),
                    evaluation.positives(),
                    evaluation.candidate().metric(metric),
                    evaluation.champion().flatMap(c -> c.metric(metric))));
        }
        SliceName name = SliceName.parse(gate.slice().get());
        List<Subject> subjects = new ArrayList<>();
        for (Slice slice : evaluation.slices()) {
            SliceName one = new SliceName(slice.column(), Optional.of(slice.value()));
            if (name.covers(one)) {
                subjects.add(new Subject(
                        Optional.of(one.toString()),
                        slice.rows(),
                        slice.positives(),
                        find(slice.candidate(), metric),
                        find(slice.champion(), metric)));
            }
        }
        return subjects;
    }

    private static Optional<MetricValue> find(List<MetricValue> metrics, String metric) {
        return metrics.stream().filter(m -> m.metric().equals(metric)).findFirst();
    }

    private Asked ask(GateSpec gate, Subject subject) {
        Condition condition = Condition.of(gate);
        if (condition instanceof Condition.Mistaken mistaken) {
            return Asked.failed(gate, subject, mistaken.reason());
        }
        Optional<String> few = tooFew(subject);
        Asked asked = condition instanceof Condition.Absolute absolute
                ? absolute(gate, subject, absolute)
                : relative(gate, subject, (Condition.Relative) condition);
        return few.isEmpty() ? asked : new Asked(gate, subject, asked.claim(), asked.decided(), asked.reason(), few);
    }

    private Asked absolute(GateSpec gate, Subject subject, Condition.Absolute absolute) {
        Optional<String> undefined = undefined(gate.metric(), "", subject.candidate());
        if (undefined.isPresent()) {
            return Asked.failed(gate, subject, undefined.get());
        }
        MetricValue candidate = subject.candidate().orElseThrow();
        return claim(gate, subject, Of.CANDIDATE, e -> Claim.absolute(gate.metric(), candidate, absolute.bound(), e));
    }

    private Asked relative(GateSpec gate, Subject subject, Condition.Relative relative) {
        Optional<String> undefined = undefined(gate.metric(), "", subject.candidate());
        if (undefined.isPresent()) {
            return Asked.failed(gate, subject, undefined.get());
        }
        if (evaluation.champion().isEmpty()) {
            return Asked.decided(gate, subject, Verdict.PASSED, NO_CHAMPION);
        }
        Optional<String> missing = undefined(gate.metric(), "the champion's ", subject.champion());
        if (missing.isPresent()) {
            return Asked.failed(gate, subject, missing.get());
        }
        if (evaluation.leak().filter(l -> l.rows() > 0).isPresent()) {
            return Asked.failed(gate, subject, leaking(evaluation.leak().get()));
        }
        MetricValue candidate = subject.candidate().orElseThrow();
        MetricValue champion = subject.champion().orElseThrow();
        return claim(
                gate,
                subject,
                Of.IMPROVEMENT,
                e -> relative.better()
                        ? Claim.better(gate.metric(), candidate, champion, relative.margin(), e)
                        : Claim.notWorse(gate.metric(), candidate, champion, relative.margin(), e));
    }

    private String leaking(Leak leak) {
        return String.format(
                Locale.ROOT,
                "%,d of the %,d held-out rows (%s%%) were trained on by %s, so that a comparison on them would favour it:"
                        + " choose a holdout that it has not seen",
                leak.rows(),
                evaluation.rows(),
                Figure.of(100 * leak.share()),
                leak.model());
    }

    private Asked claim(GateSpec gate, Subject subject, Of of, Function<Estimate, Claim> claim) {
        if (policy.look().filter(ErrorBudget::exhausted).isPresent()) {
            return Asked.decided(
                    gate,
                    subject,
                    Verdict.INCONCLUSIVE,
                    "the error budget of this holdout is spent by "
                            + (policy.look().get() - 1) + " earlier comparisons: take a fresh holdout");
        }
        Optional<Estimate> estimate = evaluation.estimate(gate.metric().word(), subject.slice(), of);
        return estimate.isEmpty()
                ? Asked.decided(
                        gate,
                        subject,
                        Verdict.INCONCLUSIVE,
                        "the rows do not tell how much " + gate.metric().word() + " may differ by chance")
                : new Asked(gate, subject, estimate.map(claim), Verdict.INCONCLUSIVE, "", Optional.empty());
    }

    /** {@return why a slice has no say, if it is too small to} A slice without any row is a mistake, and fails. */
    private Optional<String> tooFew(Subject subject) {
        if (subject.slice().isEmpty() || subject.rows() == 0) {
            return Optional.empty();
        }
        if (subject.rows() < policy.minRows()) {
            return few(subject.rows(), "rows", policy.minRows());
        }
        long rarer = Math.min(subject.positives(), subject.rows() - subject.positives());
        return evaluation.task() == Task.BINARY && rarer < policy.minPositives()
                ? few(rarer, "rows of class " + (rarer == subject.positives() ? 1 : 0), policy.minPositives())
                : Optional.empty();
    }

    private static Optional<String> few(long there, String what, int least) {
        return Optional.of(String.format(Locale.ROOT, "%,d %s are fewer than %,d", there, what, least));
    }

    /** {@return why there is no number to compare, if there is none} */
    private static Optional<String> undefined(Metric metric, String whose, Optional<MetricValue> value) {
        if (value.isEmpty()) {
            return Optional.of(whose + metric.word() + " was not computed");
        }
        if (value.get().value().filter(Double::isFinite).isPresent()) {
            return Optional.empty();
        }
        String reason = value.get().reason();
        return Optional.of(whose + metric.word() + " is undefined" + (reason.isEmpty() ? "" : ": " + reason));
    }

    private static Decision.Gate result(Asked asked, Judgement judgement) {
        return result(asked, judgement.verdict(), Optional.of(judgement), Wording.of(judgement));
    }

    private static Decision.Gate result(Asked asked, Verdict verdict, Optional<Judgement> judgement, String reason) {
        Subject subject = asked.subject();
        return new Decision.Gate(
                Condition.text(asked.gate()),
                asked.gate().metric().word(),
                subject.slice(),
                verdict,
                subject.candidate().flatMap(MetricValue::value),
                subject.champion().flatMap(MetricValue::value),
                judgement.map(j -> j.claim().bound()),
                subject.slice().map(s -> s + ": ").orElse("")
                        + reason
                        + asked.reportsOnly()
                                .map(why -> "; it has no say: " + why)
                                .orElse(""),
                judgement.map(Judgement::evidence),
                asked.reportsOnly());
    }
}
