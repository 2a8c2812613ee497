package retrain.jenkins.access;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.AbortException;
import hudson.model.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import retrain.jenkins.Texts;

/** Looks credentials up, and makes of them what AWS takes. */
final class Logins {
    /** A token is a few kilobytes at most. */
    private static final int MOST = 64 * 1024;

    private Logins() {}

    /** @throws AbortException if there are no such credentials, or none that AWS takes */
    static Login find(String id, AwsWishes wishes, Run<?, ?> build) throws IOException {
        StandardCredentials found = CredentialsProvider.findCredentialById(id, StandardCredentials.class, build);
        if (found == null) {
            throw new AbortException(
                    Texts.of("access.credentials.absent", id, build.getParent().getFullName()));
        }
        CredentialsProvider.track(build, found);
        Login login = login(id, found);
        check(id, login, wishes);
        return login;
    }

    private static Login login(String id, StandardCredentials found) throws IOException {
        if (CredentialKinds.isAwsPluginThere()) {
            Optional<Login> aws = AwsPluginCredentials.login(found);
            if (aws.isPresent()) {
                return aws.get();
            }
        }
        if (found instanceof StandardUsernamePasswordCredentials keys) {
            return Login.keys(keys.getUsername(), keys.getPassword().getPlainText());
        }
        if (found instanceof StringCredentials token) {
            return Login.token(token.getSecret().getPlainText(), Instant.now());
        }
        if (found instanceof FileCredentials file) {
            return Login.token(content(id, file), Instant.now());
        }
        throw new AbortException(Texts.of("access.credentials.kind", id));
    }

    private static String content(String id, FileCredentials file) throws IOException {
        try (InputStream content = file.getContent()) {
            byte[] bytes = content.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw new AbortException(Texts.of("access.credentials.kind", id));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static void check(String id, Login login, AwsWishes wishes) throws AbortException {
        if (login.isBroken()) {
            throw new AbortException(Texts.of("access.credentials.broken", id));
        }
        if (login.isToken() && wishes.role().isEmpty()) {
            throw new AbortException(Texts.of("access.credentials.role", id));
        }
        if (login.hasEnded(Instant.now())) {
            throw new AbortException(Texts.of("access.credentials.expired", id));
        }
    }
}
