package retrain.infra;

import static retrain.infra.StateMachineTasks.choice;
import static retrain.infra.StateMachineTasks.failures;
import static retrain.infra.StateMachineTasks.jsonata;
import static retrain.infra.StateMachineTasks.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import retrain.infra.StateMachineJobs.Job;

/**
 * The states in their order. A phase is a function that goes on with the run, a choice by its answer, and the job that the answer asks for.
 * The choice leads to whatever later state is right: what an earlier run has done already is skipped.
 */
final class StateMachineFlow {
    /** How often jobs of an execution may fail. The function decides whether another try makes sense; this is the bound if it always does. */
    static final int TRIES = 3;

    /** How often an execution looks at things that are under way: each is nine of the 25,000 events that it may have. */
    static final int LOOKS = 1000;

    /** Seconds between two looks at a job, and at an endpoint. */
    static final int JOB_WAIT = 300;

    static final int ENDPOINT_WAIT = 60;

    /** How the names of jobs end after which it is asked again whether a retrain is due. */
    static final String FOR_CHECK = "ForCheck";

    private static final String CHECK = "Check";
    private static final String DECIDE = "Decide";
    private static final String EVALUATE = "Evaluate";

    private final Map<String, Map<String, Object>> states = new LinkedHashMap<>();
    private final Plan plan;
    private final StateMachineTasks tasks;
    private final StateMachineJobs jobs;
    private final StateMachineSteps steps;
    private final StateMachinePromotion promotion;

    StateMachineFlow(Plan plan) {
        this.plan = plan;
        this.tasks = new StateMachineTasks(plan);
        this.jobs = new StateMachineJobs(plan, tasks);
        this.steps = new StateMachineSteps(plan, tasks, states);
        this.promotion = new StateMachinePromotion(plan, tasks, states);
    }

    Map<String, Map<String, Object>> states() {
        begin();
        lock();
        check();
        for (Phase phase : phases()) {
            add(phase);
        }
        decide();
        promotion.add();
        StateMachineEnd.addTo(states, plan, tasks);
        return states;
    }

    /**
     * A part of the run.
     *
     * @param function the state that goes on with the run
     * @param answered the choice by its answer
     * @param await the state that waits if a job of it is under way already
     * @param jobs the jobs that it may ask for
     */
    private record Phase(String function, String answered, String await, String comment, List<Job> jobs) {}

    /** Only those that have a job of their own; the last one does all that is left. */
    private List<Phase> phases() {
        List<Phase> all = new ArrayList<>();
        if (jobs.prepares()) {
            all.add(new Phase(
                    "PlanPrepare",
                    "PreparePlanned",
                    "AwaitPrepare",
                    "Sees which files are new, and asks for the job that makes the rows.",
                    List.of(Job.PREPARE_GLUE, Job.PREPARE_PROCESSING)));
        }
        if (jobs.trains()) {
            all.add(new Phase(
                    "PlanTraining",
                    "TrainingPlanned",
                    "AwaitTraining",
                    jobs.prepares()
                            ? "Takes the rows over and asks for the training."
                            : "Prepares the rows and asks for the training.",
                    List.of(Job.TUNE, Job.TRAIN)));
        }
        if (jobs.scores()) {
            all.add(new Phase(
                    "PlanScoring",
                    "ScoringPlanned",
                    "AwaitScoring",
                    "Takes the model over and asks for the scores of candidate and champion.",
                    List.of(Job.SCORE)));
        }
        all.add(new Phase(
                EVALUATE,
                "Evaluated",
                "AwaitEvaluation",
                "Compares candidate and champion on the same rows"
                        + (all.isEmpty() ? ", after all that comes before." : "."),
                jobs.scores() ? List.of(Job.SCORE) : List.of()));
        return all;
    }

    private void begin() {
        Map<String, Object> first = Cfn.map(
                "run",
                jsonata("$states.input.run ? $states.input.run : ''"),
                "by",
                jsonata("$states.input.cause ? $states.input.cause : 'manual'"),
                "because",
                jsonata("$exists($states.input.because) ? [$states.input.because] : []"),
                "intent",
                jsonata(
                        "$states.input.intent ? $states.input.intent : $states.input.cause in ['data', 'schedule', 'alarm']"
                                + " ? 'schedule' : 'manual'"),
                "tries",
                0,
                "looks",
                0,
                "lost",
                jsonata("''"),
                "why",
                jsonata("''"));
        if (plan.infra().rows().isPresent()) {
            first.put("steps", 0);
        }
        states.put(
                "Begin",
                Cfn.map(
                        "Type",
                        "Pass",
                        "Comment",
                        "What the execution is begun with; all of it may be absent.",
                        "Assign",
                        first,
                        "Output",
                        Map.of(),
                        "Next",
                        "Settle"));
        states.put(
                "Settle",
                StateMachineTasks.wait(
                        "The list of executions may lack what began in the last seconds.", 10, Map.of(), "Lock"));
    }

    /** One execution at a time: the oldest goes on. Two of the same millisecond are told apart by their names. */
    private void lock() {
        states.put(
                "Lock",
                tasks.task(
                        "Lists the executions that run.",
                        "aws-sdk:sfn:listExecutions",
                        Cfn.map(
                                "StateMachineArn",
                                jsonata("$states.context.StateMachine.Id"),
                                "StatusFilter",
                                "RUNNING",
                                "MaxResults",
                                1000),
                        StateMachineTasks.REQUEST_SECONDS,
                        StateMachineTasks.requestRetries(),
                        Cfn.map(
                                "Output",
                                Cfn.map(
                                        "older",
                                        jsonata(
                                                "($mine := $toMillis($states.context.Execution.StartTime); $name := $states.context.Execution.Name;"
                                                        + " [$states.result.Executions[$toMillis(StartDate) < $mine or ($toMillis(StartDate) = $mine"
                                                        + " and Name < $name)].Name])")),
                                "Next",
                                "IsAlone"),
                        failures()));
        states.put(
                "IsAlone",
                choice(
                        "Is this the oldest one?",
                        List.of(
                                rule(
                                        "$count($states.input.older) > 0",
                                        StateMachineEnd.ANOTHER_RUNS.because(
                                                "'execution ' & $states.input.older[0] & ' began before this one and runs'"),
                                        StateMachineEnd.RECORD),
                                rule("$run != ''", phases().get(0).function())),
                        CHECK));
    }

    private void check() {
        steps.add(
                CHECK,
                "Looks whether a retrain is due, and why.",
                "check",
                Cfn.map("because", jsonata("$exists($answer.because) ? [$answer.because] : $because")),
                "IsDue");
        List<Object> rules = new ArrayList<>(List.of(
                rule("$states.input.outcome.kind = 'DUE'", phases().get(0).function()),
                rule(
                        "$states.input.outcome.kind = 'NOT_DUE'",
                        StateMachineEnd.NOT_DUE.because("$states.input.outcome.summary & ''"),
                        StateMachineEnd.RECORD)));
        if (StateMachineJobs.checkWaits(plan.spec())) {
            rules.add(failedTooOften());
            StateMachineJobs.ofCheck(plan.spec()).forEach(job -> rules.add(wants(job, forCheck(job))));
            rules.addAll(looks("AwaitCheck"));
        }
        states.put("IsDue", choice("Is a retrain due?", rules));
        if (StateMachineJobs.checkWaits(plan.spec())) {
            states.put("AwaitCheck", await(JOB_WAIT, CHECK));
            StateMachineJobs.ofCheck(plan.spec())
                    .forEach(job -> states.put(forCheck(job), jobs.state(job, FOR_CHECK, CHECK, CHECK)));
        }
    }

    private static String forCheck(Job job) {
        return job.state() + FOR_CHECK;
    }

    private static Map<String, Object> wants(Job job, String state) {
        return rule("$states.input.next = 'jobs' and $states.input.jobs[0].action = '" + job.action() + "'", state);
    }

    private static Map<String, Object> failedTooOften() {
        return rule(
                "$states.input.next = 'jobs' and $tries >= " + TRIES,
                StateMachineEnd.FAILED.because("'jobs failed " + TRIES + " times, at last: ' & $lost"),
                StateMachineEnd.RECORD);
    }

    private void add(Phase phase) {
        steps.add(phase.function(), phase.comment(), "go-on", Map.of(), phase.answered());
        states.put(phase.answered(), answered(phase));
        states.put(phase.await(), await(JOB_WAIT, phase.function()));
        for (Job job : phase.jobs()) {
            if (jobs.has(job) && !states.containsKey(job.state())) {
                states.put(job.state(), jobs.state(job, "", phase.function(), after(phase, job)));
            }
        }
    }

    /** After the search its best values are trained; else the next phase goes on. */
    private String after(Phase phase, Job job) {
        List<Phase> all = phases();
        return job == Job.TUNE
                ? phase.function()
                : all.get(all.indexOf(phase) + 1).function();
    }

    private Map<String, Object> answered(Phase phase) {
        List<Object> rules = new ArrayList<>();
        List<Phase> later = phases().subList(phases().indexOf(phase), phases().size());
        rules.add(failedTooOften());
        later.stream()
                .flatMap(p -> p.jobs().stream())
                .distinct()
                .filter(jobs::has)
                .forEach(job -> rules.add(wants(job, job.state())));
        rules.addAll(looks(phase.await()));
        rules.add(rule("$states.input.next = 'stage' and $states.input.stage in ['gate', 'register']", DECIDE));
        rules.add(rule("$states.input.next = 'stage' and $states.input.stage = 'promote'", promotion.first()));
        rules.add(StateMachineEnd.ruleOfAnswers());
        return choice("What does the run need next?", rules);
    }

    /** {@return what is done about something that is under way} */
    static List<Object> looks(String await) {
        return List.of(
                rule("$states.input.next = 'look-again' and $looks < " + LOOKS, await),
                rule(
                        "$states.input.next = 'look-again'",
                        StateMachineEnd.TIMED_OUT.because(
                                "$states.input.stage & ' was still under way after " + LOOKS + " looks'"),
                        StateMachineEnd.RECORD));
    }

    static Map<String, Object> await(int seconds, String next) {
        return StateMachineTasks.wait(
                "It is under way: another look later.", seconds, Cfn.map("looks", jsonata("$looks + 1")), next);
    }

    private void decide() {
        states.put(
                DECIDE,
                tasks.function(
                        "Holds the evaluation against the gates, and registers the candidate.",
                        Ids.DECIDE,
                        StateMachineSteps.request("go-on"),
                        StateMachineSteps.then(Map.of(), "Decided"),
                        failures()));
        List<Object> rules = new ArrayList<>();
        rules.add(rule("$states.input.next = 'stage' and $states.input.stage = 'promote'", promotion.first()));
        rules.add(StateMachineEnd.ruleOfAnswers());
        states.put(DECIDE + "d", choice("Did it pass?", rules));
    }
}
