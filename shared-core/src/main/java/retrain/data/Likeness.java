package retrain.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much alike two profiles are. */
final class Likeness {
    /** The quantiles that are compared, by their place in a profile: 0.05, 0.25, 0.5, 0.75 and 0.95. The outer ones are left to outliers. */
    private static final int FIRST = 2;

    private static final int LAST = 6;
    private static final double MOST_MISSING = 0.05;
    private static final double MOST_AWAY = 0.1;

    private Likeness() {}

    /** {@return the quantiles that are compared; none if the column has none} */
    static List<Double> inner(ColumnProfile profile) {
        List<Double> all = profile.quantiles();
        return all.size() > LAST ? all.subList(FIRST, LAST + 1) : List.of();
    }

    /** {@return the greatest difference between quantiles, in units of the distance between the outer ones of the first; NaN if that is 0} */
    static double away(List<Double> a, List<Double> b) {
        double spread = Math.abs(a.get(a.size() - 1) - a.get(0));
        double greatest = 0;
        for (int i = 0; i < a.size(); i++) {
            greatest = Math.max(greatest, Math.abs(a.get(i) - b.get(i)));
        }
        return spread > 0 ? greatest / spread : Double.NaN;
    }

    /** {@return the share of rows without a value} */
    static double missing(ColumnProfile profile, long rows) {
        return rows == 0 ? 0 : (double) profile.missing() / rows;
    }

    /** {@return whether two columns of one kind could be the same under different names} */
    static boolean agree(Column.Kind kind, ColumnProfile a, long rowsOfA, ColumnProfile b, long rowsOfB) {
        if (Math.abs(missing(a, rowsOfA) - missing(b, rowsOfB)) > MOST_MISSING) {
            return false;
        }
        return distance(kind, a, b) <= MOST_AWAY;
    }

    /** {@return from 0, for equal profiles; NaN if they cannot be compared} */
    static double distance(Column.Kind kind, ColumnProfile a, ColumnProfile b) {
        return switch (kind) {
            case NUMBER -> numbers(inner(a), inner(b));
            case BOOLEAN -> Math.abs(a.mean().orElse(Double.NaN) - b.mean().orElse(Double.NaN));
            case CATEGORY -> categories(a, b);
            case TIME -> Double.NaN;
        };
    }

    private static double numbers(List<Double> a, List<Double> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Double.NaN;
        }
        return a.equals(b) ? 0 : Math.max(away(a, b), away(b, a));
    }

    /** Half the sum of the differences of shares: the total variation distance. */
    private static double categories(ColumnProfile a, ColumnProfile b) {
        Map<String, Double> difference = new HashMap<>();
        shares(a, 1, difference);
        shares(b, -1, difference);
        double sum = 0;
        for (double d : new ArrayList<>(difference.values())) {
            sum += Math.abs(d);
        }
        return a.categories().isEmpty() || b.categories().isEmpty() ? Double.NaN : sum / 2;
    }

    private static void shares(ColumnProfile profile, int sign, Map<String, Double> into) {
        long all = 0;
        for (ColumnProfile.Category category : profile.categories()) {
            all += category.rows();
        }
        for (ColumnProfile.Category category : profile.categories()) {
            into.merge(category.value(), sign * (double) category.rows() / all, Double::sum);
        }
    }
}
