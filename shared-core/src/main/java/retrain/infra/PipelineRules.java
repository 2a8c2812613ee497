package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.PrepareSpec;
import retrain.spec.SageMakerTrainSpec.Tuner;
import retrain.spec.Spec;

/** What a spec may ask of a pipeline of SageMaker. */
final class PipelineRules {
    private static final String WITHOUT = ", or leave 'infra.pipeline' out: the state machine can do it";

    private final List<Problem> problems = new ArrayList<>();

    private PipelineRules() {}

    /** Throws InvalidInput with all that cannot be a pipeline. */
    static void check(Spec spec) {
        PipelineRules rules = new PipelineRules();
        rules.look(spec);
        if (!rules.problems.isEmpty()) {
            throw new InvalidInput(rules.problems);
        }
    }

    private void look(Spec spec) {
        if (spec.aws().role().isEmpty()) {
            wrong("aws.role", "is not there, and a pipeline's jobs need it", "Add 'aws: {role: …}'");
        }
        if (spec.infra().orElseThrow().rows().isPresent()) {
            wrong("infra.rows", "has a job do what the functions of a pipeline do", "Leave 'infra.rows' out" + WITHOUT);
        }
        if (spec.data().prepare().flatMap(PrepareSpec::glue).isPresent()) {
            wrong(
                    "data.prepare.glue",
                    "is a job of Glue, for which SageMaker's pipelines have no step",
                    "Prepare by 'processing'" + WITHOUT);
        }
        if (StateMachineJobs.checkWaits(spec)) {
            wrong(
                    "triggers",
                    "look at what a job prepares or scores before it is known whether a retrain is due, and a pipeline has no way back to that",
                    "Leave 'drift', 'performance', 'schema' and 'new-data.rows' out" + WITHOUT);
        }
        if (spec.train().sagemaker().isPresent()) {
            training(spec);
        }
    }

    private void training(Spec spec) {
        if (spec.train().tune().isPresent()
                && spec.train().sagemaker().orElseThrow().tuner() == Tuner.RETRAIN) {
            wrong(
                    "train.sagemaker.tuner",
                    "is retrain, whose trials are known only while it runs, and a pipeline's steps are known before",
                    "Write 'tuner: sagemaker'" + WITHOUT);
        }
        if (spec.train().continueFrom().isPresent()) {
            wrong(
                    "train.continue-from",
                    "is the champion, which may not be there, and a pipeline has no way around an input",
                    "Leave it out" + WITHOUT);
        }
    }

    private void wrong(String where, String what, String cure) {
        problems.add(new Problem(Code.SPEC_CONTRADICTION, where, what, cure));
    }
}
