package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import retrain.evaluate.Evaluation.WorstSlice;
import retrain.spec.FindSlicesSpec;
import retrain.spec.Metric;
import retrain.spec.Task;

class RowLossesTest {
    private static ModelScores scores(float... values) {
        return new ModelScores(values, 1, List.of());
    }

    @Test
    void shouldTakeTheLogarithmicLossOfClasses() {
        Truth truth = new Truth.Binary(new byte[] {1, 0, 1});
        ModelScores scores = scores(0.5f, 0.25f, 0f);

        RowLosses losses = RowLosses.of(Task.BINARY, truth, scores, new Dependence.None());

        double logLoss = truth.sample(scores, new Selection.All(3))
                .measure(Metric.LOG_LOSS)
                .value()
                .orElseThrow();
        assertThat(losses.mean()).isCloseTo(logLoss, within(1e-12));
        assertThat(losses.mean() + losses.spread() * losses.standard()[0]).isCloseTo(Math.log(2), within(1e-12));
    }

    @Test
    void shouldTakeTheSquaredErrorOfNumbersInTheOrderOfTheirGroups() {
        Truth truth = new Truth.Regression(new float[] {1, 2, 3, 4}, 0.5);

        RowLosses losses =
                RowLosses.of(Task.REGRESSION, truth, scores(1, 0, 3, 9), new Dependence.Groups(new int[] {1, 0, 1, 0}));

        assertThat(losses.mean()).isCloseTo(29.0 / 4, within(1e-12));
        assertThat(Arrays.stream(losses.standard())
                        .map(l -> losses.mean() + losses.spread() * l)
                        .toArray())
                .containsExactly(new double[] {4, 25, 0, 0}, within(1e-12));
        assertThat(losses.row(1)).isEqualTo(3);
        assertThat(losses.starts().orElseThrow()).containsExactly(0, 2, 4);
    }

    @Test
    void shouldSearchAmongRowsOfOneClass() {
        int rows = 1_000;
        byte[] labels = new byte[rows];
        Arrays.fill(labels, (byte) 1);
        float[] values = new float[rows];
        byte[] place = new byte[rows];
        for (int row = 0; row < rows; row++) {
            place[row] = (byte) (1 + row % 2);
            values[row] = (row % 2 == 0 ? 0.9f : 0.6f) - row % 7 * 0.01f;
        }
        Truth truth = new Truth.Binary(labels);
        RowLosses losses = RowLosses.of(Task.BINARY, truth, scores(values), new Dependence.None());
        SearchColumn column = new SearchColumn(place, List.of("a=even", "a=odd"));
        List<String> notices = new ArrayList<>();

        List<WorstSlice> worst = new SliceSearch(
                        new FindSlicesSpec(List.of(), 2, 50, 0.05, 10), 0.95, losses, List.of(column))
                .search(truth, notices::add)
                .worst();

        assertThat(worst).singleElement().satisfies(slice -> {
            assertThat(slice.slice()).isEqualTo("a=odd");
            assertThat(slice.positives()).isEqualTo(500);
        });
    }
}
