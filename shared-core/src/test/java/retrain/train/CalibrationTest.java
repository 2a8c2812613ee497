package retrain.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.train.Calibration.Isotonic;
import retrain.train.Calibration.Platt;

/** Against scikit-learn; src/test/resources/calibration/expected.py has made the values. */
class CalibrationTest {
    private static final Path EXPECTED = Path.of("src/test/resources/calibration/expected.csv");

    private record Line(String given, String what, double x, double value) {}

    private static List<Line> lines(String given, String what) throws IOException {
        return Files.readAllLines(EXPECTED).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .map(p -> new Line(p[0], p[1], Double.parseDouble(p[2]), Double.parseDouble(p[3])))
                .filter(l -> l.given().equals(given) && l.what().equals(what))
                .toList();
    }

    private static float[] floats(List<Line> lines, java.util.function.ToDoubleFunction<Line> part) {
        float[] values = new float[lines.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) part.applyAsDouble(lines.get(i));
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"challenger", "overconfident", "ties", "separated"})
    void shouldFitTheLogisticCurveOfScikitLearn(String given) throws IOException {
        List<Line> rows = lines(given, "row");

        Platt platt = Calibration.platt(floats(rows, Line::x), floats(rows, Line::value));

        Line rough = lines(given, "platt_sklearn").get(0);
        Line exact = lines(given, "platt_exact").get(0);
        assertThat(platt.slope()).isCloseTo(rough.x(), within(1e-6));
        assertThat(platt.intercept()).isCloseTo(rough.value(), within(1e-6));
        assertThat(platt.slope()).isCloseTo(exact.x(), within(1e-9));
        assertThat(platt.intercept()).isCloseTo(exact.value(), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"challenger", "overconfident", "ties", "separated"})
    void shouldFitTheStepsOfScikitLearn(String given) throws IOException {
        List<Line> rows = lines(given, "row");

        Isotonic isotonic = Calibration.isotonic(floats(rows, Line::x), floats(rows, Line::value));

        assertThat(lines(given, "isotonic"))
                .hasSize(23)
                .allSatisfy(line -> assertThat(isotonic.probability(line.x())).isCloseTo(line.value(), within(1e-12)));
    }

    @Test
    void shouldNotDependOnTheOrderOfTheRows() throws IOException {
        List<Line> rows = lines("ties", "row");
        List<Line> other = new java.util.ArrayList<>(rows);
        java.util.Collections.shuffle(other, new Random(3));

        assertThat(Calibration.isotonic(floats(other, Line::x), floats(other, Line::value)))
                .isEqualTo(Calibration.isotonic(floats(rows, Line::x), floats(rows, Line::value)));
    }

    @Test
    void shouldNeverFallAndStayWithinZeroAndOne() {
        Random random = new Random(5);
        float[] scores = new float[3000];
        float[] labels = new float[3000];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextFloat();
            labels[i] = random.nextFloat() < scores[i] * scores[i] ? 1 : 0;
        }
        for (Calibration fitted : List.of(Calibration.platt(scores, labels), Calibration.isotonic(scores, labels))) {
            double before = 0;
            for (double score = 0; score <= 1; score += 0.001) {
                double probability = fitted.probability(score);
                assertThat(probability).isBetween(before, 1.0);
                before = probability;
            }
            assertThat(fitted.probability(0.5)).isCloseTo(0.25, within(0.06));
        }
    }

    /** On the rows it was fitted on the mean probability is the share of class 1. */
    @Test
    void shouldKeepTheMean() {
        float[] scores = {0.1f, 0.1f, 0.5f, 0.6f, 0.7f, 0.9f};
        float[] labels = {0, 1, 1, 0, 1, 1};

        Isotonic isotonic = Calibration.isotonic(scores, labels);

        double sum = 0;
        for (float score : scores) {
            sum += isotonic.probability(score);
        }
        assertThat(sum).isCloseTo(4, within(1e-12));
        assertThat(isotonic.probability(0)).isEqualTo(0.5);
        assertThat(isotonic.probability(1)).isEqualTo(1);
    }

    @Test
    void shouldRefuseStepsThatFall() {
        assertThatThrownBy(() -> new Isotonic(List.of(0.1, 0.2), List.of(0.5, 0.4)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Isotonic(List.of(), List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldBearScoresOfZeroAndOne() {
        Platt platt = Calibration.platt(new float[] {0, 0, 1, 1, 1}, new float[] {0, 1, 1, 1, 0});

        assertThat(platt.probability(0)).isBetween(0.3, 0.6);
        assertThat(platt.probability(1)).isBetween(0.5, 0.7);
    }
}
