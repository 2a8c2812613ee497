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

/** What the steps of all commands share: the options that every command has, and the start of the process on the agent. */
public abstract class RetrainStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Command command;
    private final EnumMap<Option, String> options = new EnumMap<>(Option.class);
    private @Nullable String jdk;
    private @Nullable String runner;

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

    private static @Nullable String given(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
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
}
