package retrain.monitor;

/** Port: a regression of a model's loss on what is known of a row, for direct loss estimation. Embedded it is XGBoost. */
public interface LossModel {
    /**
     * Learns.
     *
     * @param loss of each row
     * @return the model, which the same inputs give again byte by byte
     */
    byte[] fit(Matrix rows, float[] loss, int seed);

    /** {@return the loss that is expected of each row} */
    float[] expect(byte[] model, Matrix rows);
}
