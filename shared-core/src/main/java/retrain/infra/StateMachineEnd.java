package retrain.infra;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How an execution can end: the names of the last states. */
enum StateMachineEnd {
    PROMOTED("Promoted", Optional.of("PROMOTED"), "The candidate is the champion, and served."),
    TESTING("Testing", Optional.of("TESTING"), "The candidate is served beside the champion until a test decides."),
    HELD("Held", Optional.of("HELD"), "The candidate passed, and is not to be promoted now."),
    REJECTED("Rejected", Optional.of("REJECTED"), "A gate failed: the champion stays."),
    INCONCLUSIVE("Inconclusive", Optional.of("INCONCLUSIVE"), "A gate could not tell: the champion stays."),
    UNCHANGED("Unchanged", Optional.of("UNCHANGED"), "The candidate is the champion already."),
    NOT_DUE("NotDue", Optional.of("NOT_DUE"), "No retrain is due."),
    ANOTHER_RUNS("AnotherRuns", Optional.empty(), "An execution that began before this one goes on."),
    APPROVAL_TIMED_OUT("ApprovalTimedOut", Optional.empty(), "Nobody approved in time: the champion stays."),
    ROLLED_BACK(
            "RolledBack", Optional.empty(), "An alarm rang after the deployment: the champion before is served again."),
    TIMED_OUT("TimedOut", Optional.empty(), "Something took longer than it may."),
    FAILED("Failed", Optional.empty(), "Something failed that no retry mended.");

    /** The state that enters the end into the audit chain; every way leads through it once. */
    static final String RECORD = "Record";

    private static final String NOTIFY = "Notify";
    private static final String ENDED = "Ended";

    private final String state;
    private final Optional<String> kind;
    private final String comment;

    StateMachineEnd(String state, Optional<String> kind, String comment) {
        this.state = state;
        this.kind = kind;
        this.comment = comment;
    }

    /** {@return the name of its state} */
    String state() {
        return state;
    }

    /** {@return what is assigned on the way to this end}
     *
     * @param why an expression
     */
    Map<String, Object> because(String why) {
        return Cfn.map("end", state, "why", StateMachineTasks.jsonata("$substring(" + why + ", 0, 4000)"));
    }

    private boolean fails() {
        return this == ROLLED_BACK || this == TIMED_OUT || this == FAILED;
    }

    private boolean isIn(Plan plan) {
        return switch (this) {
            case TESTING -> plan.spec().promote().challengerShare().isPresent();
            case APPROVAL_TIMED_OUT -> plan.infra().approval().isPresent();
            case ROLLED_BACK -> plan.infra().watch().isPresent();
            default -> true;
        };
    }

    static List<StateMachineEnd> of(Plan plan) {
        return Arrays.stream(values()).filter(e -> e.isIn(plan)).toList();
    }

    /** {@return the rule that takes an answer of a function, which ended the run, to its end} */
    static Map<String, Object> ruleOfAnswers() {
        String known = kinds("'%s'", ", ");
        return StateMachineTasks.rule(
                "$states.input.next = 'end' and $states.input.outcome.kind in [" + known + "]",
                Cfn.map(
                        "end",
                        StateMachineTasks.jsonata("$lookup({"
                                + Arrays.stream(values())
                                        .filter(e -> e.kind.isPresent())
                                        .map(e -> "'" + e.kind.get() + "': '" + e.state + "'")
                                        .collect(Collectors.joining(", "))
                                + "}, $states.input.outcome.kind)"),
                        "why",
                        StateMachineTasks.jsonata("$substring($states.input.outcome.summary & '', 0, 4000)")),
                RECORD);
    }

    private static String kinds(String form, String between) {
        return Arrays.stream(values())
                .flatMap(e -> e.kind.stream())
                .map(k -> String.format(form, k))
                .collect(Collectors.joining(between));
    }

    /** Adds the states that every way ends with: the entry in the audit chain, the message, and the end. */
    static void addTo(Map<String, Map<String, Object>> states, Plan plan, StateMachineTasks tasks) {
        states.put(
                StateMachineTasks.NOT_UNDERSTOOD,
                Cfn.map(
                        "Type",
                        "Pass",
                        "Comment",
                        "A function answered what this machine does not know: they are of different versions.",
                        "Assign",
                        FAILED.because("'the answer of a function is not understood: ' & $string($states.input)"),
                        "Next",
                        RECORD));
        states.put(RECORD, recording(tasks));
        states.put(NOTIFY, telling(plan, tasks));
        List<StateMachineEnd> ends = of(plan);
        List<Object> rules = new ArrayList<>();
        ends.stream()
                .filter(e -> e != FAILED)
                .forEach(e -> rules.add(StateMachineTasks.rule("$end = '" + e.state + "'", e.state)));
        states.put(ENDED, StateMachineTasks.choice("How did it end?", rules, FAILED.state));
        ends.forEach(e -> states.put(e.state, e.last()));
    }

    private static Map<String, Object> recording(StateMachineTasks tasks) {
        return tasks.function(
                "Enters how the execution ended into the audit chain of the model.",
                Ids.RECORD,
                Cfn.map(
                        "execution",
                        StateMachineTasks.jsonata("$states.context.Execution.Name"),
                        "run",
                        StateMachineTasks.RUN,
                        "state",
                        StateMachineTasks.jsonata("$end"),
                        "why",
                        StateMachineTasks.jsonata("$why"),
                        "by",
                        StateMachineTasks.jsonata("$by"),
                        "began",
                        StateMachineTasks.jsonata("$states.context.Execution.StartTime")),
                Cfn.map("Output", Map.of(), "Next", NOTIFY),
                List.of(StateMachineTasks.caught(
                        List.of("States.ALL"),
                        FAILED.because("'it ended as ' & $end & ' (' & $why & '), which could not be recorded: ' & "
                                + StateMachineTasks.CAUSE),
                        NOTIFY)));
    }

    private static Map<String, Object> telling(Plan plan, StateMachineTasks tasks) {
        return tasks.task(
                "Tells those who subscribed to the topic how it ended. What is recorded stays as it is if nobody can be told.",
                "sns:publish",
                Cfn.map(
                        "TopicArn",
                        "${TopicArn}",
                        "Subject",
                        StateMachineTasks.jsonata("$substring("
                                + StateMachineTasks.quote(plan.spec().model() + ": ") + " & $end, 0, 100)"),
                        "Message",
                        StateMachineTasks.jsonata(
                                "$end & ': ' & $why & '\\n\\nRun: ' & ($run = '' ? 'none' : $run) & '\\nBegun by: ' & $by"
                                        + " & '\\nBecause: ' & $join($because, '; ') & '\\nExecution: ' & $states.context.Execution.Id"),
                        "MessageAttributes",
                        Cfn.map(
                                "state",
                                Cfn.map("DataType", "String", "StringValue", StateMachineTasks.jsonata("$end")),
                                "model",
                                Cfn.map(
                                        "DataType",
                                        "String",
                                        "StringValue",
                                        plan.spec().model()))),
                StateMachineTasks.REQUEST_SECONDS,
                StateMachineTasks.requestRetries(),
                Cfn.map("Output", Map.of(), "Next", ENDED),
                List.of(StateMachineTasks.caught(List.of("States.ALL"), Map.of(), ENDED)));
    }

    private Map<String, Object> last() {
        Map<String, Object> last = Cfn.map("Type", fails() ? "Fail" : "Succeed", "Comment", comment);
        if (fails()) {
            last.put("Error", state);
            last.put("Cause", StateMachineTasks.jsonata("$why"));
        } else {
            last.put(
                    "Output",
                    Cfn.map(
                            "end",
                            state,
                            "run",
                            StateMachineTasks.jsonata("$run"),
                            "why",
                            StateMachineTasks.jsonata("$why")));
        }
        return last;
    }
}
