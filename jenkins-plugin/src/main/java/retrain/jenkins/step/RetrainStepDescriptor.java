package retrain.jenkins.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.Locale;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import retrain.Command;

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

    @Override
    public final Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, FilePath.class, EnvVars.class, Launcher.class, TaskListener.class);
    }
}
