package retrain.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import retrain.event.Observer;

/** Port: something elsewhere that makes rows of the sources, which it reads where they are: a job of Glue, a function, a container. */
public interface RowMaker {
    /** {@return what it is, and its version, as far as the rows depend on it; without a request} */
    String engine();

    /** {@return as {@link Preparer#facts}} */
    Map<String, String> facts();

    /**
     * Makes the rows and brings them into the work's scratch folder. Called again for the same job, it goes on with what it began; an
     * interrupt stops what works elsewhere.
     *
     * @return csv or parquet files, of one format, sorted
     * @throws retrain.problem.InvalidInput for what the user must mend
     * @throws retrain.problem.BackendFailure for what failed elsewhere
     */
    List<Path> make(Preparer.Work work, Observer observer);
}
