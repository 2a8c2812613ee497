package software.amazon.awssdk.identity.spi;

public interface AwsCredentialsIdentity {
    String accessKeyId();

    String secretAccessKey();
}
