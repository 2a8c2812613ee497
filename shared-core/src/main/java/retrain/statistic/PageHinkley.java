package retrain.statistic;

/**
 * The test of Page and Hinkley (Page 1954, <i>Biometrika</i> 41; Hinkley 1971, <i>Biometrika</i> 58): how far the sum of the errors'
 * deviations from their mean, less a tolerance each, has risen above its lowest. It forgets slowly, as in river, whose defaults these are.
 *
 * <p>On errors of the spread σ it raises a false alarm every {@code σ²/(2δ²) · (exp(2δλ/σ²) - 1 - 2δλ/σ²)} of them or so, with the tolerance
 * δ and the threshold λ.
 */
public final class PageHinkley implements ChangeDetector {
    /** Says nothing before so many errors. */
    private static final long FEWEST = 30;

    private static final double TOLERANCE = 0.005;
    private static final double THRESHOLD = 50;

    /** How much of the sum is left after each error. */
    private static final double KEPT = 1 - 0.0001;

    private Sums known;

    /** A detector with river's defaults: a tolerance of 0.005 and a threshold of 50. */
    public PageHinkley() {
        this(TOLERANCE, THRESHOLD);
    }

    /**
     * A new detector.
     *
     * @param tolerance which rise of the mean error does not count
     * @param threshold how far the sum may rise
     */
    public PageHinkley(double tolerance, double threshold) {
        this(new Sums(tolerance, threshold, 0, 0, 0, 0));
    }

    private PageHinkley(Sums known) {
        this.known = known;
    }

    @Override
    public boolean add(double error) {
        long seen = known.seen() + 1;
        double mean = known.mean() + (ChangeDetector.checked(error) - known.mean()) / seen;
        double sum = KEPT * known.sum() + error - mean - known.tolerance();
        double lowest = seen == 1 ? sum : Math.min(known.lowest(), sum);
        boolean changed = seen >= FEWEST && sum - lowest > known.threshold();
        known = changed
                ? new Sums(known.tolerance(), known.threshold(), 0, 0, 0, 0)
                : new Sums(known.tolerance(), known.threshold(), seen, mean, sum, lowest);
        return changed;
    }

    @Override
    public State state() {
        return known;
    }

    /**
     * What it knows.
     *
     * @param seen errors since the last change
     * @param mean of these
     * @param sum of the deviations
     * @param lowest that the sum has been
     */
    public record Sums(double tolerance, double threshold, long seen, double mean, double sum, double lowest)
            implements State {
        public Sums {
            if (!(tolerance >= 0) || !(threshold > 0) || seen < 0) {
                throw new IllegalArgumentException(
                        "tolerance " + tolerance + ", threshold " + threshold + ", " + seen + " errors");
            }
        }

        @Override
        public ChangeDetector detector() {
            return new PageHinkley(this);
        }
    }
}
