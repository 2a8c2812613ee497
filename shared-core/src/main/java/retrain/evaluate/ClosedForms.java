package retrain.evaluate;

import java.util.Locale;
import java.util.Optional;
import retrain.evaluate.Estimating.Finding;
import retrain.evaluate.Estimating.Known;
import retrain.spec.Metric;
import retrain.statistic.Bootstrap;
import retrain.statistic.ConfidenceDistribution;
import retrain.statistic.ConfidenceDistribution.Discordant;
import retrain.statistic.ConfidenceDistribution.Exact;
import retrain.statistic.ConfidenceDistribution.Proportion;
import retrain.statistic.DeLong;
import retrain.statistic.Resampling;

/** Metrics whose spread is known without drawing from the rows, as long as no row depends on another. */
final class ClosedForms {
    private static final String SHARE = "Clopper-Pearson";

    /** With fewer rows of a class nobody knows how much the area varies. */
    private static final int FEWEST = 10;

    private ClosedForms() {}

    /**
     * {@return what is known of the metric; empty if it has no closed form}
     *
     * @param resampling for what is drawn from a table of counts; absent: that is left out
     */
    static Optional<Known> of(
            Metric metric, ModelRows mine, Optional<ModelRows> other, Optional<Resampling> resampling) {
        if (mine instanceof BinaryRows rows) {
            Optional<BinaryRows> others = other.map(BinaryRows.class::cast);
            return switch (metric) {
                case AUC -> Optional.of(auc(rows, others));
                case ACCURACY, PRECISION, RECALL, F1 -> Optional.of(new Tables(rows, others).known(metric, resampling));
                default -> Optional.empty();
            };
        }
        return mine instanceof MulticlassRows rows && metric == Metric.ACCURACY
                ? Optional.of(accuracy(rows, other.map(MulticlassRows.class::cast)))
                : Optional.empty();
    }

    private static Known auc(BinaryRows mine, Optional<BinaryRows> other) {
        long ones = 0;
        for (byte label : mine.labels()) {
            ones += label;
        }
        if (Math.min(ones, mine.size() - ones) < FEWEST) {
            return Known.NOTHING;
        }
        return new Known(
                Optional.of(new Finding("DeLong", DeLong.of(mine.labels(), mine.scores()))),
                other.map(o -> new Finding("DeLong", DeLong.of(o.labels(), o.scores()))),
                other.map(o -> new Finding("DeLong", DeLong.improvement(mine.labels(), mine.scores(), o.scores()))));
    }

    private static Known accuracy(MulticlassRows mine, Optional<MulticlassRows> other) {
        long gained = 0;
        long lost = 0;
        long right = 0;
        long othersRight = 0;
        for (int row = 0; row < mine.size(); row++) {
            boolean own = mine.right(row);
            boolean theirs = other.isPresent() && other.get().right(row);
            gained += own && !theirs ? 1 : 0;
            lost += theirs && !own ? 1 : 0;
            right += own ? 1 : 0;
            othersRight += theirs ? 1 : 0;
        }
        Finding improvement = discordant(gained, lost, mine.size());
        Finding others = new Finding(SHARE, new Proportion(othersRight, mine.size()));
        return new Known(
                Optional.of(new Finding(SHARE, new Proportion(right, mine.size()))),
                other.map(o -> others),
                other.map(o -> improvement));
    }

    private static Finding discordant(long gained, long lost, long rows) {
        if (gained + lost == 0) {
            return new Finding("equal on every row", new Exact(0));
        }
        Discordant difference = new Discordant(gained, lost, rows);
        return new Finding(difference.few() ? "McNemar, exact" : "McNemar", difference);
    }

    /** The rows counted by their class and by what either model takes them for, at 4·class + 2·candidate + champion. */
    private static final class Tables {
        private final long[] cells = new long[8];
        private final boolean champion;

        Tables(BinaryRows mine, Optional<BinaryRows> other) {
            champion = other.isPresent();
            for (int row = 0; row < mine.size(); row++) {
                int theirs = champion && other.get().predicted(row) ? 1 : 0;
                cells[4 * mine.labels()[row] + (mine.predicted(row) ? 2 : 0) + theirs]++;
            }
        }

        Known known(Metric metric, Optional<Resampling> resampling) {
            return new Known(
                    single(metric, candidates(cells), resampling),
                    champion ? single(metric, champions(cells), resampling) : Optional.empty(),
                    champion ? improvement(metric, resampling) : Optional.empty());
        }

        /** By class and prediction, at 2·class + prediction. */
        private static long[] candidates(long[] cells) {
            return new long[] {cells[0] + cells[1], cells[2] + cells[3], cells[4] + cells[5], cells[6] + cells[7]};
        }

        private static long[] champions(long[] cells) {
            return new long[] {cells[0] + cells[2], cells[1] + cells[3], cells[4] + cells[6], cells[5] + cells[7]};
        }

        private static Optional<Finding> single(Metric metric, long[] table, Optional<Resampling> resampling) {
            long rows = table[0] + table[1] + table[2] + table[3];
            return switch (metric) {
                case ACCURACY -> share(table[0] + table[3], rows);
                case PRECISION -> share(table[3], table[1] + table[3]);
                case RECALL -> share(table[3], table[2] + table[3]);
                default ->
                    resampling.flatMap(r ->
                            drawn(Bootstrap.cells(table, drawn -> BinaryRows.atThreshold(metric, drawn), r), r));
            };
        }

        private static Optional<Finding> share(long hits, long of) {
            return of == 0 ? Optional.empty() : Optional.of(new Finding(SHARE, new Proportion(hits, of)));
        }

        private Optional<Finding> improvement(Metric metric, Optional<Resampling> resampling) {
            if (cells[1] + cells[2] + cells[5] + cells[6] == 0) {
                return Optional.of(new Finding("equal on every row", new Exact(0)));
            }
            if (metric == Metric.ACCURACY) {
                long rows = 0;
                for (long cell : cells) {
                    rows += cell;
                }
                return Optional.of(discordant(cells[1] + cells[6], cells[2] + cells[5], rows));
            }
            return resampling.flatMap(r -> drawn(Bootstrap.cells(cells, drawn -> gain(metric, drawn), r), r));
        }

        private static double gain(Metric metric, long[] drawn) {
            return BinaryRows.atThreshold(metric, candidates(drawn)) - BinaryRows.atThreshold(metric, champions(drawn));
        }

        private static Optional<Finding> drawn(Optional<ConfidenceDistribution> confidence, Resampling resampling) {
            String method = String.format(
                    Locale.ROOT, "BCa bootstrap of the table of counts, %,d replicates", resampling.replicates());
            return confidence.map(c -> new Finding(method, c));
        }
    }
}
