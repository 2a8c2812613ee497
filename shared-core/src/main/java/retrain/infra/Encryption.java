package retrain.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The key of KMS that all is encrypted with that the stack keeps: that of the spec, one that the stack makes, or AWS's own. */
final class Encryption {
    private Encryption() {}

    /** {@return the key as most properties take it: an id, an alias or an ARN} */
    static Optional<Object> key(Plan plan) {
        return isMade(plan)
                ? Optional.of(Cfn.arn(Ids.KEY))
                : plan.spec().aws().kmsKey().map(k -> k);
    }

    /** {@return the key's ARN, for properties that take nothing else; an alias has none that they take} */
    static Optional<Object> arn(Plan plan) {
        return isMade(plan)
                ? key(plan)
                : plan.spec()
                        .aws()
                        .kmsKey()
                        .filter(key -> !key.contains("alias/"))
                        .map(Encryption::arn);
    }

    private static Object arn(String key) {
        return key.startsWith("arn:")
                ? key
                : Cfn.sub("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/" + key);
    }

    static boolean isMade(Plan plan) {
        return plan.infra().buckets().key() && plan.spec().aws().kmsKey().isEmpty();
    }

    static List<Resource> of(Plan plan) {
        if (!isMade(plan)) {
            return List.of();
        }
        return List.of(
                new Resource(
                        Ids.KEY,
                        "AWS::KMS::Key",
                        "Encrypts all that the stack keeps. It stays when the stack goes: without it the buckets cannot be read.",
                        Cfn.map(
                                "Description",
                                "What Retrain keeps of the model " + plan.spec().model(),
                                "EnableKeyRotation",
                                true,
                                "PendingWindowInDays",
                                30,
                                "KeyPolicy",
                                Policies.document(owner(), services(), logs(plan))),
                        Cfn.map("DeletionPolicy", "Retain", "UpdateReplacePolicy", "Retain")),
                new Resource(
                        Ids.KEY + "Alias",
                        "AWS::KMS::Alias",
                        "The key's name.",
                        Cfn.map("AliasName", "alias/" + plan.stack(), "TargetKeyId", Cfn.ref(Ids.KEY))));
    }

    /** Whoever may use it is told by policies of IAM. */
    private static Map<String, Object> owner() {
        return Policies.allow(
                "Account",
                Cfn.map("AWS", Cfn.sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")),
                List.of("kms:*"),
                "*",
                Map.of());
    }

    /** Those that bring something to a queue or topic that is encrypted. */
    private static Map<String, Object> services() {
        return Policies.allow(
                "Services",
                Cfn.map(
                        "Service",
                        List.of("events.amazonaws.com", "cloudwatch.amazonaws.com", "budgets.amazonaws.com")),
                List.of("kms:Decrypt", "kms:GenerateDataKey"),
                "*",
                Policies.ofAccount());
    }

    private static Map<String, Object> logs(Plan plan) {
        return Policies.allow(
                "Logs",
                Cfn.map("Service", Cfn.sub("logs.${AWS::Region}.amazonaws.com")),
                List.of(
                        "kms:Decrypt",
                        "kms:DescribeKey",
                        "kms:Encrypt",
                        "kms:GenerateDataKey",
                        "kms:ReEncryptFrom",
                        "kms:ReEncryptTo"),
                "*",
                Cfn.map(
                        "ArnLike",
                        Cfn.map(
                                "kms:EncryptionContext:aws:logs:arn",
                                Cfn.sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/*/"
                                        + plan.stack() + "*"))));
    }
}
