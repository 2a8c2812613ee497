package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What checkov is told not to ask for, each with its reason; they stand beside the resource for whoever reviews it. */
final class Checks {
    private Checks() {}

    /** {@return the attributes of a resource with the checks that it does not meet} */
    static Map<String, Object> skip(Map<String, ?> reasons) {
        if (reasons.isEmpty()) {
            return Map.of();
        }
        List<Object> skip = new ArrayList<>();
        reasons.forEach((id, reason) -> skip.add(Cfn.map("id", id, "comment", reason)));
        return Cfn.map("Metadata", Cfn.map("checkov", Cfn.map("skip", skip)));
    }
}
