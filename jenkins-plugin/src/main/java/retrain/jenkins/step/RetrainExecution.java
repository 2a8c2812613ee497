package retrain.jenkins.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
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

    private transient @Nullable Thread launcher;

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
        Computer.threadPoolForRemoting.execute(() -> {
            launchedBy(Thread.currentThread());
            try {
                launch(run);
            } finally {
                launchedBy(null);
            }
        });
    }

    private synchronized void launchedBy(@Nullable Thread thread) {
        launcher = thread;
    }

    @Override
    synchronized void endLaunch() {
        Thread running = launcher;
        if (running != null) {
            running.interrupt();
        }
    }

    private void launch(AgentRun run) {
        try {
            StepContext context = getContext();
            Around around = new Around(
                    context.get(FilePath.class),
                    context.get(Launcher.class),
                    context.get(EnvVars.class),
                    context.get(TaskListener.class));
            new Launching(run, this).launch(around, context.get(Run.class));
        } catch (IOException | InterruptedException e) {
            failed(run, e);
        }
    }

    /** Without waiting, that is all. */
    @Override
    public void started(AgentRun run) {
        if (!run.step().isWait()) {
            AgentPoller.get().detach(run, this);
            getContext()
                    .onSuccess(RunResults.started(run.id(), run.step().command().word()));
        }
    }

    @Override
    boolean ownsRun(AgentRun run) {
        return true;
    }

    /** Whether a launch was cut off by the end of the controller is seen on the agent. */
    @Override
    void resume(AgentRun run) {
        if (run.isRunning() && !run.step().isWait()) {
            started(run);
        } else {
            AgentPoller.get().attach(run, this);
        }
    }
}
