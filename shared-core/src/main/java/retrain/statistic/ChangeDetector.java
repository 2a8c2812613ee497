package retrain.statistic;

/**
 * Tells from a stream of errors, as they come, that they have become larger. It needs memory for no more than the logarithm of what it has seen.
 *
 * <p>Errors are numbers from 0 to 1, such as 1 for a wrong class and 0 for a right one, or the squared error of a probability; of a
 * regression they must be divided by what is a large error, since both methods count in these units.
 */
public sealed interface ChangeDetector permits Adwin, PageHinkley {
    /**
     * Takes the next error.
     *
     * @return whether the errors have become larger than they were; the detector then goes on from the change
     * @throws IllegalArgumentException if it is no finite number
     */
    boolean add(double error);

    /** {@return what it knows, from which one goes on as if it had not been interrupted} */
    State state();

    /** What a detector knows. */
    sealed interface State permits Adwin.Histogram, PageHinkley.Sums {
        /** {@return a detector that goes on from here} */
        ChangeDetector detector();
    }

    /** {@return the error, if it is one} */
    static double checked(double error) {
        if (!Double.isFinite(error)) {
            throw new IllegalArgumentException(error + " is no error that can be watched");
        }
        return error;
    }
}
