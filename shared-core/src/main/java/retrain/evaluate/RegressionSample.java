package retrain.evaluate;

import static retrain.evaluate.Sample.undefined;
import static retrain.evaluate.Sample.value;

import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import retrain.evaluate.Evaluation.Curves;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.spec.Metric;
import retrain.spec.Task;

/** Predicted numbers beside the true ones. */
final class RegressionSample implements Sample {
    private final float[] truth;
    private final float[] predicted;
    private final Selection rows;
    private final double quantile;

    /**
     * A sample of rows.
     *
     * @param truth the true number of each row of the holdout
     * @param predicted the predicted number of each row of the holdout
     * @param quantile of the pinball loss
     */
    RegressionSample(float[] truth, float[] predicted, Selection rows, double quantile) {
        this.truth = truth;
        this.predicted = predicted;
        this.rows = rows;
        this.quantile = quantile;
    }

    @Override
    public MetricValue measure(Metric metric) {
        if (!metric.suits(Task.REGRESSION)) {
            return Sample.foreign(metric, "regression");
        }
        if (rows.size() == 0) {
            return undefined(metric, "there are no rows");
        }
        return switch (metric) {
            case RMSE -> value(metric, Math.sqrt(mean(i -> residual(i) * residual(i))));
            case MAE -> value(metric, mean(i -> Math.abs(residual(i))));
            case MAPE -> percentage(metric);
            case R2 -> determination(metric);
            case PINBALL -> value(metric, mean(this::pinball));
            default -> throw new IllegalArgumentException(metric.word());
        };
    }

    private double truth(int index) {
        return truth[rows.row(index)];
    }

    /** Truth less prediction, as scikit-learn has it. */
    private double residual(int index) {
        int row = rows.row(index);
        return (double) truth[row] - predicted[row];
    }

    private double pinball(int index) {
        double residual = residual(index);
        return residual >= 0 ? quantile * residual : (quantile - 1) * residual;
    }

    private double mean(IntToDoubleFunction term) {
        Sum sum = new Sum();
        for (int i = 0; i < rows.size(); i++) {
            sum.add(term.applyAsDouble(i));
        }
        return sum.value() / rows.size();
    }

    private MetricValue percentage(Metric metric) {
        Sum sum = new Sum();
        long counted = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (truth(i) != 0) {
                sum.add(Math.abs(residual(i) / truth(i)));
                counted++;
            }
        }
        return counted == 0 ? undefined(metric, "the target is 0 in all rows") : value(metric, sum.value() / counted);
    }

    private MetricValue determination(Metric metric) {
        double mean = mean(this::truth);
        double spread = mean(i -> (truth(i) - mean) * (truth(i) - mean));
        if (isConstant() || spread == 0) {
            return undefined(metric, rows.size() == 1 ? "there is only one row" : "the target is the same in all rows");
        }
        return value(metric, 1 - mean(i -> residual(i) * residual(i)) / spread);
    }

    private boolean isConstant() {
        for (int i = 1; i < rows.size(); i++) {
            if (truth(i) != truth(0)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Curves curves(double confidence) {
        float[] residuals = new float[rows.size()];
        for (int i = 0; i < residuals.length; i++) {
            double residual = residual(i);
            residuals[i] = (float) Math.min(Math.max(residual, -Float.MAX_VALUE), Float.MAX_VALUE);
        }
        return new Curves(
                List.of(),
                List.of(),
                List.of(),
                Histograms.ofResiduals(residuals),
                List.of(),
                List.of(),
                Optional.empty());
    }
}
