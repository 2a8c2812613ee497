package retrain.jenkins.page;

import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.BuildListenerAdapter;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.Texts;
import retrain.jenkins.result.RunResult;

/**
 * Shows what a command came to, wherever people look. What cannot be shown is a warning in the log, and never fails the build: the result
 * stands whether or not it is seen.
 */
public final class BuildResults {
    private static final Logger LOGGER = Logger.getLogger(BuildResults.class.getName());

    private final Run<?, ?> build;
    private final RunResult result;
    private final TaskListener listener;

    private BuildResults(Run<?, ?> build, RunResult result, TaskListener listener) {
        this.build = build;
        this.result = result;
        this.listener = listener;
    }

    /**
     * Adds a result to its build: archives the reports, and publishes checks and tests if there are plugins for them.
     *
     * @param out the folder of the command's reports, on the agent; may be absent, or not exist
     */
    public static void add(Run<?, ?> build, RunResult result, @Nullable FilePath out, StepContext context) {
        BuildResults results = new BuildResults(build, result, listener(context));
        results.attempt("show.page", () -> RetrainAction.add(build, result));
        Map<String, FilePath> files = new TreeMap<>();
        results.attempt("show.reports", () -> files.putAll(ReportFiles.in(out, result)));
        if (out != null && !files.isEmpty()) {
            results.archive(out, files);
        }
        results.check(files);
        if (out != null && files.containsKey(ReportFiles.TESTS) && Installed.is("junit")) {
            results.attempt(
                    "show.tests",
                    () -> GateTestResults.publish(
                            build, out, ReportFiles.TESTS, context.get(FlowNode.class), results.listener));
        }
    }

    private void archive(FilePath out, Map<String, FilePath> files) {
        Map<String, String> artifacts = new TreeMap<>();
        files.keySet().forEach(name -> artifacts.put("retrain/" + result.getId() + "/" + name, name));
        attempt(
                "show.reports",
                () -> build.pickArtifactManager()
                        .archive(out, out.createLauncher(listener), BuildListenerAdapter.wrap(listener), artifacts));
        if (result.getReport() != null) {
            listener.getLogger().println(Texts.of("show.report", url()));
        }
    }

    private void check(Map<String, FilePath> files) {
        String model = result.getModel();
        if (model != null && Installed.is("checks-api")) {
            attempt("show.checks", () -> {
                String url = url();
                String markdown = ReportFiles.markdown(files);
                CheckFacts facts = CheckFacts.of(result, model, markdown, Texts.of("check.cut", url));
                ChecksPublishing.publish(build, listener, facts, url);
            });
        }
    }

    private String url() {
        String root = Jenkins.get().getRootUrl();
        return (root == null ? "" : root) + build.getUrl() + "retrain/";
    }

    /** Something that is shown; it may need a plugin whose classes are not as expected. */
    private interface Showing {
        void show() throws IOException, InterruptedException;
    }

    private void attempt(String what, Showing showing) {
        try {
            showing.show();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            warn(what, e);
        } catch (IOException | RuntimeException | LinkageError e) {
            warn(what, e);
        }
    }

    private void warn(String what, Throwable why) {
        LOGGER.log(Level.WARNING, why, () -> build.getExternalizableId() + ": " + what);
        String reason = Optional.ofNullable(why.getMessage()).orElse(why.toString());
        listener.getLogger().println(Texts.of("show.warning", Texts.of(what), reason));
    }

    private static TaskListener listener(StepContext context) {
        try {
            return Optional.ofNullable(context.get(TaskListener.class)).orElse(TaskListener.NULL);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "no log to write to", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return TaskListener.NULL;
    }
}
