package retrain.infra;

import java.util.List;
import java.util.Map;

/** Port: the pipeline of SageMaker of a plan as it is in an account. */
public interface Pipelines {
    /** Makes the pipeline, or changes it to what the plan says, unless it is so already. {@return what was done} */
    String upsert();

    /**
     * Begins an execution and waits for its end; whoever interrupts stops it.
     *
     * @param parameters by name: {@code Because}
     * @return how it ended
     * @throws retrain.problem.BackendFailure if a step failed, or somebody stopped it
     */
    End run(Map<String, String> parameters);

    /**
     * How an execution ended that did its work.
     *
     * @param kind {@code DONE}, {@code REJECTED} or {@code INCONCLUSIVE}
     * @param steps what each step came to, a line each
     */
    record End(String kind, String summary, List<String> steps) {
        public End {
            steps = List.copyOf(steps);
        }
    }
}
