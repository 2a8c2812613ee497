package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import retrain.aws.AwsServer.Refused;
import retrain.problem.InvalidInput;
import retrain.spec.AwsSpec;

class S3BucketCheckTest {
    private static final String ENCRYPTED =
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>"
                    + "</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>";
    private static final String VERSIONED =
            "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";

    private AwsServer aws;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        aws.s3.settings.put("b?encryption", ENCRYPTED);
        aws.s3.settings.put("b?publicAccessBlock", blocked(true));
        aws.s3.settings.put("b?versioning", VERSIONED);
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private static String blocked(boolean policies) {
        return "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>"
                + "<BlockPublicPolicy>" + policies
                + "</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets>"
                + "</PublicAccessBlockConfiguration>";
    }

    private static S3BucketCheck check(String address, boolean demanded) {
        return new S3BucketCheck(
                new AwsClients(AwsSpec.usual()).s3(), S3Address.of(address), Optional.empty(), demanded);
    }

    @Test
    void shouldFindABucketInOrderWithoutWritingAnything() {
        assertThat(check("s3://b/store/", true).check()).containsExactly("s3://b encrypts by AES256");
        assertThat(aws.asked()).hasSize(4).allMatch(request -> request.startsWith("S3 GET "));
    }

    @Test
    void shouldReportAllThatIsMissingAtOnce() {
        aws.s3.settings.remove("b?encryption");
        aws.s3.settings.put("b?publicAccessBlock", blocked(false));

        assertThatThrownBy(() -> check("s3://b/store/", true).check())
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("does not encrypt")
                .hasMessageContaining("does not block all public access")
                .hasMessageContaining("put-public-access-block --bucket b");
    }

    @Test
    void shouldOnlyNoticeWhatOtherServersLack() {
        aws.s3.settings.clear();

        assertThat(check("s3://b/store/", false).check())
                .hasSize(3)
                .anyMatch(n -> n.contains("does not encrypt"))
                .anyMatch(n -> n.contains("does not block all public access"))
                .anyMatch(n -> n.contains("keeps no versions"));
    }

    @Test
    void shouldNameThePermissionOfEachCheck() {
        aws.s3.refuses = request -> aws.asked().size() > 1
                ? Optional.of(new Refused(403, "AccessDenied", "Access Denied"))
                : Optional.empty();

        assertThatThrownBy(() -> check("s3://b/store/", true).check())
                .hasMessageContaining("\"s3:GetEncryptionConfiguration\", \"Resource\": \"arn:aws:s3:::b\"")
                .hasMessageContaining("\"s3:GetBucketPublicAccessBlock\", \"Resource\": \"arn:aws:s3:::b\"")
                .hasMessageContaining("\"s3:GetBucketVersioning\", \"Resource\": \"arn:aws:s3:::b\"");
    }

    @Test
    void shouldSayThatTheBucketIsNotThere() {
        aws.s3.refuses =
                request -> Optional.of(new Refused(404, "NoSuchBucket", "The specified bucket does not exist"));

        assertThatThrownBy(() -> check("s3://b/store/", true).check())
                .hasMessageContaining("s3://b: is no bucket that there is");
    }

    @Test
    void shouldKnowAccessPointsByTheirNames() {
        String point = "arn:aws:s3:us-east-1:123456789012:accesspoint/mine";

        assertThat(S3Address.of("s3://" + point + "/a/b")).isEqualTo(new S3Address(point, "a/b"));
        assertThat(S3Address.of("s3://" + point)).isEqualTo(new S3Address(point, ""));
        assertThat(S3Address.of("s3://arn:aws:s3:us-east-1:123456789012:accesspoint:mine/a")
                        .key())
                .isEqualTo("a");
        assertThat(S3Address.of("s3://" + point + "/a/b").arn()).isEqualTo(point + "/object/a/b");
        assertThat(S3Address.of("s3://mine-s3alias/a").bucket()).isEqualTo("mine-s3alias");
    }
}
