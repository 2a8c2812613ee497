package retrain.ab;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A look at a test: what its units say, and what follows.
 *
 * @param test the number of the audit entry that began it
 * @param share of the units that the challenger gets; 0: copies only
 * @param looked when
 * @param ratio whether the units came in the shares that were meant; absent for a challenger that gets copies
 * @param compared the metric that decides
 * @param guards those that must not get worse
 * @param verdict what follows
 * @param next the share that the challenger gets from now on, if it gets another
 * @param reason in a sentence
 * @param notes what was wrong with predictions and labels, a sentence each
 */
public record Look(
        String model,
        int test,
        Instant began,
        Instant looked,
        double share,
        Side champion,
        Side challenger,
        Optional<Ratio> ratio,
        Effect compared,
        List<Effect> guards,
        Verdict verdict,
        Optional<Double> next,
        String reason,
        List<String> notes) {
    public Look {
        guards = List.copyOf(guards);
        notes = List.copyOf(notes);
    }

    /**
     * A variant.
     *
     * @param units that it had first
     * @param labelled units that have labels of its rows
     */
    public record Side(int version, long units, long labelled) {}

    /**
     * Whether the units came in the shares that were meant.
     *
     * @param pValue of the shares that were meant
     * @param whole false: they did not, and the test says nothing
     */
    public record Ratio(double statistic, int freedom, double pValue, boolean whole) {}

    /**
     * How much better the challenger is.
     *
     * @param champion its mean over units; absent without any
     * @param improvement of the challenger over the champion, positive where it is better; absent before the first units
     * @param low the lower end of its confidence sequence; absent as long as it has none
     * @param high the upper end
     * @param confidence of the sequence, over all looks together
     * @param pValue two-sided and always valid, of the claim that the improvement is {@code bound}
     * @param bound what the improvement must be more than
     */
    public record Effect(
            String metric,
            Optional<Double> champion,
            Optional<Double> challenger,
            Optional<Double> improvement,
            Optional<Double> low,
            Optional<Double> high,
            double confidence,
            double pValue,
            double bound) {
        boolean above() {
            return low.isPresent() && low.get() > bound;
        }

        boolean below() {
            return high.isPresent() && high.get() < bound;
        }
    }

    /** What follows from a look. */
    public enum Verdict {
        /** The test goes on. */
        CONTINUE,
        /** The challenger is better, as was wanted: it becomes the champion. */
        PROMOTE,
        /** The challenger is not, or a guard has got worse: the champion is served alone. */
        ROLLBACK,
        /** Units are missing or came in other shares than were meant: the test is stopped, and nothing is decided. */
        STOP,
        /** The time is over and nothing is shown: what the spec says becomes of the challenger. */
        EXPIRED
    }
}
