package retrain.jenkins.step;

import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.Command;
import retrain.Option;
import retrain.jenkins.access.AwsWishes;

/** What the steps of all commands share: the options that every command has, and the start of the process on the agent. */
public abstract class RetrainStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Command command;
    private final EnumMap<Option, String> options = new EnumMap<>(Option.class);
    private @Nullable String jdk;
    private @Nullable String runner;
    private @Nullable String credentials;
    private @Nullable String region;
    private @Nullable String role;
    private @Nullable String externalId;
    private @Nullable String roleSession;

    RetrainStep(Command command) {
        this.command = command;
    }

    public @Nullable String getConfig() {
        return value(Option.CONFIG);
    }

    @DataBoundSetter
    public void setConfig(@Nullable String config) {
        put(Option.CONFIG, config);
    }

    public @Nullable String getProfile() {
        return value(Option.PROFILE);
    }

    @DataBoundSetter
    public void setProfile(@Nullable String profile) {
        put(Option.PROFILE, profile);
    }

    public @Nullable String getRun() {
        return value(Option.RUN);
    }

    @DataBoundSetter
    public void setRun(@Nullable String run) {
        put(Option.RUN, run);
    }

    public @Nullable String getSet() {
        return value(Option.SET);
    }

    @DataBoundSetter
    public void setSet(@Nullable String set) {
        put(Option.SET, set);
    }

    public @Nullable String getIntent() {
        return value(Option.INTENT);
    }

    @DataBoundSetter
    public void setIntent(@Nullable String intent) {
        put(Option.INTENT, intent);
    }

    public boolean isWait() {
        return isOn(Option.WAIT);
    }

    @DataBoundSetter
    public void setWait(boolean wait) {
        put(Option.WAIT, wait);
    }

    public boolean isDryRun() {
        return isOn(Option.DRY_RUN);
    }

    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        put(Option.DRY_RUN, dryRun);
    }

    public @Nullable String getOnReject() {
        return value(Option.ON_REJECT);
    }

    @DataBoundSetter
    public void setOnReject(@Nullable String onReject) {
        put(Option.ON_REJECT, onReject);
    }

    public @Nullable String getJdk() {
        return jdk;
    }

    @DataBoundSetter
    public void setJdk(@Nullable String jdk) {
        this.jdk = given(jdk);
    }

    public @Nullable String getRunner() {
        return runner;
    }

    @DataBoundSetter
    public void setRunner(@Nullable String runner) {
        this.runner = given(runner);
    }

    /** {@return the id of the credentials for AWS} */
    public final @Nullable String getCredentials() {
        return credentials;
    }

    @DataBoundSetter
    public final void setCredentials(@Nullable String credentials) {
        this.credentials = given(credentials);
    }

    /** {@return the region of AWS} */
    public final @Nullable String getRegion() {
        return region;
    }

    @DataBoundSetter
    public final void setRegion(@Nullable String region) {
        this.region = given(region);
    }

    /** {@return the ARN of the role to assume} */
    public final @Nullable String getRole() {
        return role;
    }

    @DataBoundSetter
    public final void setRole(@Nullable String role) {
        this.role = given(role);
    }

    /** {@return what the role's owner demands to be told} */
    public final @Nullable String getExternalId() {
        return externalId;
    }

    @DataBoundSetter
    public final void setExternalId(@Nullable String externalId) {
        this.externalId = given(externalId);
    }

    /** {@return the name that AWS shows for what is done in the role} */
    public final @Nullable String getRoleSession() {
        return roleSession;
    }

    @DataBoundSetter
    public final void setRoleSession(@Nullable String roleSession) {
        this.roleSession = given(roleSession);
    }

    @Override
    public final StepExecution start(StepContext context) {
        return new RetrainExecution(context, this);
    }

    public final Command command() {
        return command;
    }

    /** {@return the options that were given} */
    public final Map<Option, String> options() {
        return Collections.unmodifiableMap(options);
    }

    /** {@return what the process is to be to AWS} */
    public final AwsWishes aws() {
        return AwsWishes.of(credentials, region, role, externalId, roleSession);
    }

    final @Nullable String value(Option option) {
        return options.get(option);
    }

    final boolean isOn(Option option) {
        return options.getOrDefault(option, option.orElse()).equals("true");
    }

    final void put(Option option, @Nullable String value) {
        String given = given(value);
        if (given == null) {
            options.remove(option);
        } else {
            options.put(option, given);
        }
    }

    final void put(Option option, boolean value) {
        put(option, Boolean.toString(value));
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
