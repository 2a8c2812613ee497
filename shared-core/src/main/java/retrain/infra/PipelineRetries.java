package retrain.infra;

import java.util.List;
import java.util.Map;

/** What is tried again by a pipeline of SageMaker. Functions are tried again by the service itself, for its own errors alone. */
final class PipelineRetries {
    private PipelineRetries() {}

    /** {@return that of a job: the service is out of breath, a machine broke, or there is none just now} */
    static List<Map<String, Object>> ofJobs() {
        return List.of(ofService(), after(60, 5, "SageMaker.JOB_INTERNAL_ERROR"), within(300, 360, CAPACITY, LIMIT));
    }

    /** {@return that of a search, whose jobs try again by themselves} */
    static List<Map<String, Object>> ofSearches() {
        return List.of(ofService(), within(300, 360, CAPACITY, LIMIT));
    }

    private static final String CAPACITY = "SageMaker.CAPACITY_ERROR";
    private static final String LIMIT = "SageMaker.RESOURCE_LIMIT";

    /** {@return that of what is no job} */
    static Map<String, Object> ofService() {
        return after(5, 6, "Step.SERVICE_FAULT", "Step.THROTTLING");
    }

    private static Map<String, Object> after(int seconds, int attempts, String... errors) {
        return Cfn.map(
                "BackoffRate",
                2.0,
                "IntervalSeconds",
                seconds,
                "MaxAttempts",
                attempts,
                "ExceptionType",
                List.of(errors));
    }

    private static Map<String, Object> within(int seconds, int minutes, String... errors) {
        return Cfn.map(
                "BackoffRate",
                1.5,
                "IntervalSeconds",
                seconds,
                "ExpireAfterMin",
                minutes,
                "ExceptionType",
                List.of(errors));
    }
}
