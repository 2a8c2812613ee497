package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import retrain.problem.InvalidInput;
import retrain.spec.SpecReader;

class PlanTest {
    @Test
    void shouldNameWhatTheSampleUses() {
        Plan plan = Plans.flights();

        assertThat(plan.stack()).isEqualTo("retrain-flight-delay");
        assertThat(plan.name("trigger")).isEqualTo("retrain-flight-delay-trigger");
        assertThat(plan.storeBucket()).isEqualTo("my-bucket");
        assertThat(plan.work().address()).isEqualTo("s3://my-bucket/retrain/work");
        assertThat(plan.code().address()).isEqualTo("s3://my-bucket/retrain/code");
        assertThat(plan.sources())
                .containsExactly(
                        new S3Name("my-bucket", "flights/flights-"), new S3Name("my-bucket", "flights/weather.csv.gz"));
        assertThat(plan.endpoint()).contains("flight-delay");
        assertThat(plan.jobRole()).contains("retrain-jobs");
    }

    @Test
    void shouldSayWhatToAddWhenTheSpecHasNoInfra() {
        Path config = Plans.flights().base().resolve("retrain.yaml");

        assertThatThrownBy(() -> Plan.of(
                        SpecReader.read(config, Optional.empty(), ""),
                        config.resolveSibling(""),
                        "retrain.yaml",
                        Optional.empty()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("infra: {}");
    }
}
