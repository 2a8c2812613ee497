package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import retrain.Golden;
import retrain.spec.CloudWatchSpec.CloudWatchAlarmSpec;

class MeasurementsTest {
    private static String lines(List<Measurement> measurements) {
        StringBuilder lines = new StringBuilder();
        for (Measurement measurement : measurements) {
            lines.append(measurement.name())
                    .append(' ')
                    .append(new TreeMap<>(measurement.dimensions()))
                    .append(' ')
                    .append(measurement.value())
                    .append(' ')
                    .append(measurement.unit().word())
                    .append('\n');
        }
        return lines.toString();
    }

    @Test
    void shouldTellARunAsPublished() throws IOException {
        Golden.check(Golden.file("run-measurements.txt"), lines(Measurements.of(new Fixture().record())));
    }

    @Test
    void shouldTellAllOfARunAtItsEnd() {
        RunRecord run = new Fixture().record();

        assertThat(Measurements.of(run))
                .extracting(Measurement::at)
                .containsOnly(PastRun.of(run).ended().orElseThrow());
    }

    @Test
    void shouldTellAStageThatRanAndNoneThatWasReused() {
        Fixture reused = new Fixture();
        reused.reused = true;

        assertThat(Measurements.of(new Fixture().record()))
                .extracting(Measurement::name)
                .contains("StageDuration");
        assertThat(Measurements.of(reused.record()))
                .extracting(Measurement::name)
                .doesNotContain("StageDuration");
    }

    @Test
    void shouldTellOfTheModelAloneWhatAlarmsWatchByName() {
        List<Measurement> told = new ArrayList<>(Measurements.of(new Fixture().record()));
        Monitored.all().forEach(look -> told.addAll(Measurements.of(look)));

        List<String> ofTheModel = told.stream()
                .filter(m -> m.dimensions().size() == 1)
                .map(Measurement::name)
                .distinct()
                .toList();

        assertThat(ofTheModel)
                .containsAll(CloudWatchAlarmSpec.FIGURES.stream()
                        .filter(f -> !f.equals("Due"))
                        .toList());
    }

    @Test
    void shouldMakeDimensionsThatCloudWatchTakes() {
        Measurement measurement = new Measurement(
                "Rows", Map.of("Slice", "größe= ", "Blank", " "), Instant.EPOCH, 1, Measurement.Unit.COUNT);

        assertThat(String.valueOf(measurement.dimensions().get("Slice")).getBytes(StandardCharsets.US_ASCII))
                .asString()
                .isEqualTo("gr\\u00f6\\u00dfe= ");
        assertThat(measurement.dimensions()).containsEntry("Blank", "(blank)");
    }

    @Test
    void shouldTakeNothingThatCloudWatchRefuses() {
        assertThatThrownBy(() -> new Measurement("Rows", Map.of(), Instant.EPOCH, Double.NaN, Measurement.Unit.COUNT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Measurement.canBe(Double.POSITIVE_INFINITY)).isFalse();
    }
}
