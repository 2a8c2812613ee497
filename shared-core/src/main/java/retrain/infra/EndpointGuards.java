package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.spec.EndpointSpec.AlarmsSpec;
import retrain.spec.EndpointSpec.QualityAlarmSpec;

/**
 * The alarms that bring the version before back while the traffic moves. Names, figures and bounds are those that a deployment asks for, so that
 * it finds them as they should be.
 */
final class EndpointGuards {
    /** What the only variant of an endpoint is called. */
    private static final String ALONE = "AllTraffic";

    private static final double MICROS = 1000;

    private final String endpoint;
    private final String model;

    private EndpointGuards(String endpoint, String model) {
        this.endpoint = endpoint;
        this.model = model;
    }

    static List<Resource> of(Plan plan) {
        Optional<AlarmsSpec> alarms = plan.spec().promote().endpoint().flatMap(e -> e.alarms());
        return alarms.isEmpty()
                ? List.of()
                : new EndpointGuards(plan.endpoint().orElseThrow(), plan.spec().model()).of(alarms.get());
    }

    /** {@return the name of the alarm on the live model's quality, if the spec asks for it} */
    static Optional<String> quality(Plan plan) {
        return plan.spec()
                .promote()
                .endpoint()
                .flatMap(e -> e.alarms())
                .flatMap(AlarmsSpec::quality)
                .map(q -> plan.endpoint().orElseThrow() + "-" + q.metric().word());
    }

    private List<Resource> of(AlarmsSpec alarms) {
        List<Resource> resources = new ArrayList<>();
        alarms.errors()
                .ifPresent(share -> resources.add(
                        alarm("EndpointErrors", "5xx", metric("Invocation5XXErrors", share), "Statistic", "Average")));
        alarms.latency()
                .ifPresent(millis -> resources.add(alarm(
                        "EndpointLatency",
                        "latency",
                        metric("ModelLatency", millis * MICROS),
                        "ExtendedStatistic",
                        "p99")));
        alarms.quality()
                .ifPresent(quality -> resources.add(
                        alarm("EndpointQuality", quality.metric().word(), bound(quality), "Statistic", "Average")));
        return resources;
    }

    private Resource alarm(String id, String what, Map<String, Object> metric, String statistic, String value) {
        Map<String, Object> properties = Cfn.map(
                "AlarmName", endpoint + "-" + what,
                "AlarmDescription", "Made by Retrain for the model " + model + ": brings the version before back");
        properties.putAll(metric);
        properties.putAll(
                Cfn.map(statistic, value, "Period", 60, "EvaluationPeriods", 1, "TreatMissingData", "notBreaching"));
        return new Resource(
                id, "AWS::CloudWatch::Alarm", "Brings the version before back while the traffic moves.", properties);
    }

    private Map<String, Object> metric(String name, double above) {
        return Cfn.map(
                "Namespace",
                "AWS/SageMaker",
                "MetricName",
                name,
                "Dimensions",
                Metrics.dimensions("EndpointName", endpoint, "VariantName", ALONE),
                "ComparisonOperator",
                "GreaterThanThreshold",
                "Threshold",
                above);
    }

    private Map<String, Object> bound(QualityAlarmSpec quality) {
        boolean least = quality.atLeast().isPresent();
        return Cfn.map(
                "Namespace",
                "Retrain",
                "MetricName",
                "LiveMetric",
                "Dimensions",
                Metrics.dimensions(
                        "Basis", "realised", "Metric", quality.metric().word(), "Model", model),
                "ComparisonOperator",
                least ? "LessThanThreshold" : "GreaterThanThreshold",
                "Threshold",
                quality.atLeast().or(quality::atMost).orElseThrow());
    }
}
