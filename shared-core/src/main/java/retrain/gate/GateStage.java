package retrain.gate;

import retrain.evaluate.Evaluation;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.Stage;
import retrain.spec.GateSpec;
import retrain.spec.Spec;

/** Gate: the evaluation and the spec's gates become a decision. */
public final class GateStage implements Stage<Decision> {
    /** Changes whenever the same evaluation and gates would be decided or worded in another way. */
    private static final String RULES = "1";

    private final Spec spec;
    private final Evaluation evaluation;
    private final Comparison comparison;

    public GateStage(Spec spec, Evaluation evaluation) {
        this.spec = spec;
        this.evaluation = evaluation;
        this.comparison = Comparison.ofPoints();
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
        for (int i = 0; i < spec.gates().size(); i++) {
            GateSpec gate = spec.gates().get(i);
            String rows = gate.slice().map(s -> " on " + s).orElse("");
            inputs.add("spec", "gates[" + i + "]", Condition.text(gate) + rows);
        }
        inputs.add("retrain", "comparison", comparison.name());
        return inputs.add("retrain", "rules of gates", RULES).build();
    }

    @Override
    public Decision run(Job job) {
        return Gates.decide(spec.gates(), evaluation, comparison);
    }

    @Override
    public String summary(Decision output) {
        return output.verdict() + ": " + output.reason();
    }
}
