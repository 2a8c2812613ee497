package retrain.infra;

import static retrain.infra.StateMachineTasks.caught;
import static retrain.infra.StateMachineTasks.jsonata;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import retrain.spec.PrepareSpec;
import retrain.spec.SageMakerTrainSpec.Tuner;
import retrain.spec.Spec;
import retrain.spec.TriggersSpec;

/** States that begin a job and await it. The request is the function's, whole. */
final class StateMachineJobs {
    private final Spec spec;
    private final StateMachineTasks tasks;

    StateMachineJobs(Plan plan, StateMachineTasks tasks) {
        this.spec = plan.spec();
        this.tasks = tasks;
    }

    /** What kind of job. */
    enum Job {
        PREPARE_GLUE("Prepare", "glue:startJobRun", "Makes the rows, in Glue."),
        PREPARE_PROCESSING("Prepare", "sagemaker:createProcessingJob", "Makes the rows, in a container."),
        TUNE("Tune", "sagemaker:createHyperParameterTuningJob", "Searches for the best hyperparameters."),
        TRAIN("Train", "sagemaker:createTrainingJob", "Trains the candidate."),
        SCORE("Score", "sagemaker:createTransformJob", "Scores the holdout by candidate and champion at once.");

        private final String state;
        private final String action;
        private final String comment;

        Job(String state, String action, String comment) {
            this.state = state;
            this.action = action;
            this.comment = comment;
        }

        String state() {
            return state;
        }

        String action() {
            return action;
        }
    }

    boolean prepares() {
        return has(Job.PREPARE_GLUE) || has(Job.PREPARE_PROCESSING);
    }

    boolean trains() {
        return has(Job.TRAIN);
    }

    boolean scores() {
        return has(Job.SCORE);
    }

    /** {@return what must be done before it is known whether a retrain is due: triggers that look at rows need these, at drift their scores, too} */
    static List<Job> ofCheck(Spec spec) {
        TriggersSpec triggers = spec.triggers();
        return Stream.of(Job.PREPARE_GLUE, Job.PREPARE_PROCESSING, Job.SCORE)
                .filter(job -> has(spec, job))
                .filter(job -> triggers.needMonitoring() || (triggers.needRows() && job != Job.SCORE))
                .toList();
    }

    /** {@return whether a look may have to wait for such a job, or for an endpoint that scores} */
    static boolean checkWaits(Spec spec) {
        return !ofCheck(spec).isEmpty()
                || (spec.triggers().needMonitoring()
                        && spec.evaluate().sagemaker().isPresent());
    }

    /** {@return whether the spec has such jobs} */
    boolean has(Job job) {
        return has(spec, job);
    }

    private static boolean has(Spec spec, Job job) {
        return switch (job) {
            case PREPARE_GLUE ->
                spec.data().prepare().flatMap(PrepareSpec::glue).isPresent();
            case PREPARE_PROCESSING ->
                spec.data().prepare().flatMap(PrepareSpec::processing).isPresent();
            case TUNE ->
                spec.train().tune().isPresent()
                        && spec.train()
                                .sagemaker()
                                .map(s -> s.tuner() == Tuner.SAGEMAKER)
                                .orElse(false);
            case TRAIN -> spec.train().sagemaker().isPresent();
            case SCORE ->
                spec.evaluate().sagemaker().flatMap(s -> s.transform()).isPresent();
        };
    }

    /** {@return the state}
     *
     * @param suffix of the names of states in it, of which a state machine has none twice
     * @param again the function that a failed job leads back to: it sees why it failed, and asks for the next try or gives up
     */
    Map<String, Object> state(Job job, String suffix, String again, String next) {
        return job == Job.SCORE ? several(job, suffix, next) : one(job, again, next);
    }

    private Map<String, Object> one(Job job, String again, String next) {
        return tasks.task(
                job.comment,
                job.action + ".sync",
                jsonata("$states.input.jobs[0].request"),
                seconds(job),
                retries(job),
                Cfn.map("Output", Map.of(), "Next", next),
                StateMachineTasks.failures(
                        caught(
                                List.of("States.Permissions"),
                                StateMachineEnd.FAILED.because(StateMachineTasks.CAUSE),
                                StateMachineEnd.RECORD),
                        caught(
                                List.of("States.TaskFailed"),
                                Cfn.map(
                                        "tries",
                                        jsonata("$tries + 1"),
                                        "lost",
                                        jsonata("$substring(" + StateMachineTasks.CAUSE + ", 0, 4000)")),
                                again)));
    }

    /** One that fails does not stop the other: the function sees which of them is to be begun again. */
    private Map<String, Object> several(Job job, String suffix, String next) {
        Map<String, Object> score = tasks.task(
                "Scores by one model.",
                job.action + ".sync",
                jsonata("$states.input.request"),
                seconds(job),
                retries(job),
                Cfn.map("Output", Map.of(), "End", true),
                List.of(Cfn.map(
                        "ErrorEquals",
                        List.of("States.ALL"),
                        "Output",
                        Cfn.map("failed", jsonata("$substring(" + StateMachineTasks.CAUSE + ", 0, 4000)")),
                        "Next",
                        "NotScored" + suffix)));
        return Cfn.map(
                "Type",
                "Map",
                "Comment",
                job.comment,
                "Items",
                jsonata("[$states.input.jobs]"),
                "MaxConcurrency",
                2,
                "ItemProcessor",
                Cfn.map(
                        "ProcessorConfig",
                        Cfn.map("Mode", "INLINE"),
                        "StartAt",
                        "ScoreOne" + suffix,
                        "States",
                        Cfn.map(
                                "ScoreOne" + suffix,
                                score,
                                "NotScored" + suffix,
                                Cfn.map("Type", "Pass", "Comment", "The other one goes on.", "End", true))),
                "Assign",
                Cfn.map(
                        "tries",
                        jsonata("$tries + ($count($states.result.failed) > 0 ? 1 : 0)"),
                        "lost",
                        jsonata("$count($states.result.failed) > 0 ? [$states.result.failed][0] : $lost")),
                "Output",
                Map.of(),
                "Next",
                next,
                "Catch",
                StateMachineTasks.failures());
    }

    private List<Object> retries(Job job) {
        return job == Job.PREPARE_GLUE ? StateMachineTasks.glueRetries() : StateMachineTasks.sageMakerRetries();
    }

    private long seconds(Job job) {
        return switch (job) {
            case PREPARE_GLUE, PREPARE_PROCESSING -> StateMachineTimes.prepare(spec);
            case TUNE -> StateMachineTimes.tune(spec);
            case TRAIN -> StateMachineTimes.train(spec.train().sagemaker().orElseThrow());
            case SCORE -> StateMachineTimes.score(spec.evaluate());
        };
    }
}
