package retrain.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import retrain.spec.InfraSpec;
import retrain.spec.Span;

/** The buckets of sources, store and logs, if the stack makes them. They stay when the stack goes. */
final class Buckets {
    /** Days after which the inputs and outputs of jobs are removed: a run that goes on needs them no longer than that. */
    private static final int WORK_DAYS = 30;

    /** Days for which what was overwritten or removed can be brought back. */
    private static final int OLD_DAYS = 90;

    private static final int UPLOAD_DAYS = 7;

    private final Plan plan;
    private final InfraSpec.Buckets spec;

    private Buckets(Plan plan) {
        this.plan = plan;
        this.spec = plan.infra().buckets();
    }

    static boolean areMade(Plan plan) {
        return plan.infra().buckets().made() == InfraSpec.Made.CREATE;
    }

    static List<Resource> of(Plan plan) {
        Buckets buckets = new Buckets(plan);
        List<Resource> resources = new ArrayList<>();
        buckets.spec.logs().ifPresent(name -> resources.addAll(buckets.logs(name)));
        if (areMade(plan)) {
            for (String name : buckets.names()) {
                resources.addAll(buckets.bucket(name));
            }
        }
        return resources;
    }

    /** {@return the buckets of store and sources, each once} */
    private Set<String> names() {
        TreeSet<String> names = new TreeSet<>(plan.sourceBuckets());
        names.add(plan.storeBucket());
        return names;
    }

    private String id(String name) {
        return name.equals(plan.storeBucket()) ? Ids.STORE_BUCKET : Ids.named(Ids.DATA_BUCKET, name);
    }

    private String comment(String name) {
        boolean store = name.equals(plan.storeBucket());
        boolean data = plan.sourceBuckets().contains(name);
        return store && data ? "The sources and the store." : store ? "The store." : "Sources.";
    }

    private List<Resource> bucket(String name) {
        Map<String, Object> properties = properties(name, encryption());
        if (plan.sourceBuckets().contains(name)) {
            properties.put(
                    "NotificationConfiguration",
                    Cfn.map("EventBridgeConfiguration", Cfn.map("EventBridgeEnabled", true)));
        }
        spec.logs()
                .ifPresent(logs -> properties.put(
                        "LoggingConfiguration",
                        Cfn.map("DestinationBucketName", Cfn.ref(Ids.LOG_BUCKET), "LogFilePrefix", name + "/")));
        properties.put("LifecycleConfiguration", Cfn.map("Rules", rules(name)));
        Map<String, String> skipped = spec.logs().isPresent()
                ? Map.of()
                : Map.of("CKV_AWS_18", "'infra.buckets.logs' names no bucket for the logs of access");
        return List.of(
                resource(id(name), comment(name), properties, skipped),
                policy(id(name), Policies.encryptedOnly("s3", everything(id(name)))));
    }

    private Map<String, Object> properties(String name, Map<String, Object> encryption) {
        return Cfn.map(
                "BucketName", name,
                "BucketEncryption", Cfn.map("ServerSideEncryptionConfiguration", List.of(encryption)),
                "OwnershipControls", Cfn.map("Rules", List.of(Cfn.map("ObjectOwnership", "BucketOwnerEnforced"))),
                "PublicAccessBlockConfiguration",
                        Cfn.map(
                                "BlockPublicAcls", true,
                                "BlockPublicPolicy", true,
                                "IgnorePublicAcls", true,
                                "RestrictPublicBuckets", true),
                "VersioningConfiguration", Cfn.map("Status", "Enabled"));
    }

    private Map<String, Object> encryption() {
        Optional<Object> key = Encryption.key(plan);
        return key.isPresent()
                ? Cfn.map(
                        "BucketKeyEnabled",
                        true,
                        "ServerSideEncryptionByDefault",
                        Cfn.map("SSEAlgorithm", "aws:kms", "KMSMasterKeyID", key.get()))
                : plain();
    }

    private static Map<String, Object> plain() {
        return Cfn.map("ServerSideEncryptionByDefault", Cfn.map("SSEAlgorithm", "AES256"));
    }

    private List<Object> rules(String name) {
        List<Object> rules = new ArrayList<>(general());
        if (spec.toGlacier().isPresent() || spec.expire().isPresent()) {
            int number = 1;
            for (String prefix : prefixes(name)) {
                rules.add(rule("sources-" + number++, prefix, ages()));
            }
        }
        S3Name work = plan.work();
        if (work.bucket().equals(name)) {
            rules.add(rule("work", work.key() + "/", Cfn.map("ExpirationInDays", WORK_DAYS)));
        }
        return rules;
    }

    /** {@return what the keys of sources in a bucket begin with} */
    private Set<String> prefixes(String bucket) {
        TreeSet<String> prefixes = new TreeSet<>();
        plan.spec().data().sources().values().stream()
                .flatMap(List::stream)
                .filter(address -> address.startsWith("s3://" + bucket + "/"))
                .map(address -> KeyPatterns.prefix(address.substring(("s3://" + bucket + "/").length())))
                .forEach(prefixes::add);
        return prefixes;
    }

    /** {@return what is done with all objects: parts of uploads that never ended, and versions of before} */
    private static List<Object> general() {
        return List.of(
                rule(
                        "uploads",
                        "",
                        Cfn.map("AbortIncompleteMultipartUpload", Cfn.map("DaysAfterInitiation", UPLOAD_DAYS))),
                rule("old-versions", "", Cfn.map("NoncurrentVersionExpiration", Cfn.map("NoncurrentDays", OLD_DAYS))));
    }

    private Map<String, Object> ages() {
        Optional<Object> glacier = spec.toGlacier()
                .map(after -> List.of(Cfn.map("StorageClass", "GLACIER", "TransitionInDays", days(after))));
        return Cfn.map("Transitions", glacier, "ExpirationInDays", spec.expire().map(Buckets::days));
    }

    private static int days(String span) {
        return (int) Math.max(1, (Span.of(span).length().toHours() + 23) / 24);
    }

    private static Map<String, Object> rule(String id, String prefix, Map<String, Object> what) {
        Map<String, Object> rule = Cfn.map(
                "Id", id, "Status", "Enabled", "Prefix", prefix.isEmpty() ? Optional.empty() : Optional.of(prefix));
        rule.putAll(what);
        return rule;
    }

    private List<Resource> logs(String name) {
        Map<String, Object> properties = properties(name, plain());
        List<Object> rules = new ArrayList<>(general());
        spec.expire().ifPresent(after -> rules.add(rule("logs", "", Cfn.map("ExpirationInDays", days(after)))));
        properties.put("LifecycleConfiguration", Cfn.map("Rules", rules));
        Map<String, String> skipped = new LinkedHashMap<>();
        skipped.put("CKV_AWS_18", "it is the bucket of the logs of access");
        return List.of(
                resource(
                        Ids.LOG_BUCKET,
                        "The logs of access to the buckets. S3 brings them to no bucket under a key of KMS.",
                        properties,
                        skipped),
                policy(
                        Ids.LOG_BUCKET,
                        Policies.allow(
                                "Logging",
                                Cfn.map("Service", "logging.s3.amazonaws.com"),
                                List.of("s3:PutObject"),
                                Cfn.sub("${" + Ids.LOG_BUCKET + ".Arn}/*"),
                                Policies.ofAccount()),
                        Policies.encryptedOnly("s3", everything(Ids.LOG_BUCKET))));
    }

    private static List<Object> everything(String id) {
        return List.of(Cfn.arn(id), Cfn.sub("${" + id + ".Arn}/*"));
    }

    private static Resource resource(
            String id, String comment, Map<String, Object> properties, Map<String, String> skipped) {
        Map<String, Object> attributes = Cfn.map("DeletionPolicy", "Retain", "UpdateReplacePolicy", "Retain");
        attributes.putAll(Checks.skip(skipped));
        return new Resource(id, "AWS::S3::Bucket", comment, properties, attributes);
    }

    @SafeVarargs
    private static Resource policy(String id, Map<String, Object>... statements) {
        return new Resource(
                id + "Policy",
                "AWS::S3::BucketPolicy",
                "No access without TLS.",
                Cfn.map("Bucket", Cfn.ref(id), "PolicyDocument", Policies.document(statements)),
                Cfn.map("DeletionPolicy", "Retain", "UpdateReplacePolicy", "Retain"));
    }
}
