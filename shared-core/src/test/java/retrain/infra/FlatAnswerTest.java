package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // what is missing in a map of JSON fails the test
class FlatAnswerTest {
    private static final Map<String, Object> ANSWER = Map.of(
            "run", "20260131T235959Z-1a2b3c",
            "outcome", Map.of("kind", "REJECTED", "version", 3L),
            "jobs",
                    List.of(Map.of(
                            "name",
                            "train-1",
                            "request",
                            Map.of(
                                    "HyperParameters", Map.of("max_depth", "6"),
                                    "InputDataConfig", List.of(Map.of("S3Uri", "s3://b/train"))))));

    private static String at(String key) {
        return FlatAnswer.of(ANSWER, List.of(key)).get(key);
    }

    @Test
    void shouldFindWhatIsNestedByItsPath() {
        assertThat(at("run")).isEqualTo("20260131T235959Z-1a2b3c");
        assertThat(at("outcome_kind")).isEqualTo("REJECTED");
        assertThat(at("outcome_version")).isEqualTo("3");
        assertThat(at("jobs_0_request_InputDataConfig_0_S3Uri")).isEqualTo("s3://b/train");
    }

    @Test
    void shouldFindNamesThatHoldTheSeparator() {
        assertThat(at("jobs_0_request_HyperParameters_max_depth")).isEqualTo("6");
    }

    @Test
    void shouldTakeTheLastJobForOneThatThereIsNot() {
        assertThat(at("jobs_1_name")).isEqualTo("train-1");
    }

    @Test
    void shouldBeEmptyWhereThereIsNothing() {
        assertThat(FlatAnswer.of(
                        ANSWER,
                        List.of("next", "outcome", "outcome_archive", "jobs_0_request_InputDataConfig_1_S3Uri")))
                .hasSize(4)
                .allSatisfy((key, value) -> assertThat(value).isEmpty());
        assertThat(FlatAnswer.of(Map.of("jobs", List.of()), List.of("jobs_0_name")))
                .containsEntry("jobs_0_name", "");
    }

    @Test
    void shouldCutWhatIsTooLongForAnOutput() {
        assertThat(FlatAnswer.of(Map.of("summary", "x".repeat(2000)), List.of("summary"))
                        .get("summary"))
                .hasSize(1024);
    }
}
