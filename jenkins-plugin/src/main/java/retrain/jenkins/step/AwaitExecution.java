package retrain.jenkins.step;

import hudson.AbortException;
import hudson.model.Run;
import java.io.IOException;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import retrain.jenkins.agent.AgentPoller;
import retrain.jenkins.agent.AgentRun;

/** Waits for a run that another step started, maybe of another build. */
final class AwaitExecution extends RunExecution {
    private static final long serialVersionUID = 1L;

    private final String wanted;

    AwaitExecution(StepContext context, String wanted) {
        super(context);
        this.wanted = wanted;
    }

    @Override
    public boolean start() throws Exception {
        Optional<AgentRun> run = AgentPoller.get().find(wanted);
        if (run.isEmpty()) {
            throw new AbortException(unknown(wanted));
        }
        waitsFor(run.get());
        resume(run.get());
        return false;
    }

    @Override
    void resume(AgentRun run) {
        AgentPoller.get().attach(run, this);
    }

    /** Whoever waits for what another build started only stops waiting. */
    @Override
    boolean ownsRun(AgentRun run) throws IOException, InterruptedException {
        return run.build().equals(getContext().get(Run.class).getExternalizableId());
    }

    @Override
    public void started(AgentRun run) {}

    /** What is around the step that started it is not here. */
    @Override
    public void launchAgain(AgentRun run) {}
}
