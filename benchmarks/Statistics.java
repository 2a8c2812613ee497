import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import retrain.statistic.Bootstrap;
import retrain.statistic.DeLong;
import retrain.statistic.Draw;
import retrain.statistic.Ranking;
import retrain.statistic.Resampling;

/**
 * How fast the methods are that see every row. {@code replicates}: seconds of 2,000 paired AUC replicates on 100,000 rows. {@code delong}: the
 * paired DeLong of 10 million rows against one sort of as many floats, in turn.
 */
final class Statistics {
    private static final int TURNS = 7;

    private Statistics() {}

    public static void main(String[] args) {
        if (args[0].equals("replicates")) {
            replicates(new Scored(100_000), Integer.parseInt(args[1]));
        } else {
            delong(new Scored(10_000_000));
        }
    }

    private static void replicates(Scored rows, int replicates) {
        for (int turn = 0; turn < TURNS; turn++) {
            long start = System.nanoTime();
            int cores = Runtime.getRuntime().availableProcessors();
            Bootstrap.of(
                    () -> {
                        Ranking mine = Ranking.of(rows.labels, rows.candidate);
                        Ranking others = Ranking.of(rows.labels, rows.champion);
                        return counts -> mine.auc(counts) - others.auc(counts);
                    },
                    new Draw.Rows(rows.labels.length),
                    new Resampling(replicates, turn, cores));
            System.out.printf(Locale.ROOT, "%.3f%n", (System.nanoTime() - start) / 1e9);
        }
    }

    private static void delong(Scored rows) {
        double[] ratios = new double[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            float[] copy = rows.candidate.clone();
            long start = System.nanoTime();
            Arrays.sort(copy);
            long sorted = System.nanoTime();
            DeLong.improvement(rows.labels, rows.candidate, rows.champion);
            long done = System.nanoTime();
            ratios[turn] = (double) (done - sorted) / (sorted - start);
            System.out.printf(
                    Locale.ROOT,
                    "sort %.3f s, DeLong of two models %.3f s, ratio %.2f%n",
                    (sorted - start) / 1e9,
                    (done - sorted) / 1e9,
                    ratios[turn]);
        }
        Arrays.sort(ratios);
        System.out.printf(Locale.ROOT, "median: %.2f sorts%n", ratios[TURNS / 2]);
    }

    /** Rows that two models have scored. */
    private static final class Scored {
        private final byte[] labels;
        private final float[] candidate;
        private final float[] champion;

        Scored(int rows) {
            SplittableRandom random = new SplittableRandom(1);
            labels = new byte[rows];
            candidate = new float[rows];
            champion = new float[rows];
            for (int row = 0; row < rows; row++) {
                labels[row] = (byte) (random.nextDouble() < 0.3 ? 1 : 0);
                double hard = random.nextDouble();
                candidate[row] = (float) (0.2 * labels[row] + 0.6 * hard + 0.2 * random.nextDouble());
                champion[row] = (float) (0.2 * labels[row] + 0.6 * hard + 0.2 * random.nextDouble());
            }
        }
    }
}
