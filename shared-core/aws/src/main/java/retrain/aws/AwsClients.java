package retrain.aws;

import java.time.Duration;
import java.util.Optional;
import retrain.run.RemoteFiles.Access;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * Makes clients as {@code aws} in the spec says; what it does not say comes from where the SDK looks: the environment, system properties,
 * {@code ~/.aws}, the machine's role. Credentials that expire are had anew by the SDK.
 */
final class AwsClients {
    /** Longer than any answer of a control plane takes. */
    private static final Duration STALL = Duration.ofSeconds(60);

    private static final String SESSION = "retrain";

    private final AwsSpec aws;

    AwsClients(AwsSpec aws) {
        this.aws = aws;
    }

    /** {@return a client of S3, for the buckets that the spec names} */
    S3Client s3() {
        return s3(Access.usual());
    }

    /** {@return a client of S3 for a place that may have settings of its own: with a profile or an endpoint it goes by those alone} */
    S3Client s3(Access access) {
        if (access.profile().isPresent() || access.endpoint().isPresent()) {
            return S3Clients.open(access, S3Clients.STALL);
        }
        Optional<String> region = access.region().or(aws::region);
        return S3Clients.open(new Access(Optional.empty(), region, Optional.empty()), S3Clients.STALL, credentials());
    }

    /** {@return a client of the builder's service: {@code clients.of(SageMakerClient.builder())}} */
    <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C of(B builder) {
        return of(builder, STALL);
    }

    /** @param stall how long nothing may arrive before a request has failed */
    <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C of(B builder, Duration stall) {
        builder.httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(stall));
        aws.region().map(Region::of).ifPresent(builder::region);
        credentials().ifPresent(builder::credentialsProvider);
        return builder.build();
    }

    /** {@return what requests are signed with that no client makes} */
    AwsCredentialsProvider identity() {
        return credentials()
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    /** {@return what assumes the role that the spec names, if it names one; else the SDK's own chain is used} */
    private Optional<AwsCredentialsProvider> credentials() {
        return aws.assume().map(assume -> {
            var sts = StsClient.builder()
                    .httpClientBuilder(UrlConnectionHttpClient.builder())
                    .credentialsProvider(DefaultCredentialsProvider.builder().build());
            aws.region().map(Region::of).ifPresent(sts::region);
            return StsAssumeRoleCredentialsProvider.builder()
                    .stsClient(sts.build())
                    .refreshRequest(r -> r.roleArn(assume.role())
                            .roleSessionName(SESSION)
                            .externalId(assume.externalId().orElse(null)))
                    .build();
        });
    }
}
