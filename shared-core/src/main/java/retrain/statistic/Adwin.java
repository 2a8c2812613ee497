package retrain.statistic;

import java.util.ArrayList;
import java.util.List;

/**
 * Adaptive windowing (Bifet and Gavaldà 2007, <i>SIAM International Conference on Data Mining</i>): a window over the latest errors that grows
 * as long as their mean stays, and loses its oldest part as soon as two parts of it differ by more than chance explains. The window is kept
 * as an exponential histogram (ADWIN2): sums over stretches whose lengths are powers of two, at most {@value #MOST} of each length.
 *
 * <p>Bounds, lengths and the order of steps are those of the authors' own program (MOA), which river follows: looked at once every
 * {@value #CLOCK} errors. Unlike river's class, which forgets everything at an alarm, the window goes on with what is left of it, as in the
 * paper.
 */
public final class Adwin implements ChangeDetector {
    /** How often two means are told apart that are equal, at each look: the default of paper and programs. */
    private static final double FALSE_ALARMS = 0.002;

    /** Stretches of one length. */
    private static final int MOST = 5;

    private static final int CLOCK = 32;

    /** Does not look at a window of fewer errors. */
    private static final int GRACE = 10;

    /** Does not compare a part of fewer errors. */
    private static final int FEWEST = 5;

    private final double falseAlarms;
    private final List<List<Stretch>> levels;
    private long seen;
    private long length;
    private double total;
    private double squares;

    /** A detector with the usual confidence of 0.002. */
    public Adwin() {
        this(FALSE_ALARMS);
    }

    /**
     * A new detector.
     *
     * @param falseAlarms the paper's δ, in (0, 1)
     */
    public Adwin(double falseAlarms) {
        this(new Histogram(falseAlarms, 0, 0, 0, List.of()));
    }

    private Adwin(Histogram known) {
        this.falseAlarms = known.falseAlarms();
        this.seen = known.seen();
        this.total = known.total();
        this.squares = known.squares();
        this.levels = new ArrayList<>();
        for (List<Stretch> level : known.levels()) {
            length += (1L << levels.size()) * level.size();
            levels.add(new ArrayList<>(level));
        }
    }

    @Override
    public boolean add(double error) {
        insert(ChangeDetector.checked(error));
        seen++;
        boolean larger = false;
        if (seen % CLOCK == 0 && length > GRACE) {
            for (double rise = cut(); rise != 0; rise = cut()) {
                larger |= rise > 0;
                dropOldest();
            }
        }
        return larger;
    }

    /** {@return how many errors the window has} */
    public long length() {
        return length;
    }

    /** {@return the mean of the errors in the window; 0 if there are none} */
    public double mean() {
        return length == 0 ? 0 : total / length;
    }

    private void insert(double error) {
        if (length > 0) {
            double off = error - mean();
            squares += length * off * off / (length + 1);
        }
        if (levels.isEmpty()) {
            levels.add(new ArrayList<>());
        }
        levels.get(0).add(new Stretch(error, 0));
        length++;
        total += error;
        for (int level = 0; levels.get(level).size() > MOST; level++) {
            merge(level);
        }
    }

    /** Puts the two oldest stretches of a level together. */
    private void merge(int level) {
        if (level + 1 == levels.size()) {
            levels.add(new ArrayList<>());
        }
        List<Stretch> from = levels.get(level);
        Stretch older = from.remove(0);
        Stretch newer = from.remove(0);
        long each = 1L << level;
        double off = (older.total() - newer.total()) / each;
        levels.get(level + 1)
                .add(new Stretch(
                        older.total() + newer.total(), older.squares() + newer.squares() + each * off * off / 2));
    }

    /** {@return the rise of the mean from the older part to the newer one, at the first place where they differ; 0: nowhere} */
    private double cut() {
        long older = 0;
        double before = 0;
        for (int level = levels.size() - 1; level >= 0; level--) {
            for (Stretch stretch : levels.get(level)) {
                older += 1L << level;
                before += stretch.total();
                long newer = length - older;
                if (newer < FEWEST) {
                    return 0;
                }
                double rise = (total - before) / newer - before / older;
                if (older >= FEWEST && Math.abs(rise) > bound(older, newer)) {
                    return rise;
                }
            }
        }
        return 0;
    }

    /** What chance explains: the bound of the paper (section 3.1), with the lengths of the authors' program. */
    private double bound(long older, long newer) {
        double variance = Math.max(0, squares / length);
        double confidence = StrictMath.log(2 * StrictMath.log((double) length) / falseAlarms);
        double m = 1.0 / (older - FEWEST + 1) + 1.0 / (newer - FEWEST + 1);
        return Math.sqrt(2 * m * variance * confidence) + 2.0 / 3 * confidence * m;
    }

    private void dropOldest() {
        int level = levels.size() - 1;
        Stretch oldest = levels.get(level).remove(0);
        long many = 1L << level;
        length -= many;
        total -= oldest.total();
        double off = oldest.total() / many - mean();
        squares -= oldest.squares() + (double) many * length / (many + length) * off * off;
        if (levels.get(level).isEmpty()) {
            levels.remove(level);
        }
    }

    @Override
    public State state() {
        return new Histogram(falseAlarms, seen, total, squares, levels);
    }

    /**
     * What it knows.
     *
     * @param seen errors since the beginning
     * @param total of the errors in the window
     * @param squares the sum of their squared deviations from their mean
     * @param levels the stretches of 1, 2, 4, … errors, the oldest of each length first
     */
    public record Histogram(double falseAlarms, long seen, double total, double squares, List<List<Stretch>> levels)
            implements State {
        public Histogram {
            if (!(falseAlarms > 0 && falseAlarms < 1) || seen < 0) {
                throw new IllegalArgumentException("false alarms " + falseAlarms + ", " + seen + " errors");
            }
            levels = levels.stream().map(List::copyOf).toList();
        }

        @Override
        public ChangeDetector detector() {
            return new Adwin(this);
        }
    }

    /** Sums over a stretch of errors. */
    public record Stretch(double total, double squares) {}
}
