package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.aws.AwsServer.Fault;
import retrain.problem.InvalidInput;
import retrain.report.Measurement;
import retrain.report.TrackedLook;
import retrain.report.Tracker;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

class CloudWatchFiguresTest {
    private static final Instant NOW = Instant.parse("2026-11-26T09:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String ALARMS = """
            history:
              cloudwatch:
                namespace: Retrain
                notify: ['arn:aws:sns:us-east-1:123456789012:flights']
                alarms:
                  - {metric: auc, below: 0.65}
                  - {metric: log_loss, of: candidate, above: 0.9}
                  - {metric: RunRejected, above: 0}
                  - {metric: RunDuration, missing: 2 days}
                  - {metric: Due, missing: 5 hours}
            """;

    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeCloudWatch cloudwatch;
    private ToldRuns runs;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        cloudwatch = new FakeCloudWatch(aws).at(CLOCK);
        runs = new ToldRuns(folder, NOW.minusSeconds(60));
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private Tracker tracker(String history) {
        CloudWatchClient client = new AwsClients(AwsSpec.usual()).of(CloudWatchClient.builder());
        return new CloudWatchFigures(client, CloudWatchPlan.of(TestSpecs.read(folder, history), "us-east-1"), CLOCK);
    }

    @Test
    void shouldTellARunInFigures() {
        assertThat(tracker("history: {cloudwatch: {}}").log(runs.of(1, "passed")))
                .contains("namespace Retrain");

        assertThat(cloudwatch.data())
                .extracting(FakeCloudWatch.Datum::name)
                .containsExactly("RunDuration", "StageDuration", "CandidateMetric");
        assertThat(cloudwatch.data().get(1))
                .isEqualTo(new FakeCloudWatch.Datum(
                        "Retrain",
                        "StageDuration",
                        Map.of("Model", "flight-delay", "Stage", "prepare"),
                        NOW.minusSeconds(30),
                        12.5,
                        "Seconds"));
        assertThat(aws.asked()).containsExactly("Query PutMetricData");
        RequestShapes.check(aws.calls());
    }

    @Test
    void shouldTellSlicesIfAskedTo() {
        tracker("history: {cloudwatch: {slices: true, namespace: Team/Flights}}")
                .log(runs.of(1, "passed"));

        assertThat(cloudwatch.data())
                .last()
                .satisfies(d -> assertThat(d.namespace()).isEqualTo("Team/Flights"))
                .satisfies(d -> assertThat(d.dimensions()).containsEntry("Slice", "origin=gr\\u00f6\\u00dfer & <b>"));
    }

    @Test
    void shouldSendThousandsInAsFewRequestsAsCloudWatchTakes() {
        List<Measurement> many = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            many.add(measurement("Column", "c" + i));
        }
        tracker("history: {cloudwatch: {}}").look(look(many));

        assertThat(cloudwatch.data()).hasSize(2500);
        assertThat(aws.asked()).hasSize(3);
        RequestShapes.check(aws.calls());
    }

    @Test
    void shouldKeepARequestWithinAMegabyte() {
        List<Measurement> many = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            many.add(measurement("Column", "ü".repeat(150) + i));
        }
        tracker("history: {cloudwatch: {}}").look(look(many));

        assertThat(cloudwatch.data()).hasSize(900);
        assertThat(aws.calls())
                .allSatisfy(call -> assertThat(call.body().length()).isLessThan(1_000_000));
    }

    private FakeCloudWatch.Alarm alarm(String name) {
        return Optional.ofNullable(cloudwatch.alarms().get(name)).orElseThrow();
    }

    private static Measurement measurement(String dimension, String value) {
        return new Measurement(
                "DriftEffect", Map.of("Model", "flight-delay", dimension, value), NOW, 0.1, Measurement.Unit.NONE);
    }

    private static TrackedLook look(List<Measurement> measurements) {
        return new TrackedLook("flight-delay", Optional.empty(), List.of(), measurements);
    }

    @Test
    void shouldNotTellWhatIsOlderThanCloudWatchTakes() {
        ToldRuns old = new ToldRuns(folder, NOW.minus(Duration.ofDays(15)));

        assertThat(tracker("history: {cloudwatch: {}}").log(old.of(1, "passed")))
                .isEmpty();
        assertThat(aws.asked()).isEmpty();
    }

    @Test
    void shouldMakeTheAlarms() {
        tracker(ALARMS).log(runs.of(1, "passed"));

        assertThat(cloudwatch.alarms().keySet())
                .containsExactly(
                        "retrain-flight-delay-Due-missing",
                        "retrain-flight-delay-RunDuration-missing",
                        "retrain-flight-delay-RunRejected-above",
                        "retrain-flight-delay-candidate-log_loss-above",
                        "retrain-flight-delay-live-realised-auc-below");
        FakeCloudWatch.Alarm auc = alarm("retrain-flight-delay-live-realised-auc-below");
        assertThat(auc.dimensions()).isEqualTo(Map.of("Model", "flight-delay", "Metric", "auc", "Basis", "realised"));
        assertThat(auc.fields())
                .containsEntry("MetricName", "LiveMetric")
                .containsEntry("Statistic", "Minimum")
                .containsEntry("ComparisonOperator", "LessThanThreshold")
                .containsEntry("Threshold", "0.65")
                .containsEntry("TreatMissingData", "ignore")
                .containsEntry("AlarmActions.member.1", "arn:aws:sns:us-east-1:123456789012:flights");
        RequestShapes.check(aws.calls());
    }

    @Test
    void shouldRingWhenNothingIsToldForDays() {
        tracker(ALARMS).look(look(List.of()));

        assertThat(Objects.requireNonNull(cloudwatch.alarms().get("retrain-flight-delay-RunDuration-missing"))
                        .fields())
                .containsEntry("Statistic", "SampleCount")
                .containsEntry("Period", "86400")
                .containsEntry("EvaluationPeriods", "2")
                .containsEntry("TreatMissingData", "breaching");
        assertThat(alarm("retrain-flight-delay-Due-missing").fields())
                .containsEntry("Period", "3600")
                .containsEntry("EvaluationPeriods", "5");
    }

    @Test
    void shouldLeaveAlarmsThatAreAsTheyShouldBe() {
        tracker(ALARMS).log(runs.of(1, "passed"));
        int before = aws.asked().size();

        tracker(ALARMS).log(runs.of(2, "passed"));

        assertThat(aws.asked().subList(before, aws.asked().size()))
                .containsExactly("Query PutMetricData", "Query DescribeAlarms");
    }

    @Test
    void shouldChangeTheAlarmWhoseBoundIsAnother() {
        tracker(ALARMS).log(runs.of(1, "passed"));
        cloudwatch.state("retrain-flight-delay-live-realised-auc-below", "ALARM");
        int before = aws.asked().size();

        tracker(ALARMS.replace("0.65", "0.6")).log(runs.of(2, "passed"));

        assertThat(aws.asked().subList(before, aws.asked().size()))
                .containsExactly("Query PutMetricData", "Query DescribeAlarms", "Query PutMetricAlarm");
        assertThat(alarm("retrain-flight-delay-live-realised-auc-below"))
                .satisfies(a -> assertThat(a.field("Threshold")).isEqualTo("0.6"))
                .satisfies(a -> assertThat(a.state()).isEqualTo("ALARM"));
    }

    @Test
    void shouldMakeTheDashboardAsPublished() throws IOException {
        tracker("history: {cloudwatch: {dashboard: flights}}").log(runs.of(1, "passed"));

        Path golden = Path.of("src/test/resources/golden/dashboard.json");
        String body = cloudwatch.dashboards().get("flights");
        if ("update".equals(System.getProperty("retrain.golden"))) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, body);
        }
        assertThat(body).isEqualTo(Files.readString(golden));
    }

    @Test
    void shouldNameThePermissionThatIsMissing() {
        aws.faults(call -> call.name().equals("Query PutMetricData") ? Fault.DENIED : Fault.NONE);

        assertThatThrownBy(() -> tracker("history: {cloudwatch: {}}").log(runs.of(1, "passed")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("\"Action\": \"cloudwatch:PutMetricData\"");
    }
}
