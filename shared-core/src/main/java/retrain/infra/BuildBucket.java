package retrain.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bucket of what builds hand on to each other: it holds nothing that cannot be built again. */
final class BuildBucket {
    private static final int DAYS = 30;

    private BuildBucket() {}

    static List<Resource> of(Plan plan) {
        Optional<Object> key = Encryption.key(plan);
        Map<String, Object> encryption = key.map(id -> Cfn.map("SSEAlgorithm", "aws:kms", "KMSMasterKeyID", id))
                .orElseGet(() -> Cfn.map("SSEAlgorithm", "AES256"));
        Resource bucket = new Resource(
                Ids.BUILD_BUCKET,
                "AWS::S3::Bucket",
                "What stages of the pipeline hand on, caches and reports of builds.",
                Cfn.map(
                        "BucketEncryption",
                                Cfn.map(
                                        "ServerSideEncryptionConfiguration",
                                        List.of(Cfn.map(
                                                "ServerSideEncryptionByDefault",
                                                encryption,
                                                "BucketKeyEnabled",
                                                key.isPresent()))),
                        "PublicAccessBlockConfiguration",
                                Cfn.map(
                                        "BlockPublicAcls", true,
                                        "BlockPublicPolicy", true,
                                        "IgnorePublicAcls", true,
                                        "RestrictPublicBuckets", true),
                        "OwnershipControls",
                                Cfn.map("Rules", List.of(Cfn.map("ObjectOwnership", "BucketOwnerEnforced"))),
                        "LifecycleConfiguration",
                                Cfn.map(
                                        "Rules",
                                        List.of(Cfn.map(
                                                "Id",
                                                "expire",
                                                "Status",
                                                "Enabled",
                                                "ExpirationInDays",
                                                DAYS,
                                                "AbortIncompleteMultipartUpload",
                                                Cfn.map("DaysAfterInitiation", 1))))),
                attributes());
        return List.of(bucket, policy());
    }

    private static Map<String, Object> attributes() {
        Map<String, Object> attributes = Cfn.map("DeletionPolicy", "Retain", "UpdateReplacePolicy", "Retain");
        attributes.putAll(Checks.skip(Cfn.map(
                "CKV_AWS_18", "nothing in it lasts, and its two users are roles of the stack",
                "CKV_AWS_21", "all that is in it can be built again")));
        return attributes;
    }

    private static Resource policy() {
        return new Resource(
                Ids.BUILD_BUCKET + "Policy",
                "AWS::S3::BucketPolicy",
                "Nobody comes without TLS.",
                Cfn.map(
                        "Bucket", Cfn.ref(Ids.BUILD_BUCKET),
                        "PolicyDocument",
                                Policies.document(Policies.encryptedOnly(
                                        "s3",
                                        List.of(
                                                Cfn.arn(Ids.BUILD_BUCKET),
                                                Cfn.sub("${" + Ids.BUILD_BUCKET + ".Arn}/*"))))));
    }
}
