package retrain.infra;

import java.util.List;
import java.util.Map;

/** Policies of resources: who may use a queue, a topic, a bucket, a key. */
final class Policies {
    private Policies() {}

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static Map<String, Object> document(Map<String, Object>... statements) {
        return Cfn.map("Version", "2012-10-17", "Statement", List.of(statements));
    }

    static Map<String, Object> allow(
            String sid, Object principal, List<String> actions, Object resource, Map<String, Object> condition) {
        Map<String, Object> statement =
                Cfn.map("Sid", sid, "Effect", "Allow", "Principal", principal, "Action", actions, "Resource", resource);
        if (!condition.isEmpty()) {
            statement.put("Condition", condition);
        }
        return statement;
    }

    /** {@return what refuses whoever comes without TLS} */
    static Map<String, Object> encryptedOnly(String service, Object resource) {
        return Cfn.map(
                "Sid",
                "EncryptedOnly",
                "Effect",
                "Deny",
                "Principal",
                "*",
                "Action",
                service + ":*",
                "Resource",
                resource,
                "Condition",
                Cfn.map("Bool", Cfn.map("aws:SecureTransport", "false")));
    }

    /** {@return the condition that a service comes on behalf of this account} */
    static Map<String, Object> ofAccount() {
        return Cfn.map("StringEquals", Cfn.map("aws:SourceAccount", Cfn.ref("AWS::AccountId")));
    }

    /** {@return the condition that something of this account comes, by its ARN} */
    static Map<String, Object> from(String service, String name) {
        return Cfn.map(
                "ArnLike",
                Cfn.map(
                        "aws:SourceArn",
                        Cfn.sub("arn:${AWS::Partition}:" + service + ":${AWS::Region}:${AWS::AccountId}:" + name)));
    }
}
