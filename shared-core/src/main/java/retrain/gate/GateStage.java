package retrain.gate;

import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.Stage;
import retrain.spec.Spec;

/** Gate: the evaluation and the spec's gates become a decision. */
public final class GateStage implements Stage<Decision> {
    /** Changes whenever the same evaluation and gates would be decided or worded in another way. */
    private static final String RULES = "2";

    private final Spec spec;
    private final Evaluation evaluation;
    private final Policy policy;

    /**
     * A decision that is not yet made.
     *
     * @param look which comparison with a champion on this holdout it is ({@link HoldoutUses}); absent without a champion
     */
    public GateStage(Spec spec, Evaluation evaluation, Optional<Integer> look) {
        this.spec = spec;
        this.evaluation = evaluation;
        this.policy = Policy.of(spec.evaluate(), look);
    }

    @Override
    public String name() {
        return "gate";
    }

    @Override
    public Class<Decision> type() {
        return Decision.class;
    }

    @Override
    public Inputs inputs() {
        Inputs.Builder inputs = new Inputs.Builder();
        inputs.add("evaluate", "figures", Digest.of(Json.write(evaluation)));
        List<String> gates = texts(spec);
        for (int i = 0; i < gates.size(); i++) {
            inputs.add("spec", "gates[" + i + "]", gates.get(i));
        }
        inputs.add("spec", "evaluate.confidence", policy.confidence());
        inputs.add("spec", "evaluate.min-rows", policy.minRows());
        inputs.add("spec", "evaluate.min-positives", policy.minPositives());
        policy.look().ifPresent(look -> inputs.add("data", "comparisons on this holdout", look));
        return inputs.add("retrain", "rules of gates", RULES).build();
    }

    /** {@return the gates as the user wrote them} */
    static List<String> texts(Spec spec) {
        return spec.gates().stream()
                .map(gate ->
                        Condition.text(gate) + gate.slice().map(s -> " on " + s).orElse(""))
                .toList();
    }

    @Override
    public Optional<String> follows() {
        return Optional.of("evaluate");
    }

    @Override
    public Decision run(Job job) {
        return Gates.decide(spec.gates(), evaluation, policy);
    }

    @Override
    public String summary(Decision output) {
        return output.verdict() + ": " + output.reason();
    }
}
