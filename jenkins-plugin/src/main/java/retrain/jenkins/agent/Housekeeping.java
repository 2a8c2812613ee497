package retrain.jenkins.agent;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.listeners.RunListener;

/** A run that was waited for is kept until its build ends, any other until its build is deleted. */
@Extension
public final class Housekeeping extends RunListener<Run<?, ?>> {
    @Override
    public void onFinalized(Run<?, ?> build) {
        AgentPoller poller = AgentPoller.get();
        poller.runs().of(build.getExternalizableId()).stream()
                .filter(run -> run.step().isWait() && run.isIn(AgentRun.State.ENDED))
                .forEach(poller::drop);
    }

    /** A process that still runs goes on; its folder on the agent is deleted when it has ended. */
    @Override
    public void onDeleted(Run<?, ?> build) {
        AgentPoller poller = AgentPoller.get();
        poller.runs().of(build.getExternalizableId()).forEach(poller::abandon);
    }
}
