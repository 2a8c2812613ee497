package retrain.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Groups of logs, kept as long as the spec says. */
final class Logs {
    private Logs() {}

    /** {@return the group of the state machine; whose name begins so is delivered to without a policy of its own for each} */
    static List<Resource> ofMachine(Plan plan) {
        return List.of(group(
                plan,
                Ids.logs(Ids.STATE_MACHINE),
                "What the state machine says.",
                "/aws/vendedlogs/states/" + plan.machine()));
    }

    static Resource group(Plan plan, String id, String comment, String name) {
        return new Resource(id, "AWS::Logs::LogGroup", comment, properties(plan, name), skipped(plan));
    }

    private static Map<String, Object> skipped(Plan plan) {
        Map<String, String> skipped = new LinkedHashMap<>();
        if (Encryption.arn(plan).isEmpty()) {
            skipped.put(
                    "CKV_AWS_158",
                    "no key is named in 'aws.kms-key' by its id or ARN: logs are encrypted by AWS's own");
        }
        return Checks.skip(skipped);
    }

    private static Map<String, Object> properties(Plan plan, String name) {
        Optional<Object> key = Encryption.arn(plan);
        return Cfn.map("LogGroupName", name, "RetentionInDays", plan.infra().retention(), "KmsKeyId", key);
    }
}
