package retrain.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;
import static retrain.jenkins.page.Sample.entry;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import retrain.jenkins.result.JsonTree;

class TrendDataTest {
    private final TrendData data = new TrendData(List.of(
            entry(1, Sample.of("PROMOTED", "m", 1, 0.7)),
            entry(2, Sample.of("REJECTED", "m", null, scores(Double.NaN, 0.4))),
            entry(3, Sample.of("PROMOTED", "m", 2, scores(0.75, Double.POSITIVE_INFINITY)))));

    @Test
    void shouldWriteWhatTheGoldenFileHas() {
        String json = data.of("auc");

        assertThat(json).isEqualTo(Sample.golden("trend.json", json));
    }

    @Test
    void shouldKnowTheMetricsOfAllBuilds() {
        assertThat(data.metrics()).containsExactly("auc", "log_loss");
    }

    @Test
    void shouldLeaveAGapWhereAMetricIsUndefinedOrAbsent() throws Exception {
        List<JsonTree> points = JsonTree.of(data.of("log_loss")).objects("points");

        assertThat(points).hasSize(3);
        assertThat(points.get(0).number("candidate")).isEmpty();
        assertThat(points.get(1).number("candidate")).hasValue(0.4);
        assertThat(points.get(2).number("candidate")).isEmpty();
    }

    @Test
    void shouldNotDrawAMetricThatIsNeverDefined() {
        TrendData undefined = new TrendData(List.of(entry(1, Sample.of("REJECTED", "m", null, Double.NaN))));

        assertThat(undefined.isDrawn("auc")).isFalse();
        assertThat(data.isDrawn("auc")).isTrue();
    }

    @Test
    void shouldMarkPromotionsWithTheirVersion() throws Exception {
        List<JsonTree> points = JsonTree.of(data.of("auc")).objects("points");

        assertThat(points).extracting(point -> point.isOn("promoted")).containsExactly(true, false, true);
        assertThat(points.get(2).number("version")).hasValue(2);
    }

    private static Map<String, Double> scores(double auc, double loss) {
        Map<String, Double> scores = new TreeMap<>();
        scores.put("auc", auc);
        scores.put("log_loss", loss);
        return scores;
    }
}
