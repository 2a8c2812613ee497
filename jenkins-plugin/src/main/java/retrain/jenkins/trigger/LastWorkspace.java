package retrain.jenkins.trigger;

import hudson.FilePath;
import hudson.model.Run;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.actions.WorkspaceAction;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jspecify.annotations.Nullable;

/**
 * Where a build worked last.
 *
 * @param workspace null if its agent is not online, or there is none
 * @param node the name of the agent; empty if the build had none
 */
record LastWorkspace(@Nullable FilePath workspace, String node) {
    /** How many builds back a workspace is looked for: the last ones may have ended before they had one. */
    private static final int BACK = 10;

    static LastWorkspace of(Run<?, ?> last) throws IOException {
        LastWorkspace offline = new LastWorkspace(null, "");
        Run<?, ?> build = last;
        for (int i = 0; i < BACK && build != null; i++) {
            LastWorkspace found = in(build);
            if (found.workspace != null) {
                return found;
            }
            offline = offline.node.isEmpty() ? found : offline;
            build = build.getPreviousBuild();
        }
        return offline;
    }

    private static LastWorkspace in(Run<?, ?> build) throws IOException {
        LastWorkspace found = new LastWorkspace(null, "");
        if (!(build instanceof FlowExecutionOwner.Executable pipeline) || pipeline.asFlowExecutionOwner() == null) {
            return found;
        }
        DepthFirstScanner nodes = new DepthFirstScanner();
        nodes.setup(pipeline.asFlowExecutionOwner().get().getCurrentHeads());
        for (FlowNode node : nodes) {
            WorkspaceAction action = node.getAction(WorkspaceAction.class);
            if (action != null && found.workspace == null) {
                String name = action.getNode().isEmpty() ? "built-in" : action.getNode();
                found = new LastWorkspace(action.getWorkspace(), name);
            }
        }
        return found;
    }
}
