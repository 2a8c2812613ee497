package retrain.evaluate;

import java.util.Optional;
import retrain.statistic.ConfidenceDistribution;

/**
 * The losses of rows that two columns cut into cells, a cell being a value of the first together with one of the second. Sums only: they
 * are taken in one pass over the rows.
 */
interface LossGrid {
    /** What a cell is compared with the rest of. */
    enum Whole {
        ALL,
        /** The rows of the first column's value. */
        FIRST,
        /** The rows of the second column's value. */
        SECOND
    }

    /**
     * A cell beside the rest of what it is compared with.
     *
     * @param loss the mean of its rows
     * @param rest the mean of the others
     * @param difference what is known of the first less the second
     */
    record Contrast(long rows, double loss, double rest, ConfidenceDistribution difference) {}

    /** {@return a cell against the rest; empty if the cell or the rest is too small to tell} */
    Optional<Contrast> contrast(int first, int second, Whole whole);
}
