package hudson.model;

import hudson.EnvVars;
import hudson.slaves.NodeSpecific;
import hudson.tools.ToolInstallation;
import java.io.IOException;
import java.util.List;

public final class JDK extends ToolInstallation implements NodeSpecific<JDK>, EnvironmentSpecific<JDK> {
    public JDK(String name, String home) {
        super(name, home, List.of());
    }

    @Override
    public JDK forNode(Node node, TaskListener listener) throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    @Override
    public JDK forEnvironment(EnvVars environment) {
        throw new UnsupportedOperationException();
    }
}
