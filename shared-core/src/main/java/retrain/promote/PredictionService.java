package retrain.promote;

/** Port: answers requests for predictions by what is deployed, until it is closed. Embedded it is a small server for HTTP. */
public interface PredictionService extends AutoCloseable {
    /** {@return where it listens: {@code http://127.0.0.1:8080}} */
    String address();

    /** {@return how many requests for predictions it has answered} */
    long answered();

    /** Ends the requests that are being answered, and writes what was captured. */
    @Override
    void close();
}
