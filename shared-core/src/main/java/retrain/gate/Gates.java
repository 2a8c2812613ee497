package retrain.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Slice;
import retrain.evaluate.SliceName;
import retrain.spec.GateSpec;
import retrain.spec.Metric;

/** Decides from an evaluation whether the candidate may be promoted. Pure; docs/gates.md has the rules. */
public final class Gates {
    private static final int TOLD_REASONS = 3;
    private static final String NO_CHAMPION = "there is no champion yet";

    private final Evaluation evaluation;
    private final Comparison comparison;

    private Gates(Evaluation evaluation, Comparison comparison) {
        this.evaluation = evaluation;
        this.comparison = comparison;
    }

    /** {@return what the gates say of the evaluation; FAILED if there are none} */
    public static Decision decide(List<GateSpec> gates, Evaluation evaluation, Comparison comparison) {
        Gates deciding = new Gates(evaluation, comparison);
        List<Decision.Gate> results =
                gates.stream().flatMap(gate -> deciding.judge(gate).stream()).toList();
        Verdict verdict = verdict(results);
        return new Decision(verdict, deciding.reason(verdict, results), results);
    }

    private static Verdict verdict(List<Decision.Gate> results) {
        if (results.isEmpty() || has(results, Verdict.FAILED)) {
            return Verdict.FAILED;
        }
        return has(results, Verdict.INCONCLUSIVE) ? Verdict.INCONCLUSIVE : Verdict.PASSED;
    }

    private static boolean has(List<Decision.Gate> results, Verdict verdict) {
        return results.stream().anyMatch(r -> r.verdict() == verdict);
    }

    private String reason(Verdict verdict, List<Decision.Gate> results) {
        if (results.isEmpty()) {
            return "there are no gates, and without a gate nothing is promoted: add one under 'gates'";
        }
        List<String> reasons = results.stream()
                .filter(r -> r.verdict() == verdict)
                .map(Decision.Gate::reason)
                .toList();
        String count = reasons.size() + " of " + results.size() + " gates ";
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
    private record Subject(Optional<String> slice, Optional<MetricValue> candidate, Optional<MetricValue> champion) {}

    private List<Decision.Gate> judge(GateSpec gate) {
        List<Subject> subjects = subjects(gate);
        if (subjects.isEmpty()) {
            Subject none = new Subject(gate.slice(), Optional.empty(), Optional.empty());
            return List.of(result(gate, none, "no such slice was evaluated"));
        }
        return subjects.stream().map(subject -> judge(gate, subject)).toList();
    }

    private List<Subject> subjects(GateSpec gate) {
        String metric = gate.metric().word();
        if (gate.slice().isEmpty()) {
            return List.of(new Subject(
                    Optional.empty(),
                    evaluation.candidate().metric(metric),
                    evaluation.champion().flatMap(c -> c.metric(metric))));
        }
        SliceName name = SliceName.parse(gate.slice().get());
        List<Subject> subjects = new ArrayList<>();
        for (Slice slice : evaluation.slices()) {
            boolean meant = slice.column().equals(name.column())
                    && name.value().map(slice.value()::equals).orElse(true);
            if (meant) {
                String text = new SliceName(slice.column(), Optional.of(slice.value())).toString();
                subjects.add(new Subject(
                        Optional.of(text), find(slice.candidate(), metric), find(slice.champion(), metric)));
            }
        }
        return subjects;
    }

    private static Optional<MetricValue> find(List<MetricValue> metrics, String metric) {
        return metrics.stream().filter(m -> m.metric().equals(metric)).findFirst();
    }

    private Decision.Gate judge(GateSpec gate, Subject subject) {
        Condition condition = Condition.of(gate);
        if (condition instanceof Condition.Mistaken mistaken) {
            return result(gate, subject, mistaken.reason());
        }
        Optional<String> undefined = undefined(gate.metric(), "", subject.candidate());
        if (undefined.isPresent()) {
            return result(gate, subject, undefined.get());
        }
        if (condition instanceof Condition.Absolute absolute) {
            return judge(
                    gate,
                    subject,
                    Claim.absolute(gate.metric(), subject.candidate().orElseThrow(), absolute.bound()));
        }
        return judge(gate, subject, (Condition.Relative) condition);
    }

    private Decision.Gate judge(GateSpec gate, Subject subject, Condition.Relative relative) {
        if (evaluation.champion().isEmpty()) {
            return result(gate, subject, Optional.empty(), Verdict.PASSED, NO_CHAMPION);
        }
        Optional<String> undefined = undefined(gate.metric(), "the champion's ", subject.champion());
        if (undefined.isPresent()) {
            return result(gate, subject, undefined.get());
        }
        MetricValue candidate = subject.candidate().orElseThrow();
        MetricValue champion = subject.champion().orElseThrow();
        return judge(
                gate,
                subject,
                relative.better()
                        ? Claim.better(gate.metric(), candidate, champion, relative.margin())
                        : Claim.notWorse(gate.metric(), candidate, champion, relative.margin()));
    }

    private Decision.Gate judge(GateSpec gate, Subject subject, Claim claim) {
        Verdict verdict = comparison.judge(claim);
        return result(gate, subject, Optional.of(claim.bound()), verdict, Wording.of(claim, verdict));
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

    private static Decision.Gate result(GateSpec gate, Subject subject, String failed) {
        return result(gate, subject, Optional.empty(), Verdict.FAILED, failed);
    }

    private static Decision.Gate result(
            GateSpec gate, Subject subject, Optional<Double> bound, Verdict verdict, String reason) {
        return new Decision.Gate(
                Condition.text(gate),
                gate.metric().word(),
                subject.slice(),
                verdict,
                subject.candidate().flatMap(MetricValue::value),
                subject.champion().flatMap(MetricValue::value),
                bound,
                subject.slice().map(s -> s + ": ").orElse("") + reason);
    }
}
