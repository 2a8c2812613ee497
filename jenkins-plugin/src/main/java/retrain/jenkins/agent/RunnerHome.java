package retrain.jenkins.agent;

import hudson.AbortException;
import hudson.FilePath;
import hudson.PluginWrapper;
import hudson.slaves.WorkspaceList;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;
import retrain.Command;

/** The runner's folder on the agent, where it comes once: from a tool, from within the plugin, or from the Maven of the workspace. */
final class RunnerHome {
    private static final String ZIP = "WEB-INF/runner/retrain-runner-bin.zip";
    private static final Digests DIGESTS = new Digests();

    private final Around around;

    RunnerHome(Around around) {
        this.around = around;
    }

    /** @param tool the name of a tool, if one is named */
    String find(@Nullable String tool) throws IOException, InterruptedException {
        if (tool != null) {
            return tool(tool);
        }
        Optional<URL> zip = zip();
        FilePath home = zip.isPresent() ? fromPlugin(zip.get()) : fromMaven();
        return home.getRemote();
    }

    private String tool(String name) throws IOException, InterruptedException {
        RunnerInstallation tool = RunnerInstallation.find(name)
                .forNode(around.node(), around.listener())
                .forEnvironment(around.environment());
        String home = String.valueOf(tool.getHome());
        if (!isThere(around.directory().child(home))) {
            throw new AbortException("The runner '" + name + "' has no bin/retrain in " + home + " on the agent '"
                    + around.node().getNodeName()
                    + "'. If an installer unpacks a zip, its subfolder must be named there");
        }
        return home;
    }

    private static boolean isThere(FilePath home) throws IOException, InterruptedException {
        return home.child("bin").child("retrain").exists();
    }

    private static Optional<URL> zip() throws IOException {
        PluginWrapper plugin = Jenkins.get().getPluginManager().whichPlugin(RunnerHome.class);
        URL zip = plugin == null ? null : new URL(plugin.baseResourceURL, ZIP);
        if (zip == null) {
            return Optional.empty();
        }
        try (InputStream in = zip.openStream()) {
            return Optional.of(zip);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A container sees the workspace, but often not the agent's own folder. */
    private FilePath fromPlugin(URL zip) throws IOException, InterruptedException {
        FilePath root = around.node().getRootPath();
        String digest = DIGESTS.of(zip);
        if (root != null) {
            FilePath home = install(zip, root.child("retrain").child("runner"), digest);
            if (around.isPlain() || isSeen(home)) {
                return home;
            }
        }
        return install(zip, ownFolder(), digest);
    }

    private boolean isSeen(FilePath home) throws IOException, InterruptedException {
        return around.run(List.of("test", "-x", home.getRemote() + "/bin/retrain"))
                        .exit()
                == 0;
    }

    private FilePath install(URL zip, FilePath folder, String digest) throws IOException, InterruptedException {
        FilePath home = folder.child(digest);
        if (!isThere(home)) {
            around.say("the runner is brought to " + home.getRemote());
            folder.mkdirs();
            FilePath copy = folder.child(UUID.randomUUID() + ".zip");
            try (InputStream in = zip.openStream()) {
                copy.copyFrom(in);
                copy.act(new RunnerZip(digest));
            } finally {
                copy.delete();
            }
        }
        return home;
    }

    private FilePath ownFolder() {
        return WorkspaceList.tempDir(around.directory()).child("retrain-runner");
    }

    /** Kept with the workspace, not with the agent: what a workspace's own Maven brings is not for other jobs. */
    private FilePath fromMaven() throws IOException, InterruptedException {
        String version = version();
        FilePath home = ownFolder().child(version);
        if (isThere(home)) {
            return home;
        }
        FilePath folder = ownFolder().child(UUID.randomUUID().toString());
        folder.mkdirs();
        try {
            download(version, folder);
            FilePath zip = ownFolder().child(version + "-" + UUID.randomUUID() + ".zip");
            folder.child("retrain-runner-" + version + "-bin.zip").renameTo(zip);
            try {
                zip.act(new RunnerZip(version));
            } finally {
                zip.delete();
            }
            return home;
        } finally {
            folder.deleteRecursive();
        }
    }

    private void download(String version, FilePath into) throws IOException, InterruptedException {
        around.say("the runner comes by Maven: io.retrain:retrain-runner:" + version);
        String why;
        try {
            Around.Said said = around.run(MavenCall.of(
                    around.launcher().isUnix(), around.directory().child("mvnw").exists(), version, into.getRemote()));
            if (said.exit() == 0) {
                return;
            }
            why = "Maven ended with exit code " + said.exit() + ": " + MavenCall.firstError(said.text());
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        }
        throw new AbortException(
                "Retrain's runner is not on the agent '" + around.node().getNodeName()
                        + "', and this plugin has none in it. There are three ways: the plugin's file with the runner in it; a tool"
                        + " 'Retrain runner' in the tools of this Jenkins, and runner: '<its name>' in the step; Maven on the agent with access to"
                        + " io.retrain:retrain-runner:" + version + ":zip:bin, which was tried (" + why + ")");
    }

    private static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream in =
                Command.class.getResourceAsStream("/META-INF/maven/io.retrain/retrain-core/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        }
        return properties.getProperty("version", "LATEST");
    }
}
