package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrain.Golden;
import retrain.run.Json;

class CloudWatchTest {
    @Test
    void shouldWriteTheRequestAsPublished() throws IOException {
        List<CloudWatch.Request> requests = CloudWatch.of(Monitored.edges());

        assertThat(requests).hasSize(1);
        Golden.check(Golden.file("cloudwatch.json"), json(requests.get(0)));
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Monitored#all")
    void shouldKeepTheLimitsOfTheService(MonitorRecord record) {
        assertLimits(CloudWatch.of(record));
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Hostile#texts")
    void shouldMakeHostileNamesFitForADimension(String hostile) {
        assertLimits(CloudWatch.of(Monitored.hostile(hostile)));
    }

    @Test
    void shouldPartWhatOneRequestCannotHold() {
        List<CloudWatch.Request> requests = CloudWatch.of(Monitored.manyColumns(1_500));

        assertThat(requests).hasSizeGreaterThan(3);
        assertLimits(requests);
    }

    @Test
    void shouldKeepLongNamesApart() {
        String first = CloudWatch.ascii("é".repeat(5_000) + "1");
        String second = CloudWatch.ascii("é".repeat(5_000) + "2");

        assertThat(first).hasSizeLessThanOrEqualTo(1_024).isNotEqualTo(second);
        assertThat(CloudWatch.ascii("süd\n")).isEqualTo("s\\u00fcd\\u000a");
        assertThat(CloudWatch.ascii(" ")).isEqualTo("(blank)");
    }

    @Test
    void shouldSendNoMetricForAWindow() {
        assertThat(json(CloudWatch.of(Monitored.drifted()).get(0)))
                .contains("\"DriftAlarm\"")
                .doesNotContain("2013-03");
    }

    private static void assertLimits(List<CloudWatch.Request> requests) {
        Set<List<Object>> sent = new HashSet<>();
        for (CloudWatch.Request request : requests) {
            assertThat(request.MetricData()).hasSizeBetween(1, 1_000);
            assertThat(Json.pretty(request).length).isLessThan(1_000_000);
            for (CloudWatch.Datum datum : request.MetricData()) {
                assertThat(sent.add(List.of(datum.MetricName(), datum.Dimensions())))
                        .isTrue();
                assertThat(datum.Value()).isFinite();
                assertThat(datum.Unit()).isIn("None", "Count");
                assertThat(datum.Timestamp()).isEqualTo("2013-10-01T04:05:06Z");
                assertThat(datum.Dimensions()).hasSizeLessThanOrEqualTo(30).allSatisfy(d -> {
                    assertThat(d.Name()).matches("[A-Z][a-z]+");
                    assertThat(d.Value()).matches("[ -~]{1,1024}").isNotBlank();
                });
            }
        }
    }

    private static String json(CloudWatch.Request request) {
        return new String(Json.pretty(request), StandardCharsets.UTF_8);
    }
}
