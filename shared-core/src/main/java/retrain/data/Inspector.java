package retrain.data;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import retrain.spec.Spec;

/** Port: holds rules against rows. Embedded it is DuckDB. */
public interface Inspector {
    /** {@return the engine and its version; quick} */
    String engine();

    /**
     * {@return what each rule met, all found in one pass over the rows}
     *
     * @throws retrain.problem.InvalidInput with every rule that names a column that is not there, or whose SQL is wrong
     */
    List<Measured> measure(Work work, List<Rule> rules);

    /**
     * {@return what a {@code constraints.json} of SageMaker Model Monitor says}
     *
     * @param name what the file is called in messages
     * @throws retrain.problem.InvalidInput if it is not there, or is no such file
     */
    Constraints constraints(Path file, String name);

    /**
     * {@return how the columns of a {@code statistics.json} of SageMaker Model Monitor were distributed, as far as it says so}
     *
     * @param name what the file is called in messages
     * @throws retrain.problem.InvalidInput if it is not there, or is no such file
     */
    List<Baseline> baselines(Path file, String name);

    /** {@return the rows, counted by each of the baselines; their columns are there, numbers for numbers} */
    List<Baseline.Counted> count(Work work, List<Baseline> baselines);

    /**
     * The rows.
     *
     * @param tables Parquet files of the same columns
     * @param now what freshness is counted from, unless a rule says otherwise
     * @param scratch a folder of this job's own
     */
    record Work(Spec spec, List<Path> tables, Instant now, Path scratch) {
        public Work {
            tables = List.copyOf(tables);
        }
    }
}
