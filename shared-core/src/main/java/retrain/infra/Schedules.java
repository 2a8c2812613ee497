package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import retrain.run.Jitter;
import retrain.spec.Cron;
import retrain.spec.Hours;
import retrain.spec.Span;
import retrain.spec.TriggersSpec;
import retrain.spec.TriggersSpec.OffPeak;

/**
 * The schedules of EventBridge that begin an execution: at the times of the spec, when hours begin in which it may retrain, and now and then where
 * nothing tells that a retrain is due. The spec decides, at each of them, whether one is.
 */
final class Schedules {
    private static final int DAY = 24 * 3600;

    private final Plan plan;
    private final TriggersSpec triggers;
    private final List<Resource> schedules = new ArrayList<>();

    private Schedules(Plan plan) {
        this.plan = plan;
        this.triggers = plan.spec().triggers();
    }

    static List<Resource> of(Plan plan) {
        return new Schedules(plan).all();
    }

    private List<Resource> all() {
        triggers.schedule().ifPresent(schedule -> {
            Cron cron = Cron.of(schedule.cron());
            List<String> times =
                    AwsCron.of(cron, Jitter.of(schedule, plan.spec().model()));
            for (int i = 0; i < times.size(); i++) {
                String number = i == 0 ? "" : "" + (i + 1);
                add(
                        "Schedule" + number,
                        "schedule" + number,
                        "Its time has come: " + schedule.cron(),
                        times.get(i),
                        schedule.zone());
            }
        });
        triggers.offPeak()
                .map(OffPeak::hours)
                .ifPresent(hours -> opening("OffPeak", "off-peak", "triggers.off-peak", hours));
        plan.spec().cost().hours().ifPresent(hours -> opening("CostWindow", "cost-window", "cost.window", hours));
        every().ifPresent(rate ->
                add("Look", "look", "It is looked whether a retrain is due, which nothing else tells", rate, "UTC"));
        return schedules;
    }

    /** What was held back until the hours begin is due then, and no event says so. */
    private void opening(String id, String name, String key, Hours hours) {
        String days = hours.days().size() == 7
                ? "* * ?"
                : "? * "
                        + hours.days().stream()
                                .sorted()
                                .map(d -> d.name().substring(0, 3))
                                .collect(Collectors.joining(","));
        String time = "cron(" + hours.from().getMinute() + " " + hours.from().getHour() + " " + days + " *)";
        add(id, name, "The hours of " + key + " have begun", time, hours.zone().getId());
    }

    /** {@return how often it is looked, if it is} */
    private Optional<String> every() {
        boolean silent = triggers.needMonitoring()
                || triggers.age().isPresent()
                || triggers.cooldown().isPresent()
                || hasTables();
        return plan.infra()
                .lookEvery()
                .map(Span::of)
                .or(() -> silent ? Optional.of(Span.of("1 day")) : Optional.empty())
                .map(span -> "rate(" + span + ")");
    }

    /** No event tells that a table of the Data Catalog has new files. */
    private boolean hasTables() {
        return plan.spec().data().sources().values().stream()
                .flatMap(List::stream)
                .anyMatch(address -> address.startsWith("glue://"));
    }

    private void add(String id, String name, String comment, String expression, String zone) {
        schedules.add(new Resource(
                id,
                "AWS::Scheduler::Schedule",
                comment,
                Cfn.map(
                        "Name",
                        Names.of(plan.name(name), 64),
                        "Description",
                        comment,
                        "ScheduleExpression",
                        expression,
                        "ScheduleExpressionTimezone",
                        zone,
                        "FlexibleTimeWindow",
                        Cfn.map("Mode", "OFF"),
                        "State",
                        "ENABLED",
                        "KmsKeyArn",
                        Encryption.arn(plan),
                        "Target",
                        target(comment)),
                Encryption.arn(plan).isPresent()
                        ? Map.of()
                        : Checks.skip(
                                Map.of("CKV_AWS_297", "its input is no secret, and is encrypted by AWS's own key"))));
    }

    private static Map<String, Object> target(String because) {
        return Cfn.map(
                "Arn", Cfn.ref(Ids.STATE_MACHINE),
                "RoleArn", Cfn.arn(Ids.role(Ids.SCHEDULES)),
                "Input", "{\"cause\": \"schedule\", \"because\": [\"" + because + "\"], \"intent\": \"schedule\"}",
                "DeadLetterConfig", Cfn.map("Arn", Cfn.arn(Ids.DEAD_LETTERS)),
                "RetryPolicy", Cfn.map("MaximumEventAgeInSeconds", DAY, "MaximumRetryAttempts", 185));
    }
}
