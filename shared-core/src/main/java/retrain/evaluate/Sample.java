package retrain.evaluate;

import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation.Curves;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.spec.Metric;

/** A model's scores on some rows, beside what is true of them. docs/metrics.md has the formulas. */
interface Sample {
    /** {@return the metric's value; without one, and with the reason, if it is undefined on these rows} */
    MetricValue measure(Metric metric);

    /**
     * {@return what the report draws of these rows}
     *
     * @param confidence of the intervals
     */
    Curves curves(double confidence);

    /** {@return the value of a metric; undefined if it is not a finite number} */
    static MetricValue value(Metric metric, double value) {
        return Double.isFinite(value)
                ? new MetricValue(metric.word(), Optional.of(value), Optional.empty(), "")
                : undefined(metric, "the value is not a finite number");
    }

    /** {@return a metric without a value} */
    static MetricValue undefined(Metric metric, String reason) {
        return new MetricValue(metric.word(), Optional.empty(), Optional.empty(), reason);
    }

    /** {@return what a metric of another task is: undefined, so that its gate fails} */
    static MetricValue foreign(Metric metric, String task) {
        return undefined(metric, metric.word() + " is no metric of " + task + " tasks");
    }

    /** {@return all of the metrics} */
    default List<MetricValue> measure(List<Metric> metrics) {
        return metrics.stream().map(this::measure).toList();
    }
}
