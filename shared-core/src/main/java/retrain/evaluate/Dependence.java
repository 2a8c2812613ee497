package retrain.evaluate;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import retrain.data.Rows;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.Spec;
import retrain.statistic.Draw;

/** Which of the holdout's rows depend on one another, so that they tell less than as many that do not. */
sealed interface Dependence {
    /** {@return the rows in the order that {@link #draw} needs} */
    Selection ordered(Selection rows);

    /** {@return how such rows are drawn} */
    Draw draw(Selection ordered);

    /** {@return how they are drawn, in words} */
    String method(Draw draw);

    /** {@return so many of the rows at most, whole groups and neighbours kept together} */
    Selection some(Selection ordered, int most);

    /** {@return for each of the holdout's rows the number, from 0, of its cluster, other than which it depends on none; absent if on none at all} */
    Optional<int[]> clusters();

    /**
     * Reads what the spec names.
     *
     * @throws InvalidInput {@code DATA_UNUSABLE} if rows have no group
     */
    static Dependence read(Spec spec, Rows rows, Path holdout) {
        if (spec.evaluate().horizon().isPresent()) {
            String time = spec.data().time().orElseThrow();
            Rows.Codes codes = rows.codes(holdout, time);
            List<String> sorted = rows.sorted(holdout, time);
            Map<String, Integer> rank = new HashMap<>();
            sorted.forEach(value -> rank.put(value, rank.size()));
            int[] rankOf = codes.values().stream()
                    .mapToInt(v -> rank.getOrDefault(v, 0))
                    .toArray();
            int[] step = Arrays.stream(codes.code()).map(c -> rankOf[c]).toArray();
            return new Series(step, spec.evaluate().horizon().get());
        }
        if (spec.data().group().isPresent()) {
            String column = spec.data().group().get();
            int[] codes = rows.codes(holdout, column).code();
            Offenders missing = Offenders.among(codes.length, i -> codes[i] < 0);
            if (missing.any()) {
                throw new InvalidInput(
                        Code.DATA_UNUSABLE,
                        "data.group '" + column + "'",
                        "is missing in " + missing,
                        "Fill or drop such rows in the prepare query");
            }
            return new Groups(codes);
        }
        return new None();
    }

    /** {@return the rows in the order of a key of each, those with equal keys in the order they are in} */
    private static Selection sorted(Selection rows, IntUnaryOperator key) {
        long[] keys = new long[rows.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ((long) key.applyAsInt(rows.row(i)) << 32) | i;
        }
        Arrays.sort(keys);
        int[] sorted = new int[keys.length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = rows.row((int) keys[i]);
        }
        return Selection.of(sorted);
    }

    /** None on any other. */
    record None() implements Dependence {
        @Override
        public Selection ordered(Selection rows) {
            return rows;
        }

        @Override
        public Optional<int[]> clusters() {
            return Optional.empty();
        }

        @Override
        public Draw draw(Selection ordered) {
            return new Draw.Rows(ordered.size());
        }

        @Override
        public String method(Draw draw) {
            return "BCa bootstrap";
        }

        /** Evenly spread over the file, so that no run of it is preferred. */
        @Override
        public Selection some(Selection ordered, int most) {
            int[] rows = new int[most];
            for (int i = 0; i < most; i++) {
                rows[i] = ordered.row((int) ((long) i * ordered.size() / most));
            }
            return Selection.of(rows);
        }
    }

    /**
     * Rows of the same group on one another.
     *
     * @param group of each of the holdout's rows
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    record Groups(int[] group) implements Dependence {
        @Override
        public Selection ordered(Selection rows) {
            return rows;
        }

        @Override
        public Optional<int[]> clusters() {
            return Optional.of(group);
        }

        @Override
        public Draw draw(Selection ordered) {
            Map<Integer, Integer> place = new HashMap<>();
            int[] dense = new int[ordered.size()];
            for (int i = 0; i < dense.length; i++) {
                dense[i] = place.computeIfAbsent(group[ordered.row(i)], g -> place.size());
            }
            return new Draw.Clusters(dense, place.size());
        }

        @Override
        public String method(Draw draw) {
            int groups = draw instanceof Draw.Clusters clusters ? clusters.groups() : 0;
            return String.format(Locale.ROOT, "cluster bootstrap over %,d groups", groups);
        }

        /** Whole groups, by a hash of their number. */
        @Override
        public Selection some(Selection ordered, int most) {
            int[] byGroup = sorted(ordered, row -> group[row] * 0x9E3779B1).toArray();
            return Selection.of(Arrays.copyOf(byGroup, most));
        }
    }

    /**
     * Rows that follow one another on those before.
     *
     * @param step of each of the holdout's rows in time, from 0
     * @param horizon how many steps ahead the rows are forecast
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    record Series(int[] step, int horizon) implements Dependence {
        @Override
        public Selection ordered(Selection rows) {
            return sorted(rows, row -> step[row]);
        }

        /**
         * Blocks that follow one another (Bester, Conley and Hansen 2011, <i>Journal of Econometrics</i> 165), of five times the horizon, so that
         * what neighbours share beyond their edges is little, and at least the cube root of the number of steps.
         */
        @Override
        public Optional<int[]> clusters() {
            int steps = 1 + Arrays.stream(step).max().orElse(0);
            int length = Math.max(5 * horizon, (int) Math.ceil(Math.cbrt(steps)));
            return Optional.of(Arrays.stream(step).map(s -> s / length).toArray());
        }

        /** Blocks as long as the horizon, and at least the cube root of the number of steps. */
        @Override
        public Draw draw(Selection ordered) {
            int steps = steps(ordered);
            double length = Math.max(horizon, Math.rint(Math.cbrt(steps)));
            long rows = Math.round(length * ordered.size() / steps);
            return new Draw.Blocks(ordered.size(), (int) Math.min(Math.max(1, rows), ordered.size()));
        }

        /** {@return how many steps the rows are of} */
        int steps(Selection ordered) {
            int steps = 0;
            for (int i = 0; i < ordered.size(); i++) {
                steps += i == 0 || step[ordered.row(i)] != step[ordered.row(i - 1)] ? 1 : 0;
            }
            return steps;
        }

        /** {@return the mean of the values at each step} */
        double[] byStep(Selection ordered, double[] values) {
            double[] means = new double[steps(ordered)];
            int at = -1;
            int rows = 0;
            for (int i = 0; i < values.length; i++) {
                boolean next = i == 0 || step[ordered.row(i)] != step[ordered.row(i - 1)];
                at += next ? 1 : 0;
                rows = next ? 1 : rows + 1;
                means[at] += (values[i] - means[at]) / rows;
            }
            return means;
        }

        @Override
        public String method(Draw draw) {
            int length = draw instanceof Draw.Blocks blocks ? blocks.length() : 0;
            return String.format(Locale.ROOT, "moving blocks of %,d rows", length);
        }

        /** The latest. */
        @Override
        public Selection some(Selection ordered, int most) {
            int[] rows = ordered.toArray();
            return Selection.of(Arrays.copyOfRange(rows, rows.length - most, rows.length));
        }
    }
}
