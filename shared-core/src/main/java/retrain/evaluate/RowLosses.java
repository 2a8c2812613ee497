package retrain.evaluate;

import java.util.Optional;
import java.util.stream.IntStream;
import retrain.spec.Metric;
import retrain.spec.Task;

/**
 * The loss of each row: the logarithmic loss of classes, the squared error of numbers. It is what models are trained to make small, a mean
 * over rows, and it judges scores without a threshold.
 *
 * @param mean of all rows
 * @param spread the standard deviation of all rows
 * @param standard the rows' losses, less the mean and divided by the spread; all 0 if the losses are the same in all rows
 * @param order the places of the rows in the holdout: those of a cluster side by side
 * @param starts where each cluster begins, and where the last one ends; absent if rows do not depend on one another
 */
@SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
record RowLosses(double mean, double spread, double[] standard, Optional<int[]> order, Optional<int[]> starts) {
    /** {@return the metric of which the row's loss is the term} */
    static Metric metric(Task task) {
        return task == Task.REGRESSION ? Metric.RMSE : Metric.LOG_LOSS;
    }

    static RowLosses of(Task task, Truth truth, ModelScores scores, Dependence dependence) {
        ModelRows rows = truth.rows(scores, new Selection.All(truth.rows()));
        Metric metric = metric(task);
        double[] loss = IntStream.range(0, rows.size())
                .mapToDouble(row -> rows.term(metric, row))
                .toArray();
        return dependence.clusters().map(clusters -> of(loss, clusters)).orElseGet(() -> of(loss));
    }

    /** {@return the losses of rows that do not depend on one another} */
    static RowLosses of(double[] loss) {
        return standardized(loss, Optional.empty(), Optional.empty());
    }

    /** @param clusters the number of the cluster of each row, from 0 */
    static RowLosses of(double[] loss, int[] clusters) {
        int[] starts = new int[IntStream.of(clusters).max().orElse(-1) + 2];
        for (int cluster : clusters) {
            starts[cluster + 1]++;
        }
        for (int c = 1; c < starts.length; c++) {
            starts[c] += starts[c - 1];
        }
        int[] next = starts.clone();
        int[] order = new int[loss.length];
        double[] sorted = new double[loss.length];
        for (int row = 0; row < loss.length; row++) {
            int at = next[clusters[row]]++;
            order[at] = row;
            sorted[at] = loss[row];
        }
        return standardized(sorted, Optional.of(order), Optional.of(starts));
    }

    /** In place. */
    private static RowLosses standardized(double[] loss, Optional<int[]> order, Optional<int[]> starts) {
        Sum sum = new Sum();
        boolean constant = true;
        for (double value : loss) {
            sum.add(value);
            constant &= value == loss[0];
        }
        double mean = sum.value() / loss.length;
        Sum squares = new Sum();
        for (double value : loss) {
            squares.add((value - mean) * (value - mean));
        }
        double spread = constant ? 0 : Math.sqrt(squares.value() / loss.length);
        for (int row = 0; row < loss.length; row++) {
            loss[row] = spread > 0 ? (loss[row] - mean) / spread : 0;
        }
        return new RowLosses(mean, spread, loss, order, starts);
    }

    LossGrid grid(SearchColumn first, SearchColumn second, int minRows) {
        return starts.<LossGrid>map(s -> new ClusterGrid(standard, s, first, second, minRows))
                .orElseGet(() -> new PlainGrid(standard, first, second, minRows));
    }

    /** {@return a column with the rows in the order of the losses} */
    SearchColumn ordered(SearchColumn column) {
        return order.map(column::in).orElse(column);
    }

    /** {@return the place in the holdout of a row of the losses} */
    int row(int index) {
        return order.isPresent() ? order.get()[index] : index;
    }
}
