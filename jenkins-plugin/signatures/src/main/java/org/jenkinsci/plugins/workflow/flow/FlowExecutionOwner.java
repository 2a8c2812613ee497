package org.jenkinsci.plugins.workflow.flow;

import hudson.model.Queue;
import java.io.IOException;

public abstract class FlowExecutionOwner implements java.io.Serializable {
    public abstract FlowExecution get() throws IOException;

    public interface Executable extends Queue.Executable {
        FlowExecutionOwner asFlowExecutionOwner();
    }
}
