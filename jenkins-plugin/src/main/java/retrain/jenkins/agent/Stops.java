package retrain.jenkins.agent;

import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/** Tells a process, and all that it started, to end: once, when its agent is there. The runner then stops what it has running elsewhere. */
final class Stops {
    private static final Logger LOGGER = Logger.getLogger(Stops.class.getName());

    private Stops() {}

    /** If the agent goes away amid this, the next look finds the same again. */
    static void send(AgentRun run, AgentPoller poller) {
        Computer computer = Jenkins.get().getComputer(run.node());
        Node node = computer == null ? null : computer.getNode();
        try {
            if (node != null) {
                node.createLauncher(TaskListener.NULL).kill(Map.of(Control.COOKIE, run.id()));
                run.stopSent();
                poller.runs().save(run);
                poller.hurry(run);
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The agent of run " + run.id() + " went away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
