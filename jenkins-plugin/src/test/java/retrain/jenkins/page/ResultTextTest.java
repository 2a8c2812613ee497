package retrain.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import retrain.jenkins.result.RunResult;

class ResultTextTest {
    private final RunResult result = Sample.rejected();

    @Test
    void shouldTellEachPartOfTheResult() {
        assertThat(ResultText.of(result, "outcome")).contains("REJECTED");
        assertThat(ResultText.of(result, "summary")).contains("As it is");
        assertThat(ResultText.of(result, "command")).contains("run");
        assertThat(ResultText.of(result, "run")).contains("r-1");
        assertThat(ResultText.of(result, "model")).contains("flight-delay");
        assertThat(ResultText.of(result, "version")).contains("4");
        assertThat(ResultText.of(result, "report")).contains("retrain/id-1/report.html");
        assertThat(ResultText.of(result, "reasons")).contains("auc of 0.7123 on origin=LGA is below 0.72");
        assertThat(ResultText.of(result, "metric:auc")).contains("0.7539400736089429");
        assertThat(ResultText.of(result, "metric:f1")).contains("NaN");
        assertThat(ResultText.of(result, "metrics").orElseThrow()).startsWith("accuracy=0.7902, auc=0.7539");
    }

    @Test
    void shouldBeEmptyWhenTheResultHasNoneOfIt() {
        assertThat(ResultText.of(Sample.bare("validate", "DONE"), "version")).contains("");
        assertThat(ResultText.of(result, "metric:nosuch")).contains("");
    }

    @Test
    void shouldRefuseWhatThereIsNot() {
        assertThat(ResultText.of(result, "colour")).isEmpty();
    }
}
