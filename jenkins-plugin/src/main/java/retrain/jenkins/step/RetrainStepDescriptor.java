package retrain.jenkins.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ListBoxModel;
import java.util.Locale;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;
import retrain.Command;
import retrain.jenkins.config.Fields;

/** A step's name and what it needs around it, from the core's table of commands. */
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
}
