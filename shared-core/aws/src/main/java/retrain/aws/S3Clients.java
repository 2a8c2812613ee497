package retrain.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import retrain.run.RemoteFiles.Access;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients of S3, configured from where the SDK looks: the environment, system properties, {@code ~/.aws}, the machine's role. */
final class S3Clients {
    /** How long a body may stall before the request is made again. */
    static final Duration STALL = Duration.ofSeconds(30);

    private S3Clients() {}

    /**
     * {@return a client}
     *
     * @param stall how long nothing may arrive before the request is made again
     */
    static S3Client open(Access access, Duration stall) {
        return open(access, stall, Optional.empty());
    }

    /**
     * {@return a client}
     *
     * @param credentials absent: those of the access, or of the SDK's chain
     */
    static S3Client open(Access access, Duration stall, Optional<AwsCredentialsProvider> credentials) {
        S3Client client = builder(access, stall, credentials).build();
        Optional<URI> endpoint = client.serviceClientConfiguration().endpointOverride();
        if (endpoint.isPresent() && !isAws(endpoint.get())) {
            client.close();
            // Few servers but AWS's own have a name for each bucket.
            return builder(access, stall, credentials).forcePathStyle(true).build();
        }
        return client;
    }

    /** {@return whether the client asks AWS itself, not a server that speaks its protocol} */
    static boolean asksAws(S3Client client) {
        return client.serviceClientConfiguration()
                .endpointOverride()
                .map(S3Clients::isAws)
                .orElse(true);
    }

    private static boolean isAws(URI endpoint) {
        String host = String.valueOf(endpoint.getHost());
        return host.endsWith(".amazonaws.com") || host.endsWith(".amazonaws.com.cn");
    }

    private static S3ClientBuilder builder(
            Access access, Duration stall, Optional<AwsCredentialsProvider> credentials) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(stall))
                .region(region(access))
                // Buckets of one spec may be in several regions.
                .crossRegionAccessEnabled(true);
        access.endpoint().map(URI::create).ifPresent(builder::endpointOverride);
        access.profile()
                .ifPresent(p -> builder.overrideConfiguration(c -> c.defaultProfileName(p))
                        .credentialsProvider(DefaultCredentialsProvider.builder()
                                .profileName(p)
                                .build()));
        credentials.ifPresent(builder::credentialsProvider);
        return builder;
    }

    /** Any region does to begin with: S3 tells that of a bucket. */
    private static Region region(Access access) {
        if (access.region().isPresent()) {
            return Region.of(access.region().get());
        }
        try {
            DefaultAwsRegionProviderChain.Builder chain = DefaultAwsRegionProviderChain.builder();
            access.profile().ifPresent(chain::profileName);
            return chain.build().getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1;
        }
    }
}
