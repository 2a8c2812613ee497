package retrain.monitor;

/** Port: learns to tell two kinds of rows apart. The same rows and seed give the same scores on any number of threads. */
public interface DomainClassifier {
    /**
     * Learns from some rows and scores others.
     *
     * @param train rows to learn from, of both kinds
     * @param labels of these, 0 or 1
     * @param test rows to score
     */
    Told tell(Matrix train, byte[] labels, Matrix test, int seed);

    /**
     * What came of it.
     *
     * @param scores of the test rows, higher if a row rather is of kind 1
     * @param gains of each column: how much it helped to tell the kinds apart; 0 if it was not used
     */
    @SuppressWarnings("ArrayRecordComponent") // tens of thousands of rows; never compared
    record Told(float[] scores, double[] gains) {}
}
