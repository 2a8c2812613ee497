package retrain.train;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import retrain.spec.TuneGoal;
import retrain.train.TrainedModel.Point;

/**
 * The values of one metric by round.
 *
 * <p>They are rounded: sums over rows differ in the last digits when they are added up on other numbers of threads, and no decision may
 * depend on that.
 */
record Curve(List<Point> points) {
    private static final MathContext DIGITS = new MathContext(10);

    Curve {
        points = List.copyOf(points);
    }

    static Curve of(List<Point> all, String metric) {
        return new Curve(all.stream()
                .filter(p -> p.metric().equals(metric))
                .map(p -> new Point(p.round(), metric, rounded(p.value())))
                .toList());
    }

    static double rounded(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : value;
    }

    Curve until(int round) {
        return new Curve(points.stream().filter(p -> p.round() <= round).toList());
    }

    /** {@return the last round; 0 if there is none} */
    int rounds() {
        return points.isEmpty() ? 0 : points.get(points.size() - 1).round();
    }

    /** {@return the metric of the model that this training makes: that of its best round or of its last; NaN if there is none} */
    double value(TuneGoal goal) {
        if (!goal.keepsBest()) {
            return points.isEmpty() ? Double.NaN : points.get(points.size() - 1).value();
        }
        return points.stream()
                .map(Point::value)
                .filter(v -> !Double.isNaN(v))
                .min(Comparator.comparingDouble(goal::loss))
                .orElse(Double.NaN);
    }
}
