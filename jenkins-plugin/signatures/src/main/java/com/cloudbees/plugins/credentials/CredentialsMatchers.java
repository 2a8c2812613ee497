package com.cloudbees.plugins.credentials;

public class CredentialsMatchers {
    public static CredentialsMatcher instanceOf(Class type) {
        throw new UnsupportedOperationException();
    }

    public static CredentialsMatcher anyOf(CredentialsMatcher... matchers) {
        throw new UnsupportedOperationException();
    }
}
