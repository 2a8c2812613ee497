package retrain.infra;

import java.util.ArrayList;
import java.util.List;

/** Metrics of CloudWatch, as alarms name them. */
final class Metrics {
    private Metrics() {}

    /** @param pairs name, value, name, value … */
    static List<Object> dimensions(Object... pairs) {
        List<Object> dimensions = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            dimensions.add(Cfn.map("Name", pairs[i], "Value", pairs[i + 1]));
        }
        return dimensions;
    }
}
