package retrain.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Groups of logs, kept as long as the spec says. */
final class Logs {
    /** What CloudWatch Logs takes. */
    private static final List<Integer> DAYS = List.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653);

    private Logs() {}

    /** {@return the properties of a group} */
    static Map<String, Object> group(Plan plan, String name) {
        Optional<Object> key = Encryption.arn(plan);
        return Cfn.map(
                "LogGroupName", name, "RetentionInDays", days(plan.infra().retention()), "KmsKeyId", key);
    }

    /** {@return the number that is asked for, or the next larger one that there is} */
    private static int days(int asked) {
        return DAYS.stream().filter(d -> d >= asked).findFirst().orElseThrow();
    }
}
