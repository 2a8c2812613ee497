package retrain.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.spec.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;

/**
 * Looks whether the store's bucket may be used, encrypts what it keeps, and lets nobody else in: four requests that write nothing. A check that is
 * not allowed names the permission. What AWS's buckets must have is only noticed of other servers, which know little of it.
 */
final class S3BucketCheck {
    private static final int NOT_IMPLEMENTED = 501;

    private final S3Client s3;
    private final S3Address store;
    private final Optional<String> kmsKey;
    private final boolean demanded;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    /** @param demanded whether what is missing is a mistake, or a notice */
    S3BucketCheck(S3Client s3, S3Address store, Optional<String> kmsKey, boolean demanded) {
        this.s3 = s3;
        this.store = store;
        this.kmsKey = kmsKey;
        this.demanded = demanded;
    }

    /** {@return the notices; throws InvalidInput with all problems} */
    static List<String> of(Spec spec) {
        S3Client s3 = new AwsClients(spec.aws()).s3();
        return new S3BucketCheck(
                        s3, S3Address.of(spec.store()).folder(), spec.aws().kmsKey(), S3Clients.asksAws(s3))
                .check();
    }

    List<String> check() {
        boolean there = ask(
                        S3Place.LIST,
                        () -> s3.listObjectsV2(r ->
                                r.bucket(store.bucket()).prefix(store.key()).maxKeys(1)))
                .isPresent();
        if (there && store.bucket().startsWith("arn:")) {
            notices.add(bucket()
                    + " is an access point: how its bucket is encrypted and who may read it was not looked at");
        } else if (there) {
            encryption();
            publicAccess();
            versions();
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return List.copyOf(notices);
    }

    private void encryption() {
        ask("s3:GetEncryptionConfiguration", this::byDefault).ifPresent(rules -> {
            if (rules.isEmpty()) {
                missing(
                        "does not encrypt what is written to it",
                        "Run 'aws s3api put-bucket-encryption', with AES256 or aws:kms");
            } else if (kmsKey.isEmpty()) {
                notices.add(bucket() + " encrypts by " + rules.get(0).sseAlgorithmAsString());
            }
        });
        kmsKey.ifPresent(key -> notices.add(bucket() + " gets what is encrypted with " + key));
    }

    private List<ServerSideEncryptionByDefault> byDefault() {
        try {
            return s3
                    .getBucketEncryption(r -> r.bucket(store.bucket()))
                    .serverSideEncryptionConfiguration()
                    .rules()
                    .stream()
                    .map(rule -> rule.applyServerSideEncryptionByDefault())
                    .toList();
        } catch (S3Exception e) {
            if (S3Failure.code(e).equals("ServerSideEncryptionConfigurationNotFoundError")) {
                return List.of();
            }
            throw e;
        }
    }

    private void publicAccess() {
        ask("s3:GetBucketPublicAccessBlock", this::block).ifPresent(block -> {
            boolean all = isOn(block.blockPublicAcls())
                    && isOn(block.ignorePublicAcls())
                    && isOn(block.blockPublicPolicy())
                    && isOn(block.restrictPublicBuckets());
            if (!all) {
                missing(
                        "does not block all public access",
                        "Run: aws s3api put-public-access-block --bucket " + store.bucket()
                                + " --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,"
                                + "BlockPublicPolicy=true,RestrictPublicBuckets=true");
            }
        });
    }

    private static boolean isOn(@org.jspecify.annotations.Nullable Boolean said) {
        return Boolean.TRUE.equals(said);
    }

    private PublicAccessBlockConfiguration block() {
        try {
            return s3.getPublicAccessBlock(r -> r.bucket(store.bucket())).publicAccessBlockConfiguration();
        } catch (S3Exception e) {
            if (S3Failure.code(e).equals("NoSuchPublicAccessBlockConfiguration")) {
                return PublicAccessBlockConfiguration.builder().build();
            }
            throw e;
        }
    }

    private void versions() {
        ask("s3:GetBucketVersioning", () -> s3.getBucketVersioning(r -> r.bucket(store.bucket())))
                .filter(v -> v.status() != BucketVersioningStatus.ENABLED)
                .ifPresent(v -> notices.add(bucket()
                        + " keeps no versions: what is removed or overwritten by mistake cannot be brought back"));
    }

    private void missing(String what, String cure) {
        if (demanded) {
            problems.add(new Problem(Code.STORE_UNUSABLE, bucket(), what, cure));
        } else {
            notices.add(bucket() + " " + what);
        }
    }

    private String bucket() {
        return "s3://" + store.bucket();
    }

    /** {@return the answer; empty if there is none, which is a problem, or a notice if the server does not know the question} */
    private <T> Optional<T> ask(String action, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (SdkException e) {
            if (e instanceof S3Exception s3 && s3.statusCode() == NOT_IMPLEMENTED) {
                notices.add(bucket() + " is on a server that does not answer " + action.substring("s3:Get".length()));
                return Optional.empty();
            }
            RetrainException failure = S3Failure.of(store.toString(), action, e);
            if (!(failure instanceof InvalidInput wrong)) {
                throw failure;
            }
            problems.addAll(S3Place.unusable(wrong).problems());
            return Optional.empty();
        }
    }
}
