package retrain.jenkins.agent;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Run;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.durabletask.BourneShellScript;
import org.jenkinsci.plugins.durabletask.DurableTask;
import org.jenkinsci.plugins.durabletask.WindowsBatchScript;
import retrain.Option;
import retrain.jenkins.access.Access;
import retrain.jenkins.config.Settings;
import retrain.jenkins.step.RetrainStep;

/** Starts the process of a run: takes its time, and belongs into a background thread. */
final class Launch {
    private final AgentRun run;
    private final RetrainStep step;
    private final Around around;
    private final FilePath control;

    Launch(AgentRun run, Around around) {
        this.run = run;
        this.step = run.step();
        this.around = around;
        this.control = around.directory().child(run.control());
    }

    /** @param build that of the step */
    void launch(RunWatch watch, Run<?, ?> build) throws IOException, InterruptedException {
        Access access = Access.of(step, build, around.listener());
        List<String> arguments = arguments(access.options());
        control.mkdirs();
        control.chmod(0700);
        FilePath folder = control.child(Control.PRIVATE);
        Grants.write(watch, access, around.directory(), folder);
        EnvVars environment = environment(access.environment(folder.getRemote()), Settings.of(build.getParent()));
        control.child(Control.ARGUMENTS).write(String.join("\n", arguments) + "\n", "UTF-8");
        if (run.isIn(AgentRun.State.STOPPING)) {
            throw new AbortException("It was stopped before it started");
        }
        start(environment);
    }

    private List<String> arguments(Map<Option, String> options) throws AbortException {
        try {
            return ProcessScript.arguments(
                    step.command(), options, around.directory().getRemote(), control.getRemote());
        } catch (IllegalArgumentException e) {
            throw new AbortException(String.valueOf(e.getMessage()));
        }
    }

    private EnvVars environment(Map<String, String> granted, Settings settings)
            throws IOException, InterruptedException {
        EnvVars environment = new EnvVars(around.environment());
        environment.putAll(granted);
        environment.put("JAVA_HOME", new JavaHome(around).find(step.getJdk()));
        environment.putAll(ProcessScript.environment(
                run.id(),
                control.getRemote(),
                around.directory().getRemote(),
                new RunnerHome(around)
                        .find(step.getRunner() == null ? settings.runner().orElse(null) : step.getRunner()),
                environment.getOrDefault("JAVA_OPTS", "")));
        if (!step.isWait()) {
            // The end of the node block ends all processes with its own value of this.
            environment.put("JENKINS_NODE_COOKIE", "retrain-" + run.id());
        }
        return environment;
    }

    /** The folder of the process is its workspace to durable-task: so its cookie is no other process's. */
    private void start(EnvVars environment) throws IOException, InterruptedException {
        boolean unix = around.launcher().isUnix();
        String script = ProcessScript.of(unix);
        DurableTask task = unix ? new BourneShellScript(script) : new WindowsBatchScript(script);
        task.launch(environment, control, around.launcher(), around.listener());
    }
}
