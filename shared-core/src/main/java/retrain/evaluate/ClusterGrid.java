package retrain.evaluate;

import java.util.Optional;
import retrain.statistic.ConfidenceDistribution.StudentT;

/**
 * Cells of rows that depend on one another within clusters, which may lie across cells. The difference of two means is a sum over clusters;
 * its variance is that of the clusters' shares in it (Liang and Zeger 1986, <i>Biometrika</i> 73; Cameron and Miller 2015, <i>Journal of
 * Human Resources</i> 50), its degrees of freedom are those of the side with fewer clusters. Clusters of unequal size count for less (Kish
 * 1965): n²/Σn² of them.
 */
final class ClusterGrid implements LossGrid {
    /** Fewer clusters on either side tell too little of how much they differ. */
    static final int FEWEST = 30;

    /** Sums over clusters of a set's rows n and losses s: n, s, s·s, s·n, n·n. */
    private static final int OWN = 5;

    /** Sums over clusters of a cell's s and n and a whole's S and N: s·S, s·N, n·S, n·N. */
    private static final int CROSS = 4;

    private final int width;
    private final int minRows;
    private final double[] cells;
    private final Side all;
    private final Side firsts;
    private final Side seconds;

    /**
     * Takes the sums.
     *
     * @param loss of the rows, those of a cluster side by side
     * @param starts where each cluster begins, and where the last one ends
     * @param minRows the fewest rows of a cell, and of what it is compared with
     */
    ClusterGrid(double[] loss, int[] starts, SearchColumn first, SearchColumn second, int minRows) {
        this.width = second.width();
        this.minRows = minRows;
        int count = first.width() * width;
        this.cells = new double[count * OWN];
        this.all = new Side(1, count);
        this.firsts = new Side(first.width(), count);
        this.seconds = new Side(width, count);
        Cluster cluster = new Cluster(count);
        for (int c = 0; c + 1 < starts.length; c++) {
            for (int row = starts[c]; row < starts[c + 1]; row++) {
                int a = first.value()[row];
                int b = second.value()[row];
                cluster.add(a * width + b, loss[row]);
                all.cluster.add(0, loss[row]);
                firsts.cluster.add(a, loss[row]);
                seconds.cluster.add(b, loss[row]);
            }
            end(cluster);
        }
    }

    private void end(Cluster cluster) {
        for (int i = 0; i < cluster.met; i++) {
            int cell = cluster.places[i];
            all.cross(cluster, cell, 0);
            firsts.cross(cluster, cell, cell / width);
            seconds.cross(cluster, cell, cell % width);
        }
        cluster.addTo(cells);
        all.end();
        firsts.end();
        seconds.end();
    }

    /** What cells are compared with the rest of. */
    private static final class Side {
        private final Cluster cluster;
        private final double[] own;
        private final double[] cross;

        Side(int places, int cells) {
            cluster = new Cluster(places);
            own = new double[places * OWN];
            cross = new double[cells * CROSS];
        }

        void cross(Cluster part, int cell, int place) {
            int at = cell * CROSS;
            cross[at] += part.sum[cell] * cluster.sum[place];
            cross[at + 1] += part.sum[cell] * cluster.rows[place];
            cross[at + 2] += part.rows[cell] * cluster.sum[place];
            cross[at + 3] += part.rows[cell] * cluster.rows[place];
        }

        void end() {
            cluster.addTo(own);
        }
    }

    /** The sums of one cluster. */
    private static final class Cluster {
        private final double[] rows;
        private final double[] sum;
        private final int[] places;
        private int met;

        Cluster(int size) {
            rows = new double[size];
            sum = new double[size];
            places = new int[size];
        }

        void add(int place, double loss) {
            if (rows[place] == 0) {
                places[met++] = place;
            }
            rows[place]++;
            sum[place] += loss;
        }

        /** Empties it into the sums over clusters. */
        void addTo(double[] own) {
            for (int i = 0; i < met; i++) {
                int place = places[i];
                int at = place * OWN;
                own[at] += rows[place];
                own[at + 1] += sum[place];
                own[at + 2] += sum[place] * sum[place];
                own[at + 3] += sum[place] * rows[place];
                own[at + 4] += rows[place] * rows[place];
                rows[place] = 0;
                sum[place] = 0;
            }
            met = 0;
        }
    }

    @Override
    public Optional<Contrast> contrast(int first, int second, Whole whole) {
        int cell = first * width + second;
        return switch (whole) {
            case ALL -> contrast(cell, all, 0);
            case FIRST -> contrast(cell, firsts, first);
            case SECOND -> contrast(cell, seconds, second);
        };
    }

    private Optional<Contrast> contrast(int cell, Side side, int place) {
        int s = cell * OWN;
        int w = place * OWN;
        double[] wholes = side.own;
        double rows = cells[s];
        double others = wholes[w] - rows;
        if (rows < minRows || others < minRows) {
            return Optional.empty();
        }
        double clusters = rows * rows / cells[s + 4];
        double othersClusters = others * others / (wholes[w + 4] - 2 * side.cross[cell * CROSS + 3] + cells[s + 4]);
        double fewest = Math.min(clusters, othersClusters);
        if (fewest < FEWEST) {
            return Optional.empty();
        }
        double loss = cells[s + 1] / rows;
        double rest = (wholes[w + 1] - cells[s + 1]) / others;
        double variance = squares(cell, side, place, loss, rest) * fewest / (fewest - 1);
        double least = PlainGrid.FLOOR * (1 / rows + 1 / others);
        double error = Math.sqrt(Math.max(least, variance));
        return Optional.of(new Contrast((long) rows, loss, rest, new StudentT(loss - rest, error, fewest - 1)));
    }

    /**
     * The sum of the squares of the clusters' shares in the difference. A share is (s - loss·n) / rows - ((S - s) - rest·(N - n)) / others,
     * which is taken apart by s, n, S and N.
     */
    private double squares(int cell, Side side, int place, double loss, double rest) {
        int s = cell * OWN;
        int w = place * OWN;
        int x = cell * CROSS;
        double[] wholes = side.own;
        double[] both = side.cross;
        double rows = cells[s];
        double others = wholes[w] - rows;
        double onS = 1 / rows + 1 / others;
        double onN = -loss / rows - rest / others;
        double onWholeS = -1 / others;
        double onWholeN = rest / others;
        return onS * onS * cells[s + 2]
                + onN * onN * cells[s + 4]
                + onWholeS * onWholeS * wholes[w + 2]
                + onWholeN * onWholeN * wholes[w + 4]
                + 2 * onS * (onN * cells[s + 3] + onWholeS * both[x] + onWholeN * both[x + 1])
                + 2 * onN * (onWholeS * both[x + 2] + onWholeN * both[x + 3])
                + 2 * onWholeS * onWholeN * wholes[w + 3];
    }
}
