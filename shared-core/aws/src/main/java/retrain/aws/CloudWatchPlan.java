package retrain.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.spec.CloudWatchSpec;
import retrain.spec.CloudWatchSpec.CloudWatchAlarmSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

/**
 * What the spec wants CloudWatch to have.
 *
 * @param slices whether metrics of slices are told
 */
record CloudWatchPlan(
        String namespace, boolean slices, List<PutMetricAlarmRequest> alarms, Optional<Dashboard> dashboard) {
    private static final int PERIOD = 300;
    private static final int HOUR = 3600;
    private static final int HOURS_A_DAY = 24;
    private static final int MOST_NAME = 255;

    CloudWatchPlan {
        alarms = List.copyOf(alarms);
    }

    /** A dashboard. */
    record Dashboard(String name, String body) {}

    /** @param region whose metrics the dashboard shows */
    static CloudWatchPlan of(Spec spec, String region) {
        CloudWatchSpec cloudwatch = spec.history().cloudwatch().orElseThrow();
        List<PutMetricAlarmRequest> alarms = new ArrayList<>();
        for (CloudWatchAlarmSpec alarm : cloudwatch.alarms()) {
            alarms.add(alarm(spec, cloudwatch, alarm));
        }
        return new CloudWatchPlan(
                cloudwatch.namespace(),
                cloudwatch.slices(),
                alarms,
                cloudwatch.dashboard().map(name -> new Dashboard(name, DashboardBody.of(spec, region, metrics(spec)))));
    }

    /** {@return the metrics that are computed, in the order of reports} */
    private static List<Metric> metrics(Spec spec) {
        List<Metric> chosen = spec.evaluate().metrics();
        return chosen.isEmpty() ? Metric.of(spec.task()) : chosen;
    }

    private static PutMetricAlarmRequest alarm(Spec spec, CloudWatchSpec cloudwatch, CloudWatchAlarmSpec alarm) {
        PutMetricAlarmRequest.Builder request = PutMetricAlarmRequest.builder()
                .alarmName(name(spec.model(), alarm))
                .alarmDescription(sentence(spec.model(), alarm))
                .namespace(cloudwatch.namespace())
                .metricName(metricName(alarm))
                .dimensions(dimensions(spec.model(), alarm))
                .actionsEnabled(true)
                .alarmActions(cloudwatch.topics())
                .okActions(cloudwatch.topics());
        bound(alarm, request);
        if (!spec.aws().tags().isEmpty()) {
            List<Tag> tags = new ArrayList<>();
            spec.aws()
                    .tags()
                    .forEach((k, v) -> tags.add(Tag.builder().key(k).value(v).build()));
            request.tags(tags);
        }
        return request.build();
    }

    static String name(String model, CloudWatchAlarmSpec alarm) {
        String name = "retrain-" + model + "-" + alarm.title();
        return name.substring(0, Math.min(MOST_NAME, name.length()));
    }

    private static String sentence(String model, CloudWatchAlarmSpec alarm) {
        String bound = alarm.missing()
                .map(span -> "was not told for " + span)
                .orElseGet(() -> "is " + alarm.when() + " "
                        + alarm.below().or(alarm::above).orElseThrow());
        return alarm.metric() + " of " + (alarm.isOfModel() ? "the " + alarm.of() + " of " : "") + model + " " + bound;
    }

    private static String metricName(CloudWatchAlarmSpec alarm) {
        if (!alarm.isOfModel()) {
            return alarm.metric();
        }
        return switch (alarm.of()) {
            case LIVE -> "LiveMetric";
            case CANDIDATE -> "CandidateMetric";
            case CHAMPION -> "ChampionMetric";
        };
    }

    private static List<Dimension> dimensions(String model, CloudWatchAlarmSpec alarm) {
        Map<String, String> all = new java.util.TreeMap<>(Map.of("Model", model));
        if (alarm.isOfModel()) {
            all.put("Metric", alarm.metric());
            if (alarm.of() == CloudWatchAlarmSpec.Of.LIVE) {
                all.put("Basis", alarm.basis().toString());
            }
        }
        List<Dimension> dimensions = new ArrayList<>();
        all.forEach(
                (k, v) -> dimensions.add(Dimension.builder().name(k).value(v).build()));
        return dimensions;
    }

    /** Figures come rarely: between two of them the alarm stays as it is; unless it is about there being none. */
    private static void bound(CloudWatchAlarmSpec alarm, PutMetricAlarmRequest.Builder request) {
        if (alarm.missing().isPresent()) {
            int hours = alarm.missingHours().orElseThrow();
            boolean days = hours % HOURS_A_DAY == 0;
            int periods = days ? hours / HOURS_A_DAY : hours;
            request.period(days ? HOUR * HOURS_A_DAY : HOUR)
                    .evaluationPeriods(periods)
                    .datapointsToAlarm(periods)
                    .statistic(Statistic.SAMPLE_COUNT)
                    .comparisonOperator(ComparisonOperator.LESS_THAN_THRESHOLD)
                    .threshold(1.0)
                    .treatMissingData("breaching");
            return;
        }
        boolean below = alarm.below().isPresent();
        request.period(PERIOD)
                .evaluationPeriods(1)
                .datapointsToAlarm(1)
                .statistic(below ? Statistic.MINIMUM : Statistic.MAXIMUM)
                .comparisonOperator(
                        below ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD)
                .threshold(alarm.below().or(alarm::above).orElseThrow())
                .treatMissingData("ignore");
    }
}
