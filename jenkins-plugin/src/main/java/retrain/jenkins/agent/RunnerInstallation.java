package retrain.jenkins.agent;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.model.EnvironmentSpecific;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.slaves.NodeSpecific;
import hudson.tools.ToolDescriptor;
import hudson.tools.ToolInstallation;
import hudson.tools.ToolProperty;
import hudson.util.FormValidation;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.jenkins.Texts;

/** A runner as a tool of Jenkins, which any of its installers can bring to an agent. */
public final class RunnerInstallation extends ToolInstallation
        implements NodeSpecific<RunnerInstallation>, EnvironmentSpecific<RunnerInstallation> {
    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public RunnerInstallation(String name, @Nullable String home, List<? extends ToolProperty<?>> properties) {
        super(name, home, properties);
    }

    /**
     * {@return the tool of that name}
     *
     * @throws AbortException if there is none
     */
    static RunnerInstallation find(String name) throws AbortException {
        return Arrays.stream(installed())
                .filter(tool -> tool.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AbortException("There is no runner '" + name
                        + "' among the tools of this Jenkins. There are: " + (names().isEmpty() ? "none" : names())));
    }

    /** {@return the names of all tools of this kind} */
    public static List<String> names() {
        return Arrays.stream(installed()).map(ToolInstallation::getName).toList();
    }

    private static RunnerInstallation[] installed() {
        return Jenkins.get().getDescriptorByType(DescriptorImpl.class).getInstallations();
    }

    @Override
    public RunnerInstallation forNode(Node node, TaskListener listener) throws IOException, InterruptedException {
        return new RunnerInstallation(
                getName(), translateFor(node, listener), getProperties().toList());
    }

    @Override
    public RunnerInstallation forEnvironment(EnvVars environment) {
        return new RunnerInstallation(
                getName(), environment.expand(getHome()), getProperties().toList());
    }

    /** The kind of tool. */
    @Extension
    @Symbol("retrainRunner")
    public static final class DescriptorImpl extends ToolDescriptor<RunnerInstallation> {
        public DescriptorImpl() {
            load();
        }

        @Override
        public String getDisplayName() {
            return Texts.of("runner.name");
        }

        @Override
        public void setInstallations(RunnerInstallation... installations) {
            super.setInstallations(installations);
            save();
        }

        @Override
        protected FormValidation checkHomeDirectory(File home) {
            return new File(home, "bin/retrain").isFile()
                    ? FormValidation.ok()
                    : FormValidation.error(Texts.of("runner.none", home));
        }
    }
}
