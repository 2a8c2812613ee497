package retrain.infra;

import java.util.Map;
import java.util.Optional;

/** The request by which the state machine begins the job that does the work of the function Step. */
public final class StepRequest {
    private StepRequest() {}

    /** {@return it as JSON, with what the stack fills in} */
    public static String of(Plan plan) {
        Map<?, ?> request = find(StateMachine.definition(plan)).orElseThrow();
        @SuppressWarnings("unchecked")
        String json = JsonText.of((Map<String, Object>) request);
        return json.replace("${JobRoleArn}", plan.spec().aws().role().orElseThrow())
                .replace("${CodeBucket}", plan.code().bucket())
                .replace("${CodeKey}", plan.code().key() + "/function.zip");
    }

    private static Optional<Map<?, ?>> find(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return Optional.empty();
        }
        return map.get("Arguments") instanceof Map<?, ?> request && request.containsKey("ProcessingJobName")
                ? Optional.of(request)
                : map.values().stream()
                        .map(StepRequest::find)
                        .flatMap(Optional::stream)
                        .findFirst();
    }
}
