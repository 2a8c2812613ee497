package retrain.statistic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import retrain.statistic.Resampling.Numbers;
import retrain.statistic.Resampling.Work;

/** The spread of a statistic, by drawing from the rows again and again (Efron 1979), with the limits of {@link Bca}. */
public final class Bootstrap {
    /** The jackknife, which finds the acceleration, leaves out so many parts at most, one after the other. */
    private static final int PARTS = 200;

    /** A replicate on which the statistic is undefined is drawn again; if that happens to more than one in ten, nothing is said. */
    private static final int UNDEFINED = 10;

    private Bootstrap() {}

    /** A statistic of rows that count as often as is said; NaN if it is undefined on them. Need not be safe for other threads. */
    public interface WeightedStatistic {
        double of(int[] counts);
    }

    /** {@return the spread of a statistic of rows; empty if it is undefined, on all rows or on too many replicates} */
    public static Optional<ConfidenceDistribution> of(
            Supplier<? extends WeightedStatistic> statistic, Draw draw, Resampling resampling) {
        return several(() -> List.of(statistic.get()), draw, resampling).get(0);
    }

    /** {@return the spread of each of several statistics, all from the same draws; else as {@link #of}} */
    public static List<Optional<ConfidenceDistribution>> several(
            Supplier<? extends List<? extends WeightedStatistic>> statistics, Draw draw, Resampling resampling) {
        List<? extends WeightedStatistic> all = statistics.get();
        double[][] replicates = new double[all.size()][resampling.replicates()];
        LongAdder[] again = new LongAdder[all.size()];
        Arrays.setAll(again, i -> new LongAdder());
        resampling.each(() -> {
            List<? extends WeightedStatistic> own = statistics.get();
            int[] counts = new int[draw.rows()];
            return (number, random) -> {
                draw.fill(counts, random);
                for (int s = 0; s < replicates.length; s++) {
                    replicates[s][number] = own.get(s).of(counts);
                }
                for (int s = 0; s < replicates.length; s++) {
                    for (int tries = 0; tries < UNDEFINED && Double.isNaN(replicates[s][number]); tries++) {
                        again[s].increment();
                        draw.fill(counts, random);
                        replicates[s][number] = own.get(s).of(counts);
                    }
                }
            };
        });
        int[] once = new int[draw.rows()];
        Arrays.fill(once, 1);
        List<Optional<ConfidenceDistribution>> distributions = new ArrayList<>();
        for (int s = 0; s < replicates.length; s++) {
            double estimate = all.get(s).of(once);
            distributions.add(
                    isUndefined(estimate, again[s].sum(), replicates[s])
                            ? Optional.empty()
                            : Bca.of(estimate, replicates[s], acceleration(all.get(s), draw), draw.units()));
        }
        return distributions;
    }

    private static boolean isUndefined(double estimate, long again, double[] replicates) {
        return !Double.isFinite(estimate)
                || again * UNDEFINED > replicates.length
                || !Arrays.stream(replicates).allMatch(Double::isFinite);
    }

    private static double acceleration(WeightedStatistic statistic, Draw draw) {
        int parts = Math.min(PARTS, draw.mostParts());
        int[] counts = new int[draw.rows()];
        List<Double> values = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            for (int row = 0; row < counts.length; row++) {
                counts[row] = draw.part(row, parts) == part ? 0 : 1;
            }
            double value = statistic.of(counts);
            if (!Double.isNaN(value)) {
                values.add(-value);
            }
        }
        return values.size() < 2
                ? 0
                : Moments.of(values.stream().mapToDouble(v -> v).toArray()).acceleration();
    }

    /** {@return the spread of a mean} */
    public static ConfidenceDistribution mean(double[] values, Draw draw, Resampling resampling) {
        return means(List.of(values), draw, resampling).get(0);
    }

    /**
     * {@return the spread of each column's mean, all from the same draws}
     *
     * @param columns of as many values as there are rows, finite
     */
    public static List<ConfidenceDistribution> means(List<double[]> columns, Draw draw, Resampling resampling) {
        for (double[] column : columns) {
            if (column.length != draw.rows() || column.length == 0) {
                throw new IllegalArgumentException(column.length + " values of " + draw.rows() + " rows");
            }
        }
        if (draw instanceof Draw.Clusters clusters) {
            return clusterMeans(columns, clusters, resampling);
        }
        double[][] replicates = new double[columns.size()][resampling.replicates()];
        double[][] values = columns.toArray(double[][]::new);
        resampling.each(() -> draw instanceof Draw.Blocks blocks
                ? new BlockMeans(values, blocks, replicates)
                : (number, random) -> rowMeans(values, replicates, number, random));
        List<ConfidenceDistribution> distributions = new ArrayList<>();
        for (int c = 0; c < values.length; c++) {
            double[] jackknife = draw instanceof Draw.Blocks blocks ? blocks(values[c], blocks) : values[c];
            distributions.add(ofMean(
                    Moments.mean(values[c]),
                    replicates[c],
                    Moments.of(jackknife).acceleration(),
                    draw.units()));
        }
        return distributions;
    }

    /** A mean is where its replicates are, except for oddities of a few rows: these are taken to be normal. */
    private static ConfidenceDistribution ofMean(double mean, double[] replicates, double acceleration, double units) {
        return Bca.of(mean, replicates, acceleration, units)
                .orElseGet(() -> new ConfidenceDistribution.Normal(
                        mean, Math.sqrt(Moments.of(replicates).squares() / (replicates.length - 1))));
    }

    private static void rowMeans(double[][] columns, double[][] replicates, int number, Numbers random) {
        int rows = columns[0].length;
        if (columns.length == 1) {
            double[] values = columns[0];
            double sum = 0;
            for (int i = 0; i < rows; i++) {
                sum += values[random.below(rows)];
            }
            replicates[0][number] = sum / rows;
            return;
        }
        double[] sums = new double[columns.length];
        for (int i = 0; i < rows; i++) {
            int row = random.below(rows);
            for (int c = 0; c < sums.length; c++) {
                sums[c] += columns[c][row];
            }
        }
        for (int c = 0; c < sums.length; c++) {
            replicates[c][number] = sums[c] / rows;
        }
    }

    /** Sums of stretches are differences of running sums. */
    private static final class BlockMeans implements Work {
        private final Draw.Blocks draw;
        private final double[][] running;
        private final double[][] replicates;

        BlockMeans(double[][] columns, Draw.Blocks draw, double[][] replicates) {
            this.draw = draw;
            this.replicates = replicates;
            this.running = new double[columns.length][draw.rows() + 1];
            for (int c = 0; c < columns.length; c++) {
                for (int row = 0; row < draw.rows(); row++) {
                    running[c][row + 1] = running[c][row] + columns[c][row];
                }
            }
        }

        @Override
        public void replicate(int number, Numbers random) {
            double[] sums = new double[running.length];
            for (int left = draw.rows(); left > 0; left -= draw.length()) {
                int start = random.below(draw.rows() - draw.length() + 1);
                int end = start + Math.min(draw.length(), left);
                for (int c = 0; c < sums.length; c++) {
                    sums[c] += running[c][end] - running[c][start];
                }
            }
            for (int c = 0; c < sums.length; c++) {
                replicates[c][number] = sums[c] / draw.rows();
            }
        }
    }

    private static double[] blocks(double[] values, Draw.Blocks draw) {
        double mean = Moments.mean(values);
        double[] sums = new double[draw.mostParts()];
        for (int row = 0; row < values.length; row++) {
            sums[draw.part(row, sums.length)] += values[row] - mean;
        }
        return sums;
    }

    private static List<ConfidenceDistribution> clusterMeans(
            List<double[]> columns, Draw.Clusters draw, Resampling resampling) {
        double[] sizes = new double[draw.groups()];
        double[][] sums = new double[columns.size()][draw.groups()];
        for (int row = 0; row < draw.rows(); row++) {
            int group = draw.group()[row];
            sizes[group]++;
            for (int c = 0; c < sums.length; c++) {
                sums[c][group] += columns.get(c)[row];
            }
        }
        double[][] replicates = new double[sums.length][resampling.replicates()];
        resampling.each(() -> (number, random) -> {
            int[] drawn = draw.drawn(random);
            double size = product(sizes, drawn);
            for (int c = 0; c < sums.length; c++) {
                replicates[c][number] = product(sums[c], drawn) / size;
            }
        });
        List<ConfidenceDistribution> distributions = new ArrayList<>();
        for (int c = 0; c < sums.length; c++) {
            double mean = Moments.mean(columns.get(c));
            double[] influence = new double[sizes.length];
            for (int g = 0; g < sizes.length; g++) {
                influence[g] = sums[c][g] - mean * sizes[g];
            }
            distributions.add(ofMean(mean, replicates[c], Moments.of(influence).acceleration(), draw.units()));
        }
        return distributions;
    }

    private static double product(double[] values, int[] counts) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * counts[i];
        }
        return sum;
    }

    /**
     * {@return the spread of a statistic that depends only on how many rows are in each cell of a table} The same as drawing the rows, in a
     * time that does not grow with them. Empty as {@link #of}.
     */
    public static Optional<ConfidenceDistribution> cells(
            long[] cells, ToDoubleFunction<long[]> statistic, Resampling resampling) {
        long rows = Arrays.stream(cells).sum();
        double estimate = statistic.applyAsDouble(cells);
        double[] replicates = new double[resampling.replicates()];
        LongAdder again = new LongAdder();
        resampling.each(() -> (number, random) -> {
            double value = Double.NaN;
            for (int tries = 0; tries < UNDEFINED && Double.isNaN(value); tries++) {
                value = statistic.applyAsDouble(multinomial(cells, rows, random));
                again.add(Double.isNaN(value) ? 1 : 0);
            }
            replicates[number] = value;
        });
        return isUndefined(estimate, again.sum(), replicates)
                ? Optional.empty()
                : Bca.of(estimate, replicates, cellAcceleration(cells, statistic), (double) rows);
    }

    private static long[] multinomial(long[] cells, long rows, Numbers random) {
        long[] drawn = new long[cells.length];
        long toDraw = rows;
        long left = rows;
        for (int i = 0; i < cells.length && toDraw > 0; i++) {
            drawn[i] = cells[i] == left ? toDraw : random.binomial(toDraw, (double) cells[i] / left);
            toDraw -= drawn[i];
            left -= cells[i];
        }
        return drawn;
    }

    /** The jackknife leaves out a row of each cell in turn, which counts as often as the cell has rows. */
    private static double cellAcceleration(long[] cells, ToDoubleFunction<long[]> statistic) {
        double[] values = new double[cells.length];
        double weight = 0;
        double mean = 0;
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] > 0) {
                long[] less = cells.clone();
                less[i]--;
                values[i] = statistic.applyAsDouble(less);
                if (Double.isNaN(values[i])) {
                    return 0;
                }
                weight += cells[i];
                mean += cells[i] * values[i];
            }
        }
        mean /= weight;
        double squares = 0;
        double cubes = 0;
        for (int i = 0; i < cells.length; i++) {
            double deviation = mean - values[i];
            squares += cells[i] == 0 ? 0 : cells[i] * deviation * deviation;
            cubes += cells[i] == 0 ? 0 : cells[i] * deviation * deviation * deviation;
        }
        return new Moments(mean, squares, cubes).acceleration();
    }
}
