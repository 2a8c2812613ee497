package retrain.jenkins.access;

import com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl;
import com.cloudbees.jenkins.plugins.awscredentials.AmazonWebServicesCredentials;
import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.AbortException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.Texts;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** The credentials of the plugin aws-credentials: the only class that knows its types, loaded only where it is. */
final class AwsPluginCredentials {
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private AwsPluginCredentials() {}

    static CredentialsMatcher matcher() {
        return CredentialsMatchers.instanceOf(AmazonWebServicesCredentials.class);
    }

    /**
     * {@return the keys, if the credentials are of this plugin} Those with a role ask AWS for keys of a session, from the controller.
     *
     * @throws AbortException if there are none to be had
     */
    static Optional<Login> login(StandardCredentials credentials) throws AbortException {
        if (!(credentials instanceof AmazonWebServicesCredentials aws)) {
            return Optional.empty();
        }
        Instant asked = Instant.now();
        AwsCredentials keys = resolved(aws);
        if (keys == null) {
            throw new AbortException(Texts.of("access.credentials.empty", credentials.getId()));
        }
        if (keys instanceof AwsSessionCredentials session) {
            return Optional.of(Login.session(
                    session.accessKeyId(),
                    session.secretAccessKey(),
                    session.sessionToken(),
                    asked.plus(lifetime(aws))));
        }
        return Optional.of(Login.keys(keys.accessKeyId(), keys.secretAccessKey()));
    }

    /** The SDK's failures are of types that are not to be known here. */
    private static @Nullable AwsCredentials resolved(AmazonWebServicesCredentials aws) throws AbortException {
        try {
            return aws.resolveCredentials();
        } catch (RuntimeException e) {
            throw new AbortException(
                    Texts.of("access.credentials.unresolved", aws.getId(), String.valueOf(e.getMessage())));
        }
    }

    private static Duration lifetime(AmazonWebServicesCredentials aws) {
        return aws instanceof AWSCredentialsImpl usual ? Duration.ofSeconds(usual.getStsTokenDuration()) : AN_HOUR;
    }
}
