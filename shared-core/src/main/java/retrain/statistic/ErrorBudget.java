package retrain.statistic;

/**
 * What may be spent of an error budget by comparisons that follow one another: alpha spending (Foster and Stine 2008, <i>Journal of the
 * Royal Statistical Society B</i> 70; Tian and Ramdas 2021, <i>Statistical Methods in Medical Research</i> 30). The k-th comparison gets
 * the share 1/(k(k+1)), so that all together never get more than the whole, however many there are: the probability that any of them is
 * wrong stays within the budget.
 */
public final class ErrorBudget {
    /** The last comparison that is decided: later ones would get less than a thousandth. */
    public static final int LAST = 31;

    private ErrorBudget() {}

    /** {@return the share of the k-th comparison, counted from 1} */
    public static double share(int k) {
        return 1.0 / ((double) k * (k + 1));
    }

    /** {@return the share of the first k comparisons together} */
    public static double spent(int k) {
        return k / (k + 1.0);
    }

    /** {@return whether the k-th comparison is one too many} */
    public static boolean exhausted(int k) {
        return k > LAST;
    }
}
