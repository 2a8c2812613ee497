package retrain.monitor;

/**
 * A metric without labels.
 *
 * @param value NaN if it is undefined
 * @param error how far the metric of the labels lies from it by chance, as a standard deviation
 * @param method how it was found
 */
record Expectation(double value, double error, String method) {}
