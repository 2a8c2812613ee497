package software.amazon.awssdk.auth.credentials;

public final class AwsSessionCredentials implements AwsCredentials {
    @Override
    public String accessKeyId() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String secretAccessKey() {
        throw new UnsupportedOperationException();
    }

    public String sessionToken() {
        throw new UnsupportedOperationException();
    }
}
