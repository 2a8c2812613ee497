package retrain.jenkins.access;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** The kinds of credentials that are of use for AWS. */
public final class CredentialKinds {
    private CredentialKinds() {}

    static boolean isAwsPluginThere() {
        return Jenkins.get().getPlugin("aws-credentials") != null;
    }

    /** {@return what picks those of use, for the lists of forms} */
    public static CredentialsMatcher matcher() {
        List<CredentialsMatcher> kinds = new ArrayList<>(List.of(
                CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class),
                CredentialsMatchers.instanceOf(StringCredentials.class),
                CredentialsMatchers.instanceOf(FileCredentials.class)));
        if (isAwsPluginThere()) {
            kinds.add(AwsPluginCredentials.matcher());
        }
        return CredentialsMatchers.anyOf(kinds.toArray(new CredentialsMatcher[0]));
    }
}
