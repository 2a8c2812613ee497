package retrain.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.data.ColumnProfile;
import retrain.data.Snapshot;

/**
 * How far a column's distribution has moved, by the profiles of two snapshots.
 *
 * @param size what shifts are ordered by: the largest of the change of the mean and of the standard deviation (sd), both in units of the
 *     root mean square of both sd, the share of rows with another category (the total variation distance), and the change of the
 *     missing share
 */
record ProfileShift(String column, double size, String line) {
    private static final int MOST_NAMED = 3;

    /** A column's profile and the rows it is of. */
    private record Side(ColumnProfile profile, long rows) {
        double missing() {
            return rows == 0 ? 0 : (double) profile.missing() / rows;
        }

        Map<String, Double> shares() {
            Map<String, Double> shares = new TreeMap<>();
            double known = Math.max(1, rows - profile.missing());
            profile.categories().forEach(c -> shares.put(c.value(), c.rows() / known));
            return shares;
        }
    }

    /** {@return a line for each column that both have and that has moved, the largest shift first} */
    static List<String> lines(Snapshot a, Snapshot b) {
        List<ProfileShift> shifts = new ArrayList<>();
        for (ColumnProfile after : b.profile()) {
            a.profile().stream()
                    .filter(p -> p.column().equals(after.column()))
                    .findFirst()
                    .map(before -> of(
                            new Side(before, a.train().rows()),
                            new Side(after, b.train().rows())))
                    .filter(s -> s.size > 0)
                    .ifPresent(shifts::add);
        }
        shifts.sort(Comparator.comparingDouble(ProfileShift::size).reversed().thenComparing(ProfileShift::column));
        return shifts.stream().map(s -> s.column + ": " + s.line).toList();
    }

    private static ProfileShift of(Side a, Side b) {
        List<String> words = new ArrayList<>();
        double size = Math.max(numbers(a, b, words), categories(a, b, words));
        double missing = Math.abs(b.missing() - a.missing());
        if (missing > 0) {
            words.add("missing " + Figures.share(a.missing(), 1) + " -> " + Figures.share(b.missing(), 1));
        }
        return new ProfileShift(b.profile.column(), Math.max(size, missing), String.join(", ", words));
    }

    private static double numbers(Side a, Side b, List<String> words) {
        Optional<Double> before = a.profile.mean();
        Optional<Double> after = b.profile.mean();
        if (before.isEmpty() || after.isEmpty()) {
            return 0;
        }
        double change = after.get() - before.get();
        double from = a.profile.deviation().orElse(0.0);
        double to = b.profile.deviation().orElse(0.0);
        double unit = Math.sqrt((from * from + to * to) / 2);
        if (change != 0) {
            String units = unit > 0 ? " (" + Figures.signed(change / unit) + " sd)" : "";
            words.add("mean " + Figures.value(before.get()) + " -> " + Figures.value(after.get()) + units);
        }
        if (from != to) {
            words.add("sd " + Figures.value(from) + " -> " + Figures.value(to));
        }
        double largest = Math.max(Math.abs(change), Math.abs(to - from));
        return largest == 0 ? 0 : largest / unit;
    }

    private static double categories(Side a, Side b, List<String> words) {
        Map<String, Double> before = a.shares();
        Map<String, Double> after = b.shares();
        if (before.isEmpty() || after.isEmpty()) {
            return 0;
        }
        Map<String, Double> moved = new TreeMap<>();
        before.forEach((value, share) -> moved.merge(value, -share, Double::sum));
        after.forEach((value, share) -> moved.merge(value, share, Double::sum));
        double distance = moved.values().stream().mapToDouble(Math::abs).sum() / 2;
        if (distance > 0) {
            words.add(Figures.share(distance, 1) + " of the rows moved: "
                    + moved.entrySet().stream()
                            .sorted(Comparator.comparingDouble(e -> -Math.abs(e.getValue())))
                            .limit(MOST_NAMED)
                            .map(e -> e.getKey() + " " + share(before.get(e.getKey())) + " -> "
                                    + share(after.get(e.getKey())))
                            .reduce((x, y) -> x + ", " + y)
                            .orElse(""));
        }
        return distance;
    }

    private static String share(@org.jspecify.annotations.Nullable Double share) {
        return share == null ? "none" : Figures.share(share, 1);
    }
}
