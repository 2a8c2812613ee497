package retrain.statistic;

/** Sums of powers of deviations. */
record Moments(double mean, double squares, double cubes) {
    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double rest = 0;
        for (double value : values) {
            rest += value - mean;
        }
        return mean + rest / values.length;
    }

    static Moments of(double[] values) {
        double mean = mean(values);
        double squares = 0;
        double cubes = 0;
        for (double value : values) {
            double deviation = value - mean;
            squares += deviation * deviation;
            cubes += deviation * deviation * deviation;
        }
        return new Moments(mean, squares, cubes);
    }

    /** The acceleration of BCa, from the values of a jackknife or from what is proportional to them. */
    double acceleration() {
        return squares > 0 ? cubes / (6 * Math.pow(squares, 1.5)) : 0;
    }
}
