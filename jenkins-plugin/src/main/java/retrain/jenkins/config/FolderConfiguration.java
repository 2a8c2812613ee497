package retrain.jenkins.config;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;
import retrain.jenkins.Texts;

/** What holds for the jobs of a folder; what is left empty is that of the folder around it, or of Jenkins. */
public final class FolderConfiguration extends AbstractFolderProperty<AbstractFolder<?>> {
    private @Nullable String store;
    private @Nullable String region;
    private @Nullable String runner;
    private @Nullable String credentialsId;
    private @Nullable String role;
    private @Nullable Integer lostAgentMinutes;

    @DataBoundConstructor
    public FolderConfiguration() {}

    Settings settings() {
        return Settings.of(store, region, runner, credentialsId, role, lostAgentMinutes);
    }

    /** {@return the folder that takes the place of the spec's store; null if it is not configured} */
    public @Nullable String getStore() {
        return store;
    }

    @DataBoundSetter
    public void setStore(@Nullable String store) {
        this.store = Fields.filled(store);
    }

    /** {@return the region of AWS; null if it is not configured} */
    public @Nullable String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(@Nullable String region) {
        this.region = Fields.filled(region);
    }

    /** {@return the name of the tool that is the runner; null if it is not configured} */
    public @Nullable String getRunner() {
        return runner;
    }

    @DataBoundSetter
    public void setRunner(@Nullable String runner) {
        this.runner = Fields.filled(runner);
    }

    /** {@return the id of the credentials for AWS; null if it is not configured} */
    public @Nullable String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@Nullable String credentialsId) {
        this.credentialsId = Fields.filled(credentialsId);
    }

    /** {@return the ARN of the role that is assumed with them; null if it is not configured} */
    public @Nullable String getRole() {
        return role;
    }

    @DataBoundSetter
    public void setRole(@Nullable String role) {
        this.role = Fields.filled(role);
    }

    /** {@return how many minutes an agent that is gone is waited for; null if it is not configured} */
    public @Nullable Integer getLostAgentMinutes() {
        return lostAgentMinutes;
    }

    @DataBoundSetter
    public void setLostAgentMinutes(@Nullable Integer lostAgentMinutes) {
        this.lostAgentMinutes = lostAgentMinutes;
    }

    /** The form in a folder's configuration. */
    @Extension(optional = true)
    @Symbol("retrain")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        @Override
        public String getDisplayName() {
            return Texts.of("plugin.name");
        }

        @POST
        public FormValidation doCheckStore(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
            Fields.mayConfigure(item);
            return Fields.warned(ConfigRules.store(value));
        }

        @POST
        public FormValidation doCheckRegion(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
            Fields.mayConfigure(item);
            return Fields.told(ConfigRules.region(value));
        }

        @POST
        public FormValidation doCheckRole(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
            Fields.mayConfigure(item);
            return Fields.told(ConfigRules.role(value));
        }

        @POST
        public FormValidation doCheckLostAgentMinutes(
                @AncestorInPath @Nullable Item item, @QueryParameter String value) {
            Fields.mayConfigure(item);
            return Fields.told(ConfigRules.lostAgentMinutes(value));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath @Nullable Item item, @QueryParameter String credentialsId) {
            return Fields.credentials(item, credentialsId);
        }
    }
}
