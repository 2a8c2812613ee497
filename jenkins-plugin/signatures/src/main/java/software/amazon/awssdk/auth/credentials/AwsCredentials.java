package software.amazon.awssdk.auth.credentials;

import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

public interface AwsCredentials extends AwsCredentialsIdentity {}
