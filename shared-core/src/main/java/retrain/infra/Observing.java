package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is watched of the stack itself: alarms, a dashboard, the budget of the month. */
final class Observing {
    private static final int FIVE_MINUTES = 300;
    private static final int PER_CENT = 80;

    private final Plan plan;
    private final List<Resource> resources = new ArrayList<>();

    private Observing(Plan plan) {
        this.plan = plan;
    }

    static List<Resource> of(Plan plan) {
        Observing observing = new Observing(plan);
        observing.alarms();
        observing.resources.add(Dashboard.of(plan));
        plan.spec().cost().perMonth().ifPresent(observing::budget);
        return observing.resources;
    }

    private void alarms() {
        alarm(
                "UndeliveredAlarm",
                "undelivered",
                "Something waits among the dead letters: look at it, mend the cause, send it back.",
                "AWS/SQS",
                "ApproximateNumberOfMessagesVisible",
                "Maximum",
                Metrics.dimensions("QueueName", Cfn.attribute(Ids.DEAD_LETTERS, "QueueName")));
        alarm(
                "TriggerAlarm",
                "trigger-fails",
                "The function that begins executions fails.",
                "AWS/Lambda",
                "Errors",
                "Sum",
                Metrics.dimensions("FunctionName", Cfn.ref(Ids.TRIGGER)));
        for (String how : List.of("Failed", "TimedOut", "Aborted")) {
            alarm(
                    "Executions" + how + "Alarm",
                    "executions-" + how.toLowerCase(java.util.Locale.ROOT),
                    "An execution ended as " + how + ", which no state of it could tell.",
                    "AWS/States",
                    "Executions" + how,
                    "Sum",
                    Metrics.dimensions("StateMachineArn", Cfn.ref(Ids.STATE_MACHINE)));
        }
    }

    private void alarm(
            String id,
            String name,
            String comment,
            String namespace,
            String metric,
            String statistic,
            List<Object> dimensions) {
        resources.add(new Resource(
                id,
                "AWS::CloudWatch::Alarm",
                comment,
                Cfn.map(
                        "AlarmName",
                        plan.name(name),
                        "AlarmDescription",
                        comment,
                        "Namespace",
                        namespace,
                        "MetricName",
                        metric,
                        "Dimensions",
                        dimensions,
                        "Statistic",
                        statistic,
                        "Period",
                        FIVE_MINUTES,
                        "EvaluationPeriods",
                        1,
                        "ComparisonOperator",
                        "GreaterThanThreshold",
                        "Threshold",
                        0,
                        "TreatMissingData",
                        "notBreaching",
                        "AlarmActions",
                        List.of(Cfn.ref(Ids.TOPIC)))));
    }

    /** The tag must be activated among the cost allocation tags of the account once. */
    private void budget(double dollars) {
        resources.add(new Resource(
                "Budget",
                "AWS::Budgets::Budget",
                "What all that has the model's tag may cost in a month: 'cost.per-month'. Activate the tag retrain:model for billing once.",
                Cfn.map(
                        "Budget",
                                Cfn.map(
                                        "BudgetName", plan.stack(),
                                        "BudgetType", "COST",
                                        "TimeUnit", "MONTHLY",
                                        "BudgetLimit", Cfn.map("Amount", dollars, "Unit", "USD"),
                                        "CostFilters",
                                                Cfn.map(
                                                        "TagKeyValue",
                                                        List.of("user:retrain:model$"
                                                                + plan.spec().model()))),
                        "NotificationsWithSubscribers",
                                List.of(notification("ACTUAL", PER_CENT), notification("FORECASTED", 100)))));
    }

    private static Map<String, Object> notification(String type, int percent) {
        return Cfn.map(
                "Notification",
                        Cfn.map(
                                "NotificationType",
                                type,
                                "ComparisonOperator",
                                "GREATER_THAN",
                                "Threshold",
                                percent,
                                "ThresholdType",
                                "PERCENTAGE"),
                "Subscribers", List.of(Cfn.map("SubscriptionType", "SNS", "Address", Cfn.ref(Ids.TOPIC))));
    }
}
