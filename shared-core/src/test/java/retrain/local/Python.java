package retrain.local;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.atomic.AtomicBoolean;

/** The Python that some tests compare with, of the packages in {@code src/test/python/requirements.txt}. */
final class Python {
    private static final AtomicBoolean SAID = new AtomicBoolean();
    private static final AtomicBoolean SAID_MLFLOW = new AtomicBoolean();

    private Python() {}

    /** {@return the interpreter; without one the test is skipped, and the build says so once a test run} */
    static String interpreter() {
        String python = System.getProperty("retrain.python", "");
        if (python.isEmpty() && SAID.compareAndSet(false, true)) {
            System.out.println("Skipped: comparisons with Python; name an interpreter with -Dretrain.python=<path>");
        }
        assumeTrue(!python.isEmpty(), "no Python");
        return python;
    }

    /** {@return the interpreter with the packages of {@code requirements-mlflow.txt}, which others of ours do not get on with} */
    static String mlflow() {
        String python = System.getProperty("retrain.mlflow", "");
        if (python.isEmpty() && SAID_MLFLOW.compareAndSet(false, true)) {
            System.out.println("Skipped: tests with MLflow; name an interpreter with -Dretrain.mlflow=<path>");
        }
        assumeTrue(!python.isEmpty(), "no MLflow");
        return python;
    }
}
