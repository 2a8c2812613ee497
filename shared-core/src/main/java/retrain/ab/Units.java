package retrain.ab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import retrain.statistic.SampleRatio;

/**
 * The units of a test in the order in which they came, with what their rows say of some metrics.
 *
 * <p>What a unit says of the difference between challenger and champion is the mean over its rows of
 *
 * <pre>{@code
 * W·(Y - m)/p - (1 - W)·(Y - m)/(1 - p)
 * }</pre>
 *
 * where W is 1 if the challenger made the prediction and else 0, Y is the row's term of the metric, p the challenger's share at that
 * time and m the mean
 * term of the units before (inverse propensity weighting; Horvitz and Thompson 1952, with the centre that Waudby-Smith et al. 2024,
 * section 3, let be
 * learned from earlier units). The expectation is the difference itself for every share, so that times of different shares can be put
 * together: a plain
 * difference of means would take days on which both variants are worse for a fault of the variant that had more of them.
 *
 * <p>A challenger that gets copies only (p = 0) has rows of the same requests as the champion: a unit then says the difference of its
 * two means.
 */
final class Units {
    /** So many units say only where the centre is. */
    static final int CENTRING = 20;

    private final int metrics;
    private final Map<String, Unit> units = new LinkedHashMap<>();
    private SampleRatio ratio = SampleRatio.NONE;

    /** @param metrics how many */
    Units(int metrics) {
        this.metrics = metrics;
    }

    /** The rows of a unit that one variant made with one share. */
    private static final class Rows {
        final double share;
        final boolean challenger;
        final double[] sums;
        long count;

        Rows(double share, boolean challenger, int metrics) {
            this.share = share;
            this.challenger = challenger;
            this.sums = new double[metrics];
        }
    }

    /** A unit. */
    private static final class Unit {
        final List<Rows> rows = new ArrayList<>();
        final boolean first;

        Unit(boolean first) {
            this.first = first;
        }

        Rows rows(double share, boolean challenger, int metrics) {
            for (Rows there : rows) {
                if (there.share == share && there.challenger == challenger) {
                    return there;
                }
            }
            Rows made = new Rows(share, challenger, metrics);
            rows.add(made);
            return made;
        }

        long labelled(boolean challenger) {
            long count = 0;
            for (Rows part : rows) {
                count += part.challenger == challenger ? part.count : 0;
            }
            return count;
        }

        /** {@return the mean term of the rows of one variant; NaN if it has none} */
        double mean(boolean challenger, int metric) {
            double sum = 0;
            for (Rows part : rows) {
                sum += part.challenger == challenger ? part.sums[metric] : 0;
            }
            return sum / labelled(challenger);
        }
    }

    /** Adds the rows of a time of one share; those of earlier times are there already. */
    final class Phase {
        private final double share;
        private final long[] fresh = new long[2];

        Phase(double share) {
            this.share = share;
        }

        /** Counts a prediction, whether or not it has a label. */
        void seen(String unit, boolean challenger) {
            units.computeIfAbsent(unit, name -> {
                fresh[challenger ? 1 : 0]++;
                return new Unit(challenger);
            });
        }

        /** Adds the terms of a prediction with a label, whose unit was seen. */
        void labelled(String unit, boolean challenger, double[] terms) {
            Unit known = units.get(unit);
            if (known == null) {
                throw new IllegalStateException("unit " + unit + " was not seen");
            }
            Rows rows = known.rows(share, challenger, metrics);
            rows.count++;
            for (int k = 0; k < metrics; k++) {
                rows.sums[k] += terms[k];
            }
        }

        /** Ends it. A unit counts in the phase in which it came first: those of several phases do not depend on one another. */
        void end() {
            if (share > 0 && share < 1) {
                ratio = ratio.and(SampleRatio.of(fresh, new double[] {1 - share, share}));
            }
        }

        /** {@return how many units the challenger got that had not come before} */
        long challengers() {
            return fresh[1];
        }
    }

    /** {@return how the units that came fit the shares} */
    SampleRatio ratio() {
        return ratio;
    }

    /** {@return how many units a variant had first} */
    long seen(boolean challenger) {
        return units.values().stream().filter(u -> u.first == challenger).count();
    }

    /** {@return how many units have labels of rows that a variant made} */
    long labelled(boolean challenger) {
        return units.values().stream().filter(u -> u.labelled(challenger) > 0).count();
    }

    /** {@return the mean over the units of a variant; NaN if it has none} */
    double mean(boolean challenger, int metric) {
        return units.values().stream()
                .mapToDouble(u -> u.mean(challenger, metric))
                .filter(m -> !Double.isNaN(m))
                .average()
                .orElse(Double.NaN);
    }

    /** {@return what each unit says of the difference of a metric, challenger less champion, in the order in which the units came} */
    double[] differences(int metric) {
        List<Double> said = new ArrayList<>();
        double sum = 0;
        long before = 0;
        for (Unit unit : units.values()) {
            long rows = unit.labelled(true) + unit.labelled(false);
            if (rows == 0) {
                continue;
            }
            if (before >= CENTRING) {
                double difference = difference(unit, metric, sum / before, rows);
                if (!Double.isNaN(difference)) {
                    said.add(difference);
                }
            }
            for (Rows part : unit.rows) {
                sum += part.sums[metric] / rows;
            }
            before++;
        }
        return said.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double difference(Unit unit, int metric, double centre, long rows) {
        double sum = 0;
        for (Rows part : unit.rows) {
            if (part.share == 0) {
                return unit.mean(true, metric) - unit.mean(false, metric);
            }
            double off = part.sums[metric] - part.count * centre;
            sum += part.challenger ? off / part.share : -off / (1 - part.share);
        }
        return sum / rows;
    }
}
