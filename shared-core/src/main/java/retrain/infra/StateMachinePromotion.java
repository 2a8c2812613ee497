package retrain.infra;

import static retrain.infra.StateMachineTasks.caught;
import static retrain.infra.StateMachineTasks.choice;
import static retrain.infra.StateMachineTasks.failures;
import static retrain.infra.StateMachineTasks.jsonata;
import static retrain.infra.StateMachineTasks.quote;
import static retrain.infra.StateMachineTasks.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import retrain.spec.EndpointSpec;
import retrain.spec.InfraSpec.ApprovalSpec;

/** States from a candidate that passed to one that is served, and back if an alarm rings. */
final class StateMachinePromotion {
    /** So many looks at the alarms at the most: each is nine of the 25,000 events that an execution may have. */
    private static final int ALARM_LOOKS = 60;

    /** The name of the stack's own alarm on the endpoint. */
    private static final String ERRORS = "endpoint-errors";

    /** The error by which somebody refuses; nobody is asked again then. */
    private static final String REFUSED = "Refused";

    private static final String APPROVE = "Approve";
    private static final String DEPLOY = "Deploy";
    private static final String WATCH = "Watch";
    private static final String ROLLBACK = "Rollback";

    private final Plan plan;
    private final StateMachineTasks tasks;
    private final Map<String, Map<String, Object>> states;

    StateMachinePromotion(Plan plan, StateMachineTasks tasks, Map<String, Map<String, Object>> states) {
        this.plan = plan;
        this.tasks = tasks;
        this.states = states;
    }

    /** {@return the first of these states} */
    String first() {
        return plan.infra().approval().isPresent() ? APPROVE : DEPLOY;
    }

    void add() {
        plan.infra().approval().ifPresent(this::approve);
        deploy();
        plan.infra().watch().ifPresent(this::watch);
    }

    private void approve(ApprovalSpec approval) {
        states.put(
                APPROVE,
                tasks.task(
                        "Asks those who subscribed to the topic, and waits until somebody answers.",
                        "sns:publish.waitForTaskToken",
                        Cfn.map(
                                "TopicArn",
                                "${TopicArn}",
                                "Subject",
                                subject(),
                                "Message",
                                jsonata(question(approval))),
                        StateMachineTimes.span(approval.within()),
                        StateMachineTasks.requestRetriesBut(REFUSED),
                        Cfn.map(
                                "Assign",
                                Cfn.map(
                                        "by",
                                        jsonata("$states.result.by ? $states.result.by & '' : $by"),
                                        "why",
                                        jsonata("$states.result.why ? $states.result.why & '' : ''")),
                                "Output",
                                Cfn.map("approved", jsonata("$states.result.approved = true")),
                                "Next",
                                "Approved"),
                        List.of(
                                caught(
                                        List.of(REFUSED),
                                        StateMachineEnd.HELD.because("'refused: ' & $states.errorOutput.Cause"),
                                        StateMachineEnd.RECORD),
                                caught(
                                        List.of("States.Timeout"),
                                        StateMachineEnd.APPROVAL_TIMED_OUT.because(
                                                quote("nobody approved within " + approval.within())),
                                        StateMachineEnd.RECORD),
                                failures().get(1))));
        states.put(
                "Approved",
                choice(
                        "Did somebody approve?",
                        List.of(
                                rule("$states.input.approved", DEPLOY),
                                rule(
                                        "$not($states.input.approved)",
                                        StateMachineEnd.HELD.because(
                                                "'refused' & ($why = '' ? '' : ': ' & $why) & ', by ' & $by"),
                                        StateMachineEnd.RECORD))));
    }

    private String subject() {
        String subject = "Approve " + plan.spec().model() + "?";
        return subject.length() <= 100 ? subject : subject.substring(0, 100);
    }

    private String question(ApprovalSpec approval) {
        String send = "aws stepfunctions send-task-";
        return quote("A candidate of " + plan.spec().model()
                        + " passed its gates. It is deployed if somebody approves within " + approval.within()
                        + ".\n\nRun: ")
                + " & $run & "
                + quote("\nBecause: ")
                + " & $join($because, '; ') & "
                + quote("\nExecution: ")
                + " & $states.context.Execution.Id & "
                + quote("\n\nTo approve:\n" + send
                        + "success --task-output '{\"approved\": true, \"by\": \"YOUR NAME\"}' --task-token ")
                + " & $states.context.Task.Token & "
                + quote("\n\nTo refuse:\n" + send + "failure --error " + REFUSED
                        + " --cause 'YOUR REASON' --task-token ")
                + " & $states.context.Task.Token";
    }

    private void deploy() {
        states.put(
                DEPLOY,
                tasks.function(
                        "Checks the candidate, deploys it, and looks how far the endpoint is.",
                        Ids.DEPLOY,
                        StateMachineSteps.request("go-on"),
                        StateMachineSteps.then(Map.of(), "Deployed"),
                        failures()));
        List<Object> rules = new ArrayList<>(StateMachineFlow.looks("WaitForEndpoint"));
        if (plan.infra().watch().isPresent()) {
            rules.add(rule(
                    "$states.input.next = 'end' and $states.input.outcome.kind = 'PROMOTED'",
                    Cfn.map("looks", 0, "why", jsonata("$states.input.outcome.summary & ''")),
                    WATCH));
        }
        rules.add(StateMachineEnd.ruleOfAnswers());
        states.put("Deployed", choice("Is it served?", rules));
        states.put("WaitForEndpoint", StateMachineFlow.await(StateMachineFlow.ENDPOINT_WAIT, DEPLOY));
    }

    private void watch(String span) {
        long seconds = StateMachineTimes.span(span);
        long step = Math.max(60, (seconds + ALARM_LOOKS - 1) / ALARM_LOOKS);
        long looks = (seconds + step - 1) / step;
        states.put(
                WATCH,
                StateMachineTasks.wait(
                        "The alarms are watched for " + span + ".",
                        step,
                        Cfn.map("looks", jsonata("$looks + 1")),
                        "LookAtAlarms"));
        states.put(
                "LookAtAlarms",
                tasks.task(
                        "Lists the endpoint's alarms that ring.",
                        "aws-sdk:cloudwatch:describeAlarms",
                        Cfn.map(
                                "AlarmNames",
                                alarms(plan),
                                "AlarmTypes",
                                List.of("MetricAlarm", "CompositeAlarm"),
                                "StateValue",
                                "ALARM"),
                        StateMachineTasks.REQUEST_SECONDS,
                        StateMachineTasks.requestRetries(),
                        Cfn.map(
                                "Output",
                                Cfn.map(
                                        "rings",
                                        jsonata(
                                                "[$states.result.MetricAlarms.AlarmName, $states.result.CompositeAlarms.AlarmName]")),
                                "Next",
                                "Rings"),
                        failures()));
        states.put(
                "Rings",
                choice(
                        "Does an alarm ring?",
                        List.of(
                                rule(
                                        "$count($states.input.rings) > 0",
                                        Cfn.map(
                                                "looks",
                                                0,
                                                "why",
                                                jsonata(
                                                        "'after the deployment rang ' & $join($states.input.rings, ', ')")),
                                        ROLLBACK),
                                rule(
                                        "$looks >= " + looks,
                                        Cfn.map("end", StateMachineEnd.PROMOTED.state()),
                                        StateMachineEnd.RECORD)),
                        WATCH));
        rollback();
    }

    private void rollback() {
        states.put(
                ROLLBACK,
                tasks.function(
                        "Brings the champion before back.",
                        Ids.DEPLOY,
                        StateMachineSteps.request("rollback"),
                        StateMachineSteps.then(Map.of(), "Back"),
                        failures()));
        List<Object> rules = new ArrayList<>(StateMachineFlow.looks("WaitForRollback"));
        rules.add(rule(
                "$states.input.next = 'end'",
                Cfn.map("end", StateMachineEnd.ROLLED_BACK.state()),
                StateMachineEnd.RECORD));
        states.put("Back", choice("Is it served again?", rules));
        states.put("WaitForRollback", StateMachineFlow.await(StateMachineFlow.ENDPOINT_WAIT, ROLLBACK));
    }

    /** {@return the alarms that are watched, by name: the one of the stack, those that the spec names, those that a deployment makes} */
    static List<String> alarms(Plan plan) {
        List<String> names = new ArrayList<>();
        names.add(plan.name(ERRORS));
        String endpoint = plan.endpoint().orElse(plan.spec().model());
        plan.spec().promote().endpoint().flatMap(EndpointSpec::alarms).ifPresent(alarms -> {
            names.addAll(alarms.names());
            alarms.errors().ifPresent(e -> names.add(endpoint + "-5xx"));
            alarms.latency().ifPresent(l -> names.add(endpoint + "-latency"));
            alarms.quality()
                    .ifPresent(q -> names.add(endpoint + "-" + q.metric().word()));
        });
        return names;
    }

    /** {@return the alarm that is watched even if the spec has none: an endpoint that answers every twentieth request with an error is not well} */
    static List<Resource> alarm(Plan plan) {
        if (plan.infra().watch().isEmpty() || plan.endpoint().isEmpty()) {
            return List.of();
        }
        String comment = "The endpoint fails on more than one request of twenty.";
        return List.of(new Resource(
                "EndpointWatchAlarm",
                "AWS::CloudWatch::Alarm",
                comment + " While a deployment is watched, that brings the champion before back.",
                Cfn.map(
                        "AlarmName",
                        plan.name(ERRORS),
                        "AlarmDescription",
                        comment,
                        "Namespace",
                        "AWS/SageMaker",
                        "MetricName",
                        "Invocation5XXErrors",
                        "Dimensions",
                        Metrics.dimensions("EndpointName", plan.endpoint().orElseThrow(), "VariantName", "AllTraffic"),
                        "Statistic",
                        "Average",
                        "Period",
                        60,
                        "EvaluationPeriods",
                        1,
                        "ComparisonOperator",
                        "GreaterThanThreshold",
                        "Threshold",
                        0.05,
                        "TreatMissingData",
                        "notBreaching")));
    }
}
