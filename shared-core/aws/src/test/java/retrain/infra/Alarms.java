package retrain.infra;

import java.util.List;
import java.util.Map;

/** The alarms of an endpoint that a stack has, as the properties of their resources. */
public final class Alarms {
    private Alarms() {}

    /** {@return the properties of each alarm, in their order} */
    public static List<Map<String, Object>> of(Plan plan) {
        return EndpointGuards.of(plan).stream().map(Resource::properties).toList();
    }
}
