package com.cloudbees.jenkins.plugins.awscredentials;

import software.amazon.awssdk.auth.credentials.AwsCredentials;

public class AWSCredentialsImpl implements AmazonWebServicesCredentials {
    @Override
    public String getId() {
        throw new UnsupportedOperationException();
    }

    @Override
    public AwsCredentials resolveCredentials() {
        throw new UnsupportedOperationException();
    }

    public Integer getStsTokenDuration() {
        throw new UnsupportedOperationException();
    }
}
