package hudson.tasks.junit.pipeline;

import java.util.List;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

public class JUnitResultsStepExecution {
    public static List<FlowNode> getEnclosingStagesAndParallels(FlowNode node) {
        throw new UnsupportedOperationException();
    }

    public static List<String> getEnclosingBlockIds(List<FlowNode> nodes) {
        throw new UnsupportedOperationException();
    }

    public static List<String> getEnclosingBlockNames(List<FlowNode> nodes) {
        throw new UnsupportedOperationException();
    }
}
