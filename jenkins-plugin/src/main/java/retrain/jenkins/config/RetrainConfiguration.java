package retrain.jenkins.config;

import hudson.BulkChange;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.io.IOException;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;
import retrain.jenkins.Texts;
import retrain.jenkins.access.RetrainPermissions;

/** What holds for all jobs, unless a folder or a step says otherwise; {@code unclassified: retrain:} of Configuration as Code. Holds no secret. */
@Extension
@Symbol("retrain")
public final class RetrainConfiguration extends GlobalConfiguration {
    private @Nullable String store;
    private @Nullable String region;
    private @Nullable String runner;
    private @Nullable String credentialsId;
    private @Nullable String role;
    private @Nullable Integer lostAgentMinutes;

    static {
        RetrainPermissions.load();
    }

    public RetrainConfiguration() {
        load();
    }

    /** {@return the one there is} */
    public static RetrainConfiguration get() {
        return ExtensionList.lookupSingleton(RetrainConfiguration.class);
    }

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
        save();
    }

    /** {@return the region of AWS; null if it is not configured} */
    public @Nullable String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(@Nullable String region) {
        this.region = Fields.filled(region);
        save();
    }

    /** {@return the name of the tool that is the runner; null if it is not configured} */
    public @Nullable String getRunner() {
        return runner;
    }

    @DataBoundSetter
    public void setRunner(@Nullable String runner) {
        this.runner = Fields.filled(runner);
        save();
    }

    /** {@return the id of the credentials for AWS; null if it is not configured} */
    public @Nullable String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@Nullable String credentialsId) {
        this.credentialsId = Fields.filled(credentialsId);
        save();
    }

    /** {@return the ARN of the role that is assumed with them; null if it is not configured} */
    public @Nullable String getRole() {
        return role;
    }

    @DataBoundSetter
    public void setRole(@Nullable String role) {
        this.role = Fields.filled(role);
        save();
    }

    /** {@return how many minutes an agent that is gone is waited for; null if it is not configured} */
    public @Nullable Integer getLostAgentMinutes() {
        return lostAgentMinutes;
    }

    @DataBoundSetter
    public void setLostAgentMinutes(@Nullable Integer lostAgentMinutes) {
        this.lostAgentMinutes = lostAgentMinutes;
        save();
    }

    @Override
    public String getDisplayName() {
        return Texts.of("plugin.name");
    }

    /** All fields are in the form's answer; they are saved once. */
    @Override
    public boolean configure(StaplerRequest2 request, JSONObject json) throws FormException {
        try (BulkChange change = new BulkChange(this)) {
            super.configure(request, json);
            change.commit();
            return true;
        } catch (IOException e) {
            throw new FormException(e, "store");
        }
    }

    @POST
    public FormValidation doCheckStore(@QueryParameter String value) {
        Fields.mayConfigure(null);
        return Fields.warned(ConfigRules.store(value));
    }

    @POST
    public FormValidation doCheckRegion(@QueryParameter String value) {
        Fields.mayConfigure(null);
        return Fields.told(ConfigRules.region(value));
    }

    @POST
    public FormValidation doCheckRole(@QueryParameter String value) {
        Fields.mayConfigure(null);
        return Fields.told(ConfigRules.role(value));
    }

    @POST
    public FormValidation doCheckLostAgentMinutes(@QueryParameter String value) {
        Fields.mayConfigure(null);
        return Fields.told(ConfigRules.lostAgentMinutes(value));
    }

    @POST
    public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
        return Fields.credentials(null, credentialsId);
    }
}
