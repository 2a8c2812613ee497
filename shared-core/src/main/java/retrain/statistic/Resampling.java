package retrain.statistic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * How often and with which numbers it is drawn again. Each replicate has random numbers of its own, made from the seed and its place, so that
 * the result does not depend on the threads.
 *
 * @param replicates at least 100
 * @param threads at least 1
 */
public record Resampling(int replicates, long seed, int threads) {
    public Resampling {
        if (replicates < 100 || threads < 1) {
            throw new IllegalArgumentException(replicates + " replicates on " + threads + " threads");
        }
    }

    /** What is done for a replicate. */
    interface Work {
        void replicate(int number, Numbers random);
    }

    /**
     * Does the work of all replicates.
     *
     * @param workers makes a worker a thread, which need not be safe for others
     */
    void each(Supplier<Work> workers) {
        if (threads == 1) {
            part(workers.get(), 0);
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "resampling");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t;
                parts.add(pool.submit(() -> part(workers.get(), first)));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while resampling", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("resampling failed: " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    private void part(Work work, int first) {
        for (int number = first; number < replicates; number += threads) {
            work.replicate(number, new Numbers(seed, number));
        }
    }

    /** Random numbers by SplitMix64 (Steele, Lea and Flood 2014), written out here because the bootstrap spends its time in it. */
    public static final class Numbers {
        private static final long GOLDEN = 0x9E3779B97F4A7C15L;

        private long state;
        private double spare = Double.NaN;

        /** Numbers of their own for each seed and stream. */
        public Numbers(long seed, long stream) {
            state = mix(seed * GOLDEN + 1) ^ mix(stream * 0xD1B54A32D192ED03L + 3);
        }

        private static long mix(long value) {
            long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            return z ^ (z >>> 31);
        }

        long next() {
            state += GOLDEN;
            return mix(state);
        }

        /** {@return a number below the bound; the bias is less than bound / 2³²} */
        public int below(int bound) {
            return (int) (((next() >>> 32) * bound) >>> 32);
        }

        /** {@return a number in (0, 1)} */
        public double uniform() {
            return ((next() >>> 11) + 0.5) * 0x1.0p-53;
        }

        /** {@return a normal number (Marsaglia's polar method)} */
        double normal() {
            if (!Double.isNaN(spare)) {
                double kept = spare;
                spare = Double.NaN;
                return kept;
            }
            while (true) {
                double u = 2 * uniform() - 1;
                double v = 2 * uniform() - 1;
                double s = u * u + v * v;
                if (s < 1 && s > 0) {
                    double scale = Math.sqrt(-2 * StrictMath.log(s) / s);
                    spare = v * scale;
                    return u * scale;
                }
            }
        }

        /** {@return how many of n trials succeed; beyond a variance of 100 the nearest whole number to a normal one} */
        long binomial(long n, double p) {
            if (p > 0.5) {
                return n - binomial(n, 1 - p);
            }
            if (n <= 0 || p <= 0) {
                return 0;
            }
            double variance = n * p * (1 - p);
            if (variance > 100) {
                return Math.min(n, Math.max(0, Math.round(n * p + normal() * Math.sqrt(variance))));
            }
            double base = StrictMath.log1p(-p);
            long hits = -1;
            double trials = 0;
            do {
                hits++;
                trials += Math.floor(StrictMath.log(uniform()) / base) + 1;
            } while (trials <= n);
            return hits;
        }
    }
}
