package retrain.jenkins.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Item;
import hudson.model.JDK;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;
import retrain.Command;
import retrain.Option;
import retrain.jenkins.Texts;
import retrain.jenkins.agent.RunnerInstallation;
import retrain.jenkins.config.Fields;

/** A step's name, its form and what it needs around it, from the core's table of commands. */
public abstract class RetrainStepDescriptor extends StepDescriptor {
    private final Command command;

    RetrainStepDescriptor(Command command) {
        this.command = command;
    }

    @Override
    public final String getFunctionName() {
        String word = command.word();
        return "retrain" + word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    @Override
    public final String getDisplayName() {
        return command.description();
    }

    /** {@return the credentials to choose from in the form} */
    @POST
    public final ListBoxModel doFillCredentialsItems(
            @AncestorInPath @Nullable Item item, @QueryParameter String credentials) {
        return Fields.credentials(item, credentials);
    }

    @Override
    public final Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, FilePath.class, EnvVars.class, Launcher.class, TaskListener.class);
    }

    /** {@return the command's options, for the form} */
    public final List<OptionField> getFields() {
        return Arrays.stream(Option.values())
                .filter(option -> option.belongsTo(command))
                .map(option -> new OptionField(option, command))
                .toList();
    }

    /** {@return what tells one step of a build from another} */
    @Override
    public final @Nullable String argumentsToString(Map<String, Object> arguments) {
        Optional<Option> told = List.of(Option.RUN, Option.PROFILE, Option.CONFIG).stream()
                .filter(option -> arguments.get(option.word()) != null)
                .findFirst();
        return told.map(option -> String.valueOf(arguments.get(option.word()))).orElse(null);
    }

    /** {@return whether the overrides can be read} */
    @POST
    public final FormValidation doCheckSet(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
        boolean fine = value.isBlank()
                || Arrays.stream(value.split(",", -1))
                        .allMatch(pair -> pair.strip().matches("[^=]+=.*"));
        return fine || !mayConfigure(item) ? FormValidation.ok() : FormValidation.error(Texts.of("option.set.wrong"));
    }

    /** {@return whether there is such a tool} */
    @POST
    public final FormValidation doCheckJdk(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
        if (value.isBlank() || !mayConfigure(item)) {
            return FormValidation.ok();
        }
        List<String> known = Jenkins.get().getJDKs().stream().map(JDK::getName).toList();
        return known(value, known);
    }

    /** {@return whether there is such a tool} */
    @POST
    public final FormValidation doCheckRunner(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
        return value.isBlank() || !mayConfigure(item) ? FormValidation.ok() : known(value, RunnerInstallation.names());
    }

    private static FormValidation known(String value, List<String> known) {
        return known.contains(value.strip())
                ? FormValidation.ok()
                : FormValidation.error(Texts.of("tool.unknown", String.join(", ", known)));
    }

    private static boolean mayConfigure(@Nullable Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE);
    }
}
