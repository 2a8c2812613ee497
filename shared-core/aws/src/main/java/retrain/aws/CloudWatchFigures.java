package retrain.aws;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.report.Measurement;
import retrain.report.TrackedLook;
import retrain.report.TrackedRun;
import retrain.report.Tracker;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * Metrics, alarms and the dashboard of CloudWatch. What is told twice has the same time and value, so that averages, minima and maxima stay
 * right.
 */
final class CloudWatchFigures implements Tracker {
    private static final int MOST_DATA = 1000;

    /** A request holds 1 MB; its form writes a character in up to three bytes. */
    private static final int MOST_BYTES = 900_000;

    private static final int FIELDS = 400;

    /** Two weeks, without the hour that sending may take. */
    private static final Duration OLDEST = Duration.ofDays(14).minusHours(1);

    private static final String SLICE = "Slice";

    private final CloudWatchClient cloudwatch;
    private final CloudWatchPlan plan;
    private final Clock clock;

    CloudWatchFigures(CloudWatchClient cloudwatch, CloudWatchPlan plan, Clock clock) {
        this.cloudwatch = cloudwatch;
        this.plan = plan;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "CloudWatch";
    }

    /** A run that is older than CloudWatch takes is not told any more. */
    @Override
    public Optional<String> log(TrackedRun run) {
        boolean told = put(run.measurements());
        new CloudWatchAlarms(cloudwatch).ensure(plan.alarms());
        plan.dashboard().ifPresent(this::dashboard);
        return told
                ? Optional.of("namespace " + plan.namespace()
                        + plan.dashboard().map(d -> ", dashboard " + d.name()).orElse(""))
                : Optional.empty();
    }

    @Override
    public void look(TrackedLook look) {
        put(look.measurements());
        new CloudWatchAlarms(cloudwatch).ensure(plan.alarms());
    }

    private void dashboard(CloudWatchPlan.Dashboard dashboard) {
        AwsFailure.call(
                "dashboard " + dashboard.name(),
                "cloudwatch:PutDashboard",
                () -> cloudwatch.putDashboard(
                        r -> r.dashboardName(dashboard.name()).dashboardBody(dashboard.body())));
    }

    /** {@return whether anything was told} */
    private boolean put(List<Measurement> measurements) {
        Instant oldest = clock.instant().minus(OLDEST);
        List<MetricDatum> batch = new ArrayList<>();
        int bytes = 0;
        boolean told = false;
        for (Measurement measurement : measurements) {
            boolean wanted = plan.slices() || !measurement.dimensions().containsKey(SLICE);
            if (!wanted || measurement.at().isBefore(oldest)) {
                continue;
            }
            int size = size(measurement);
            if (batch.size() == MOST_DATA || bytes + size > MOST_BYTES) {
                send(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(datum(measurement));
            bytes += size;
            told = true;
        }
        if (!batch.isEmpty()) {
            send(batch);
        }
        return told;
    }

    private static int size(Measurement measurement) {
        int size = FIELDS + measurement.name().length();
        for (Map.Entry<String, String> dimension : measurement.dimensions().entrySet()) {
            int text = dimension.getKey().length() + dimension.getValue().getBytes(StandardCharsets.UTF_8).length;
            size += FIELDS / 2 + 3 * text;
        }
        return size;
    }

    private static MetricDatum datum(Measurement measurement) {
        List<Dimension> dimensions = new ArrayList<>();
        measurement
                .dimensions()
                .forEach((k, v) ->
                        dimensions.add(Dimension.builder().name(k).value(v).build()));
        return MetricDatum.builder()
                .metricName(measurement.name())
                .dimensions(dimensions)
                .timestamp(measurement.at())
                .value(measurement.value())
                .unit(StandardUnit.fromValue(measurement.unit().word()))
                .build();
    }

    private void send(List<MetricDatum> batch) {
        AwsFailure.call(
                "metrics in the namespace " + plan.namespace(),
                "cloudwatch:PutMetricData",
                () -> cloudwatch.putMetricData(
                        r -> r.namespace(plan.namespace()).metricData(batch)));
    }
}
