package retrain.infra;

import static retrain.infra.PipelineStep.get;
import static retrain.infra.PipelineStep.join;
import static retrain.infra.PipelineStep.parameter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.infra.PipelineStep.Call;
import retrain.infra.PipelineStep.Condition;
import retrain.infra.PipelineStep.Fail;
import retrain.infra.PipelineStep.Job;
import retrain.spec.EndpointSpec;
import retrain.spec.EndpointSpec.CanarySpec;
import retrain.spec.PrepareSpec;
import retrain.spec.SageMakerScoreSpec;
import retrain.spec.SageMakerScoreSpec.Champion;
import retrain.spec.SageMakerTrainSpec.Tuner;
import retrain.spec.Spec;

/**
 * The steps of a pipeline of SageMaker, in their order. A pipeline has no loops, no way around a step, and no condition in a condition: what
 * depends on a step that did not run does not run either. So each condition that is not met is an end, which is recorded there.
 */
final class PipelineFlow {
    static final String CAUSE = "Cause";
    static final String BECAUSE = "Because";
    static final String INTENT = "Intent";

    /** A function has ten minutes there; so long it looks again and again. */
    private static final int WAIT_SECONDS = 540;

    private static final int START_SECONDS = 1200;

    private final Plan plan;
    private final Spec spec;
    private final PipelineNames names;
    private final PipelineJobs jobs;
    private final List<PipelineStep> due = new ArrayList<>();
    private List<Done> done = List.of();
    private Optional<Call> began = Optional.empty();
    private Optional<Call> training = Optional.empty();

    PipelineFlow(Plan plan) {
        this.plan = plan;
        this.spec = plan.spec();
        this.names = new PipelineNames(plan);
        this.jobs = new PipelineJobs(spec);
    }

    /** A job that was handed over, and what it was begun as. */
    private record Done(Call by, int number, Job job) {}

    /** {@return the steps, those of conditions within them} */
    List<PipelineStep> steps() {
        Call check = check();
        Call planned = trained();
        List<PipelineStep> judged = scored(planned);
        Call decide = goOn("Decide", Ids.DECIDE, transforms() ? "Evaluate" : "");
        judged.add(decide);
        List<PipelineStep> deployment = deployment(decide);
        Call last = (Call) deployment.get(deployment.size() - 1);
        return List.of(
                check,
                new Condition("Due", equal(check, "outcome_kind", "DUE"), due, List.of(record("NotDue", check))),
                new Condition(
                        "Changed",
                        equal(planned, "next", transforms() ? "jobs" : "stage"),
                        judged,
                        List.of(record("Unchanged", planned))),
                new Condition("Passed", equal(decide, "next", "stage"), deployment, failed("Rejected", decide)),
                new Condition(
                        "Deployed",
                        Condition.in(last.output("outcome_kind"), List.of("PROMOTED", "TESTING")),
                        List.of(record("Promoted", last)),
                        failed("Failed", last)));
    }

    private static Map<String, Object> equal(Call call, String output, String value) {
        return Condition.equal(call.output(output), value);
    }

    private Call check() {
        return new Call(
                "Check",
                names.function(Ids.STEP),
                Cfn.map(
                        "do", "check",
                        "execution", get("Execution.PipelineExecutionArn"),
                        "intent", parameter(INTENT),
                        "cause", parameter(CAUSE),
                        "because", parameter(BECAUSE)),
                List.of());
    }

    /** Adds all up to what is to be scored. {@return the last call} */
    private Call trained() {
        if (spec.data().prepare().flatMap(PrepareSpec::processing).isPresent()) {
            Call plans = add(goOn("PlanPrepare", Ids.STEP, ""));
            done = List.of(new Done(plans, 0, add(jobs.prepare(plans))));
        }
        if (spec.train().tune().isPresent()
                && spec.train()
                        .sagemaker()
                        .map(s -> s.tuner() == Tuner.SAGEMAKER)
                        .orElse(false)) {
            Call plans = add(goOn("PlanTuning", Ids.STEP, ""));
            done = List.of(new Done(plans, 0, add(jobs.tune(plans))));
        }
        if (spec.train().sagemaker().isPresent()) {
            Call plans = add(goOn("PlanTraining", Ids.STEP, ""));
            training = Optional.of(plans);
            done = List.of(new Done(plans, 0, add(jobs.train(plans))));
        }
        return add(goOn(transforms() ? "PlanScoring" : "Evaluate", Ids.STEP, ""));
    }

    private <S extends PipelineStep> S add(S step) {
        due.add(step);
        return step;
    }

    private boolean transforms() {
        return spec.evaluate()
                .sagemaker()
                .flatMap(SageMakerScoreSpec::transform)
                .isPresent();
    }

    /**
     * {@return a call that goes on with the run; the first begins it}
     *
     * @param after the step that it depends on, if not by what it is told; else empty
     */
    private Call goOn(String name, String function, String after) {
        Map<String, Object> request = Cfn.map(
                "do", "go-on",
                "execution", get("Execution.PipelineExecutionArn"),
                "intent", parameter(INTENT),
                "because", parameter(BECAUSE));
        began.ifPresent(first -> request.put("run", first.output("run")));
        if (!done.isEmpty()) {
            request.put("jobs", begunAs());
        }
        request.put("anew", "true");
        request.put("wait", Integer.toString(WAIT_SECONDS));
        Call call = new Call(name, names.function(function), request, after.isEmpty() ? List.of() : List.of(after));
        began = began.or(() -> Optional.of(call));
        done = List.of();
        return call;
    }

    /** {@return {@code planned=actual} of each job, by comma: SageMaker names the jobs of a pipeline itself} */
    private Object begunAs() {
        List<Object> parts = new ArrayList<>();
        for (Done one : done) {
            parts.add(one.by().output("jobs_" + one.number() + "_name"));
            parts.add("=");
            parts.add(one.job().ownName());
            parts.add(",");
        }
        return join("", parts.subList(0, parts.size() - 1).toArray());
    }

    /** {@return the jobs that score, and the evaluation after them; nothing if the function has scored} */
    private List<PipelineStep> scored(Call planned) {
        List<PipelineStep> steps = new ArrayList<>();
        if (transforms()) {
            List<Done> both = new ArrayList<>();
            both.add(new Done(planned, 0, jobs.score("ScoreCandidate", planned, 0)));
            if (spec.evaluate().sagemaker().orElseThrow().champion() == Champion.SAME) {
                both.add(new Done(planned, 1, jobs.score("ScoreChampion", planned, 1)));
            }
            both.forEach(one -> steps.add(one.job()));
            done = both;
            steps.add(goOn("Evaluate", Ids.STEP, ""));
        }
        return steps;
    }

    /** {@return what is done with a candidate that passed; the last step is the call that ends it} */
    private List<PipelineStep> deployment(Call decide) {
        List<PipelineStep> steps = new ArrayList<>();
        String before = "";
        if (jobs.registers()) {
            steps.add(jobs.register(decide, training.orElseThrow()));
            before = "Register";
        }
        if (plan.infra().approval().isPresent()) {
            steps.add(approval(decide, before));
            before = "Approve";
        }
        for (int look = 1; look <= looks(); look++) {
            String name = look == 1 ? "Deploy" : "LookAgain" + (look - 1);
            steps.add(goOn(name, Ids.DEPLOY, before));
            before = name;
        }
        return steps;
    }

    private PipelineStep.Callback approval(Call decide, String after) {
        return new PipelineStep.Callback(
                "Approve",
                names.queue(),
                Cfn.map(
                        "model", spec.model(),
                        "version", decide.output("candidate_version"),
                        "run", began.orElseThrow().output("run")),
                after.isEmpty() ? List.of() : List.of(after));
    }

    /** {@return how often a deployment is looked at: as often as its longest time needs} */
    private int looks() {
        Optional<EndpointSpec> endpoint = spec.promote().endpoint();
        return endpoint.isEmpty() ? 1 : (int) Math.ceil(seconds(endpoint.get()) / (double) WAIT_SECONDS);
    }

    /** An endpoint is there within some twenty minutes; one that checks the candidate needs as long before. */
    private static int seconds(EndpointSpec endpoint) {
        int move = endpoint.maxExecution()
                .orElseGet(() -> endpoint.canary().map(CanarySpec::waitSeconds).orElse(300)
                        + endpoint.linear()
                                .map(l -> l.waitSeconds() * 100 / l.step())
                                .orElse(0));
        int begin = endpoint.check() == EndpointSpec.Check.ENDPOINT ? 2 * START_SECONDS : START_SECONDS;
        return begin + move + endpoint.terminationWait();
    }

    private List<PipelineStep> failed(String state, Call by) {
        Call record = record(state, by);
        return List.of(record, new Fail(state, why(by), List.of(record.name())));
    }

    private static Object why(Call by) {
        return join(": ", by.output("outcome_kind"), by.output("outcome_summary"));
    }

    /** {@return what enters the end of the execution into the audit chain} */
    private Call record(String state, Call by) {
        return new Call(
                "Record" + state,
                names.function(Ids.RECORD),
                Cfn.map(
                        "execution", get("Execution.PipelineExecutionArn"),
                        "state", state,
                        "run", by.output("run"),
                        "why", why(by)),
                List.of());
    }
}
