package retrain.jenkins.agent;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.TaskListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is around a step on an agent.
 *
 * @param launcher starts processes where the step's are to run, which may be a container
 */
public record Around(FilePath directory, Launcher launcher, EnvVars environment, TaskListener listener) {
    /** What a short process printed, and its exit code. */
    record Said(int exit, String text) {}

    Node node() throws IOException {
        Computer computer = directory.toComputer();
        Node node = computer == null ? null : computer.getNode();
        if (node == null) {
            throw new IOException("The agent of " + directory.getRemote() + " has just gone");
        }
        return node;
    }

    /** {@return whether processes run in the agent's own surroundings, and not in a container or the like} */
    boolean isPlain() {
        return launcher.getClass().getName().startsWith("hudson.Launcher$");
    }

    /** Runs a short process. */
    Said run(List<String> command) throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = launcher.launch()
                .cmds(command)
                .envs(escaped(environment))
                .pwd(directory)
                .quiet(true)
                .stdout(out)
                .join();
        return new Said(exit, out.toString(StandardCharsets.UTF_8));
    }

    /** Launchers replace variables within values; these are to stay as they are. */
    private static Map<String, String> escaped(Map<String, String> environment) {
        Map<String, String> escaped = new TreeMap<>();
        environment.forEach((name, value) -> escaped.put(name, value.replace("$", "$$")));
        return escaped;
    }

    void say(String line) {
        listener.getLogger().println("Retrain: " + line);
    }
}
