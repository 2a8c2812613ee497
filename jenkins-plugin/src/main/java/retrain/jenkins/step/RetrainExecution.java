package retrain.jenkins.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.concurrent.Future;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.agent.AgentPoller;
import retrain.jenkins.agent.AgentRun;
import retrain.jenkins.agent.Around;
import retrain.jenkins.agent.Launching;
import retrain.jenkins.result.RunResults;

/** Starts the process of a command on the agent, and waits for it unless it is told not to. */
final class RetrainExecution extends RunExecution {
    private static final long serialVersionUID = 1L;

    /** Needed until the run is kept, which has it then. */
    private final transient RetrainStep step;

    private transient volatile @Nullable Future<?> launch;

    RetrainExecution(StepContext context, RetrainStep step) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() throws Exception {
        AgentRun run =
                Launching.begin(step, getContext().get(Run.class), getContext().get(FilePath.class));
        waitsFor(run);
        launchAgain(run);
        return false;
    }

    @Override
    public void launchAgain(AgentRun run) {
        launch = Computer.threadPoolForRemoting.submit(() -> launch(run));
    }

    private void launch(AgentRun run) {
        try {
            StepContext context = getContext();
            Around around = new Around(
                    context.get(FilePath.class),
                    context.get(Launcher.class),
                    context.get(EnvVars.class),
                    context.get(TaskListener.class));
            if (new Launching(run, this).launch(around, context.get(Run.class))) {
                started(run);
            }
        } catch (IOException e) {
            failed(run, e);
        } catch (InterruptedException e) {
            failed(run, e);
            Thread.currentThread().interrupt();
        }
    }

    private void started(AgentRun run) {
        if (!run.step().isWait()) {
            getContext()
                    .onSuccess(RunResults.started(run.id(), run.step().command().word()));
        }
    }

    @Override
    void endLaunch() {
        Future<?> running = launch;
        if (running != null) {
            running.cancel(true);
        }
    }

    @Override
    boolean ownsRun(AgentRun run) {
        return true;
    }

    /** Whether a launch was cut off by the end of the controller is seen on the agent. */
    @Override
    void resume(AgentRun run) {
        if (run.isStarted()) {
            started(run);
        }
        if (!run.isStarted() || run.step().isWait()) {
            AgentPoller.get().attach(run, this);
        }
    }
}
