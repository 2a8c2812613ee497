package retrain.monitor;

import java.util.List;
import java.util.Map;
import retrain.spec.Metric;

/** The quality of predictions whose labels have not come. It knows the champion's held-out rows, and nothing of what changed since. */
interface QualityEstimate {
    /** {@return each metric that can be estimated} */
    Map<Metric, Expectation> of(LiveWindow window);

    /** {@return what it could not do, a sentence each} */
    default List<String> notes(LiveWindow window) {
        return List.of();
    }
}
