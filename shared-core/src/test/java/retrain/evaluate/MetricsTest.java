package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import retrain.spec.Metric;
import retrain.spec.Task;

/** Every metric against scikit-learn. {@code evaluate/expected.py} made the expected values. */
class MetricsTest {
    private static final double EXACT = 1e-9;

    static Stream<Arguments> shouldEqualScikitLearn() {
        return Fixture.read("/evaluate/expected.csv").rows().stream()
                .map(r -> Arguments.of(r[0], Metric.valueOf(r[1].toUpperCase(Locale.ROOT)), Double.parseDouble(r[2])));
    }

    @ParameterizedTest
    @MethodSource
    void shouldEqualScikitLearn(String sample, Metric metric, double expected) {
        assertThat(Samples.value(sample(sample), metric)).isCloseTo(expected, within(EXACT));
    }

    private static Sample sample(String name) {
        return switch (name) {
            case "champion", "challenger" -> golden(name);
            case "extreme at 0.7" -> extreme();
            case "multiclass" -> multiclass();
            default -> regression();
        };
    }

    private static BinarySample golden(String model) {
        Fixture rows = Fixture.read("/golden/binary.csv");
        return Samples.binary(rows.numbers("y"), rows.numbers(model), 0.5);
    }

    private static BinarySample extreme() {
        Fixture rows = Fixture.read("/evaluate/extreme.csv");
        return Samples.binary(rows.numbers("y"), rows.numbers("p"), 0.7);
    }

    private static RegressionSample regression() {
        Fixture rows = Fixture.read("/evaluate/regression.csv");
        float[] truth = rows.numbers("y");
        return new RegressionSample(truth, rows.numbers("p"), new Selection.All(truth.length), 0.9);
    }

    private static MulticlassSample multiclass() {
        Fixture rows = Fixture.read("/evaluate/multiclass.csv");
        List<String> classes = List.of("a", "b", "c", "d");
        int[] truth = rows.texts("y").stream().mapToInt(classes::indexOf).toArray();
        float[] scores = new float[truth.length * classes.size()];
        for (int k = 0; k < classes.size(); k++) {
            float[] column = rows.numbers(classes.get(k));
            for (int i = 0; i < truth.length; i++) {
                scores[i * classes.size() + k] = column[i];
            }
        }
        return Samples.multiclass(classes, truth, new int[] {0, 1, 2, 3}, classes.size(), scores);
    }

    /** The golden scores have three decimals, which a float holds to 3e-8 only; metrics of the order of rows are exact. */
    @ParameterizedTest
    @CsvSource({"auc, AUC, 1e-12", "ap, PR_AUC, 1e-12", "logloss, LOG_LOSS, 1e-8", "brier, BRIER, 1e-8"})
    void shouldEqualTheGoldenValues(String key, Metric metric, double tolerance) {
        for (String model : List.of("champion", "challenger")) {
            double expected = goldenValue("\"" + key + "_" + model + "\": ([0-9.e-]+)");
            assertThat(Samples.value(golden(model), metric)).isCloseTo(expected, within(tolerance));
        }
    }

    @ParameterizedTest
    @CsvSource({"champion", "challenger"})
    void shouldEqualTheGoldenCalibrationError(String model) {
        double expected = goldenValue("\"ece10_equal_width\": \\{[^}]*\"" + model + "\": ([0-9.e-]+)");

        assertThat(Samples.value(golden(model), Metric.ECE)).isCloseTo(expected, within(1e-8));
    }

    private static double goldenValue(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(Fixture.text("/golden/expected.json"));
        assertThat(matcher.find()).as(pattern).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void shouldComputeEveryMetricOfEveryTask() {
        assertThat(golden("champion").measure(Metric.of(Task.BINARY)))
                .allSatisfy(m -> assertThat(m.value()).isPresent());
        assertThat(multiclass().measure(Metric.of(Task.MULTICLASS)))
                .allSatisfy(m -> assertThat(m.value()).isPresent());
        assertThat(regression().measure(Metric.of(Task.REGRESSION)))
                .allSatisfy(m -> assertThat(m.value()).isPresent());
    }
}
