package hudson.tools;

import hudson.ExtensionPoint;
import hudson.model.Describable;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.util.DescribableList;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

public abstract class ToolInstallation implements Describable<ToolInstallation>, Serializable, ExtensionPoint {
    protected ToolInstallation(String name, String home, List<? extends ToolProperty<?>> properties) {}

    public String getName() {
        throw new UnsupportedOperationException();
    }

    public String getHome() {
        throw new UnsupportedOperationException();
    }

    public synchronized DescribableList<ToolProperty<?>, ToolPropertyDescriptor> getProperties() {
        throw new UnsupportedOperationException();
    }

    protected String translateFor(Node node, TaskListener listener) throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }
}
