package retrain.monitor;

/**
 * The model's predictions on the rows of both sides, in whatever order, NaN where there is none.
 *
 * @param name of what they stand for in the report: {@code prediction}
 */
@SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
public record Predicted(String name, float[] reference, float[] current) {}
