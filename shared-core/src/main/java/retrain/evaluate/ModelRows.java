package retrain.evaluate;

import retrain.spec.Metric;
import retrain.statistic.Bootstrap.WeightedStatistic;

/** A model's scores on some rows, in a form that can be drawn from again and again. The formulas are those of {@link Sample}. */
interface ModelRows {
    /** {@return how many rows there are} */
    int size();

    /** {@return whether the metric is the mean of a term of each row} */
    boolean isMean(Metric metric);

    /** {@return the row's term of a metric that {@link #isMean}} */
    double term(Metric metric, int row);

    /** {@return the metric of rows that count as often as is said; NaN if it is undefined on them} */
    WeightedStatistic weighted(Metric metric);
}
