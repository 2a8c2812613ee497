package retrain.jenkins.page;

import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.junit.JUnitResultArchiver;
import hudson.tasks.junit.pipeline.JUnitResultsStepExecution;
import hudson.tasks.test.PipelineTestDetails;
import java.io.IOException;
import java.util.List;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jspecify.annotations.Nullable;

/**
 * Gives the gates to the junit plugin, a test each. Loaded only if it is there: nothing else may name its types. A failed test alone does
 * not change the build's result: the step that archives tests does that, and it is not used.
 */
final class GateTestResults {
    private GateTestResults() {}

    static void publish(Run<?, ?> build, FilePath out, String file, @Nullable FlowNode node, TaskListener listener)
            throws IOException, InterruptedException {
        JUnitResultArchiver archiver = new JUnitResultArchiver(file);
        archiver.setAllowEmptyResults(true);
        archiver.setSkipPublishingChecks(true);
        JUnitResultArchiver.parseAndSummarize(
                archiver, details(node), build, out, out.createLauncher(listener), listener);
    }

    private static PipelineTestDetails details(@Nullable FlowNode node) {
        PipelineTestDetails details = new PipelineTestDetails();
        if (node != null) {
            List<FlowNode> around = JUnitResultsStepExecution.getEnclosingStagesAndParallels(node);
            details.setNodeId(node.getId());
            details.setEnclosingBlocks(JUnitResultsStepExecution.getEnclosingBlockIds(around));
            details.setEnclosingBlockNames(JUnitResultsStepExecution.getEnclosingBlockNames(around));
        }
        return details;
    }
}
