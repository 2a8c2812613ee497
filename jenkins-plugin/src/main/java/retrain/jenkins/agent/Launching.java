package retrain.jenkins.agent;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.slaves.WorkspaceList;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.FilePathUtils;
import retrain.jenkins.config.Settings;
import retrain.jenkins.step.RetrainStep;

/** A run from the wish for it to its process. */
public final class Launching {
    private static final Logger LOGGER = Logger.getLogger(Launching.class.getName());

    private final AgentPoller poller = AgentPoller.get();
    private final AgentRun run;
    private final Waiter waiter;

    public Launching(AgentRun run, Waiter waiter) {
        this.run = run;
        this.waiter = waiter;
    }

    /** {@return a run of a step, which is kept from now on; nothing has been done on the agent} */
    public static AgentRun begin(RetrainStep step, Run<?, ?> build, FilePath directory) throws AbortException {
        String id = AgentRun.newId();
        FilePath beside = WorkspaceList.tempDir(directory);
        if (beside == null) {
            throw new AbortException(directory.getRemote() + " has no folder around it, and is no place to work in");
        }
        AgentRun run = new AgentRun(
                id,
                step,
                build.getExternalizableId(),
                FilePathUtils.getNodeName(directory),
                directory.getRemote(),
                beside.child("retrain-" + id).getRemote());
        run.patience(Settings.of(build.getParent()).patience());
        AgentPoller.get().launching(run);
        return run;
    }

    /** Starts the process, which takes its time. The waiter is told what became of it. */
    public void launch(Around around, Run<?, ?> build) {
        try {
            new Launch(run, around).launch(poller.watch(run), build);
            boolean runs = run.started();
            if (!runs || run.step().isWait()) {
                poller.attach(run, waiter);
            }
            poller.launched(run);
            if (runs) {
                waiter.started(run);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            failed(around, e);
        }
    }

    /** Whether it was started, in spite of all, is seen in its folder: if it was to be stopped, or its agent went away amid this. */
    private void failed(Around around, Exception e) {
        LOGGER.log(Level.FINE, e, () -> "The launch of run " + run.id() + " failed");
        boolean agentWentAway = !(e instanceof AbortException) && FilePathUtils.find(run.node(), run.control()) == null;
        if (agentWentAway || run.isIn(AgentRun.State.STOPPING)) {
            poller.attach(run, waiter);
            poller.launched(run);
        } else {
            discard(around);
            poller.drop(run);
            waiter.failed(run, e);
        }
    }

    private void discard(Around around) {
        try {
            RunEnd.delete(around.directory().child(run.control()));
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> "The folder of run " + run.id() + " stays");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
