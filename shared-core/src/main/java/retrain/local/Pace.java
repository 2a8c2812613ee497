package retrain.local;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gives threads up that the machine has no processors for. XGBoost's threads spin while they wait for each other, so that on a build
 * agent that is busy with other things two threads can take thirty times as long as one. The model is the same whatever their number.
 */
final class Pace {
    /** So much of the processors must be had, or else there are too many threads. */
    private static final double SHARE = 0.6;

    private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(100);

    private final LongSupplier wall;
    private final LongSupplier processors;
    private int threads;
    private long wallBefore;
    private long processorsBefore;

    /**
     * Begins to watch.
     *
     * @param wall nanoseconds that have passed
     * @param processors nanoseconds of all processors together that the process had; negative if nobody knows
     */
    Pace(int threads, LongSupplier wall, LongSupplier processors) {
        this.threads = threads;
        this.wall = wall;
        this.processors = processors;
        restart();
    }

    static Pace of(int threads) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? new Pace(threads, System::nanoTime, system::getProcessCpuTime)
                : new Pace(threads, System::nanoTime, () -> -1);
    }

    /** {@return with how many threads to go on} */
    int next() {
        long passed = wall.getAsLong() - wallBefore;
        if (threads == 1 || passed < LEAST || processorsBefore < 0) {
            return threads;
        }
        double had = (double) (processors.getAsLong() - processorsBefore) / passed;
        if (had < SHARE * threads) {
            threads = Math.max(1, (int) had);
        }
        restart();
        return threads;
    }

    private void restart() {
        wallBefore = wall.getAsLong();
        processorsBefore = processors.getAsLong();
    }
}
