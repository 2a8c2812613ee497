package hudson.tasks.test;

import java.util.List;

public class PipelineTestDetails implements java.io.Serializable {
    public void setNodeId(String nodeId) {
        throw new UnsupportedOperationException();
    }

    public void setEnclosingBlocks(List<String> enclosingBlocks) {
        throw new UnsupportedOperationException();
    }

    public void setEnclosingBlockNames(List<String> enclosingBlockNames) {
        throw new UnsupportedOperationException();
    }
}
