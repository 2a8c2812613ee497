package retrain.evaluate;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.EvaluateStage.Champion;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Inputs;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.ThresholdSpec;
import retrain.train.ModelArtifact;

/**
 * From which score on each model counts a row as positive (binary): the candidate as the spec says, the champion as it was registered,
 * since that is how it is used.
 */
final class Thresholds {
    private static final String VALIDATION = "the validation rows";

    private final Spec spec;
    private final Snapshot snapshot;

    Thresholds(Spec spec, Snapshot snapshot) {
        this.spec = spec;
        this.snapshot = snapshot;
    }

    /** Adds what the candidate's threshold depends on. */
    void describe(Inputs.Builder inputs) {
        ThresholdSpec rule = spec.evaluate().threshold();
        inputs.add("spec", "evaluate.threshold", ThresholdRule.told(rule));
        if (rule.at().isEmpty()) {
            inputs.add("data", "validation rows", validation().digest());
        }
    }

    /**
     * {@return the candidate's, chosen on the validation rows if the spec gives a rule}
     *
     * @param scoring of the holdout; its scores are not looked at
     * @throws InvalidInput as {@link ThresholdRule#choose}
     */
    double candidate(ModelArtifact model, Scoring scoring, Store store, Rows rows, Consumer<String> notice) {
        ThresholdSpec rule = spec.evaluate().threshold();
        if (spec.task() != Task.BINARY || rule.at().isPresent()) {
            return rule.at().orElse(ModelScores.HALF);
        }
        Path table = store.fetch(validation().digest());
        Truth.Binary truth = Truth.Binary.read(spec, rows, table, VALIDATION);
        ModelScores scores = scoring.of(table, VALIDATION).candidate(model, truth.rows());
        return new ThresholdRule(rule, notice).choose(truth.sample(scores, new Selection.All(truth.rows())));
    }

    /** {@return the champion's own; if it was never told, that of the spec} */
    double champion(Champion champion, Consumer<String> notice) {
        Optional<Double> known = champion.threshold();
        if (spec.task() == Task.BINARY
                && known.isEmpty()
                && spec.evaluate().threshold().at().isEmpty()) {
            notice.accept("the champion (" + champion.name()
                    + ") was registered without a threshold: 0.5 is taken as its own");
        }
        return known.or(() -> spec.evaluate().threshold().at()).orElse(ModelScores.HALF);
    }

    private Table validation() {
        return snapshot.validation()
                .orElseThrow(() -> new InvalidInput(
                        Code.SPEC_CONTRADICTION,
                        "evaluate.threshold",
                        "is to be chosen on validation rows, and the snapshot has none",
                        "Add 'data.validation', say 'validation: {fraction: 0.1}', or give the threshold as a number"));
    }
}
