package retrain.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.statistic.ConfidenceDistribution.Exact;
import retrain.statistic.ConfidenceDistribution.Logit;
import retrain.statistic.ConfidenceDistribution.Normal;
import retrain.statistic.ConfidenceDistribution.Proportion;
import retrain.statistic.ConfidenceDistribution.StudentT;

class DeLongTest {
    /** Rows with ties, whose scores are of either sign. */
    private static final class Made {
        private final byte[] labels;
        private final float[] candidate;
        private final float[] champion;

        Made(int rows, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            labels = new byte[rows];
            candidate = new float[rows];
            champion = new float[rows];
            for (int row = 0; row < rows; row++) {
                labels[row] = (byte) (random.nextDouble() < 0.4 ? 1 : 0);
                candidate[row] = Math.round(4 * (random.nextGaussian() + labels[row])) / 4f;
                champion[row] = Math.round(4 * (random.nextGaussian() + 0.5 * labels[row])) / 4f;
            }
        }
    }

    /** By comparing every row of class 1 with every row of class 0. {@return the area, and the placements' variance of the mean} */
    private static double[] byPairs(byte[] labels, float[] scores, float[] less) {
        int[] ones = rows(labels, 1);
        int[] zeros = rows(labels, 0);
        double[] ofOne = new double[ones.length];
        double[] ofZero = new double[zeros.length];
        for (int i = 0; i < ones.length; i++) {
            for (int j = 0; j < zeros.length; j++) {
                double wins = wins(scores, ones[i], zeros[j]) - (less.length == 0 ? 0 : wins(less, ones[i], zeros[j]));
                ofOne[i] += wins / zeros.length;
                ofZero[j] += wins / ones.length;
            }
        }
        return new double[] {
            Moments.mean(ofOne),
            Moments.of(ofOne).squares() / (ones.length - 1) / ones.length
                    + Moments.of(ofZero).squares() / (zeros.length - 1) / zeros.length
        };
    }

    private static double wins(float[] scores, int one, int zero) {
        return scores[one] > scores[zero] ? 1 : scores[one] == scores[zero] ? 0.5 : 0;
    }

    private static int[] rows(byte[] labels, int of) {
        return java.util.stream.IntStream.range(0, labels.length)
                .filter(row -> labels[row] == of)
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"80, 1", "600, 2", "601, 3"})
    void shouldFindWhatComparingAllPairsFinds(int rows, long seed) {
        Made made = new Made(rows, seed);

        ConfidenceDistribution one = DeLong.of(made.labels, made.candidate);
        ConfidenceDistribution gain = DeLong.improvement(made.labels, made.candidate, made.champion);

        double[] area = byPairs(made.labels, made.candidate, new float[0]);
        assertThat(one.estimate()).isCloseTo(area[0], within(1e-12));
        assertThat(one.error()).isCloseTo(Math.sqrt(area[1]), within(1e-12));
        double[] difference = byPairs(made.labels, made.candidate, made.champion);
        assertThat(gain.estimate()).isCloseTo(difference[0], within(1e-12));
        assertThat(gain.error()).isCloseTo(Math.sqrt(difference[1]), within(1e-12));
    }

    /** Few rows are sorted in another way than many. */
    @Test
    void shouldFindTheSameWhetherRowsAreFewOrMany() {
        Made made = new Made(30_000, 5);
        int times = 3;
        byte[] labels = new byte[made.labels.length * times];
        float[] scores = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = made.labels[i % made.labels.length];
            scores[i] = made.candidate[i % made.labels.length];
        }

        ConfidenceDistribution many = DeLong.of(labels, scores);
        ConfidenceDistribution few = DeLong.of(made.labels, made.candidate);

        assertThat(many.estimate()).isCloseTo(few.estimate(), within(1e-12));
        assertThat(many.error() * Math.sqrt(times)).isCloseTo(few.error(), within(1e-6));
    }

    @Test
    void shouldOnlyMindTheOrderOfTheScores() {
        Made made = new Made(500, 6);
        float[] moved = made.candidate.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = moved[i] / 8 - 100;
        }

        assertThat(DeLong.of(made.labels, moved)).isEqualTo(DeLong.of(made.labels, made.candidate));
        assertThat(DeLong.improvement(made.labels, moved, made.candidate)).isEqualTo(new Exact(0));
    }

    @Test
    void shouldUseStudentsTWhereAClassHasFewRows() {
        Made few = new Made(40, 7);
        Made many = new Made(400, 7);

        assertThat(DeLong.improvement(few.labels, few.candidate, few.champion)).isInstanceOf(StudentT.class);
        assertThat(DeLong.improvement(many.labels, many.candidate, many.champion))
                .isInstanceOf(Normal.class);
    }

    @Test
    void shouldTakePerfectOrderForNoMoreThanItIs() {
        byte[] labels = new byte[200];
        float[] scores = new float[200];
        for (int i = 150; i < 200; i++) {
            labels[i] = 1;
            scores[i] = 1;
        }

        ConfidenceDistribution perfect = DeLong.of(labels, scores);

        assertThat(perfect).isEqualTo(new Proportion(50, 50));
        assertThat(perfect.lower(0.025)).isBetween(0.9, 0.95);
        assertThat(DeLong.of(labels, new float[200])).isEqualTo(new Exact(0.5));
    }

    @Test
    void shouldPassABoundThatTheAreaDoesNotReachNoMoreOftenThanSaid() {
        int passed = 0;
        int runs = 2_000;
        double truth = 0.9614; // of a skill of 2.5
        for (int run = 0; run < runs; run++) {
            SplittableRandom random = new SplittableRandom(run);
            byte[] labels = new byte[400];
            float[] scores = new float[400];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (byte) (i % 2);
                scores[i] = (float) (2.5 * labels[i] + random.nextGaussian());
            }
            ConfidenceDistribution area = DeLong.of(labels, scores);
            assertThat(area).isInstanceOf(Logit.class);
            passed += area.above(truth) <= 0.025 ? 1 : 0;
        }

        assertThat((double) passed / runs).as("5.8% without the logit").isBetween(0.015, 0.04);
    }

    @Test
    void shouldRefuseScoresThatAreNoNumbersAndRowsOfOneClass() {
        byte[] labels = {0, 1, 0, 1};

        assertThatThrownBy(() -> DeLong.of(labels, new float[] {1, 2, Float.NaN, 4}))
                .hasMessage("the score of row 2 is not a number");
        assertThatThrownBy(() -> DeLong.of(new byte[4], new float[4])).hasMessageContaining("two rows of each class");
        assertThatThrownBy(() -> DeLong.of(labels, new float[3])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTakeZerosOfEitherSignForTies() {
        byte[] labels = {0, 1, 0, 1};
        float[] scores = {0f, -0f, -0f, 0f};

        assertThat(DeLong.of(labels, scores)).isEqualTo(new Exact(0.5));
        assertThat(Ranking.of(labels, scores).auc(ones(4))).isEqualTo(0.5);
    }

    @Test
    void shouldFindTheSameAreaByRanking() {
        Made made = new Made(50_000, 8);

        double area = Ranking.of(made.labels, made.candidate).auc(ones(made.labels.length));

        assertThat(area).isCloseTo(DeLong.of(made.labels, made.candidate).estimate(), within(1e-12));
    }

    @Test
    void shouldCountARowAsOftenAsIsSaid() {
        Made made = new Made(200, 9);
        int[] counts = new int[200];
        new Draw.Rows(200).fill(counts, new Resampling.Numbers(1, 3));
        byte[] labels = new byte[200];
        float[] scores = new float[200];
        int at = 0;
        for (int row = 0; row < 200; row++) {
            for (int i = 0; i < counts[row]; i++) {
                labels[at] = made.labels[row];
                scores[at++] = made.candidate[row];
            }
        }
        Ranking ranking = Ranking.of(made.labels, made.candidate);
        Ranking written = Ranking.of(labels, scores);

        assertThat(at).isEqualTo(200);
        assertThat(ranking.auc(counts)).isCloseTo(written.auc(ones(200)), within(1e-12));
        assertThat(ranking.averagePrecision(counts)).isCloseTo(written.averagePrecision(ones(200)), within(1e-12));
    }

    private static int[] ones(int rows) {
        int[] ones = new int[rows];
        Arrays.fill(ones, 1);
        return ones;
    }
}
