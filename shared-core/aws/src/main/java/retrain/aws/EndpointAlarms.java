package retrain.aws;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.EndpointSpec.AlarmsSpec;
import retrain.spec.EndpointSpec.QualityAlarmSpec;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/**
 * The alarms that end a move of the traffic: those that the spec names must be there, the others are made, or made anew where their bound has
 * changed. They are on the endpoint's variant {@value EndpointPlan#ALONE}, which is the same for every version.
 */
final class EndpointAlarms {
    private static final int MINUTE = 60;
    private static final double MICROS = 1000;

    private final Supplier<CloudWatchClient> cloudwatch;
    private final String endpoint;
    private final String model;

    EndpointAlarms(Supplier<CloudWatchClient> cloudwatch, String endpoint, String model) {
        this.cloudwatch = cloudwatch;
        this.endpoint = endpoint;
        this.model = model;
    }

    /** Sees to it that they are there. {@return their names} */
    List<String> ensure(AlarmsSpec alarms) {
        checkNamed(alarms.names());
        List<String> names = new ArrayList<>(alarms.names());
        for (PutMetricAlarmRequest request : requests(alarms)) {
            AwsFailure.call(
                    "alarm " + request.alarmName(),
                    "cloudwatch:PutMetricAlarm",
                    () -> cloudwatch.get().putMetricAlarm(request));
            names.add(request.alarmName());
        }
        return names;
    }

    private void checkNamed(List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        Set<String> found = new HashSet<>();
        var there = AwsFailure.call(
                "alarms of endpoint " + endpoint,
                "cloudwatch:DescribeAlarms",
                () -> cloudwatch.get().describeAlarms(r -> r.alarmNames(names)));
        there.metricAlarms().stream().map(MetricAlarm::alarmName).forEach(found::add);
        there.compositeAlarms().forEach(a -> found.add(a.alarmName()));
        List<Problem> problems = names.stream()
                .filter(name -> !found.contains(name))
                .map(name -> new Problem(
                        Code.NOT_FOUND,
                        "promote.endpoint.alarms.names",
                        "CloudWatch has no alarm '" + name + "' in this region",
                        "Correct the name, or make the alarm"))
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private List<PutMetricAlarmRequest> requests(AlarmsSpec alarms) {
        List<PutMetricAlarmRequest> requests = new ArrayList<>();
        alarms.errors()
                .ifPresent(share -> requests.add(alarm("5xx", "Invocation5XXErrors", share)
                        .statistic(Statistic.AVERAGE)
                        .build()));
        alarms.latency()
                .ifPresent(millis -> requests.add(alarm("latency", "ModelLatency", millis * MICROS)
                        .extendedStatistic("p99")
                        .build()));
        alarms.quality().ifPresent(quality -> requests.add(quality(quality)));
        return requests;
    }

    private PutMetricAlarmRequest.Builder alarm(String what, String metric, double threshold) {
        return named(what)
                .namespace("AWS/SageMaker")
                .metricName(metric)
                .dimensions(dimension("EndpointName", endpoint), dimension("VariantName", EndpointPlan.ALONE))
                .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                .threshold(threshold)
                .period(MINUTE);
    }

    /** The metric that monitor writes, of predictions with their labels. */
    private PutMetricAlarmRequest quality(QualityAlarmSpec quality) {
        boolean least = quality.atLeast().isPresent();
        return named(quality.metric().word())
                .namespace("Retrain")
                .metricName("LiveMetric")
                .dimensions(
                        dimension("Basis", "realised"),
                        dimension("Metric", quality.metric().word()),
                        dimension("Model", model))
                .comparisonOperator(
                        least ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD)
                .threshold(least ? quality.atLeast().get() : quality.atMost().orElseThrow())
                .statistic(Statistic.AVERAGE)
                .period(MINUTE)
                .build();
    }

    private PutMetricAlarmRequest.Builder named(String what) {
        return PutMetricAlarmRequest.builder()
                .alarmName(endpoint + "-" + what)
                .alarmDescription("Made by Retrain for the model " + model + ": brings the version before back")
                .evaluationPeriods(1)
                .treatMissingData("notBreaching");
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }
}
