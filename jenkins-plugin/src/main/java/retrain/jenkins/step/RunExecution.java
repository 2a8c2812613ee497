package retrain.jenkins.step;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import retrain.Option;
import retrain.jenkins.agent.AgentPoller;
import retrain.jenkins.agent.AgentRun;
import retrain.jenkins.agent.Waiter;
import retrain.jenkins.page.BuildResults;
import retrain.jenkins.result.RunResult;

/** A step that waits for a run. All that it keeps is the run's id, and why it was stopped. */
abstract class RunExecution extends StepExecution implements Waiter {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(RunExecution.class.getName());
    private static final Set<String> REJECTED = Set.of("REJECTED", "INCONCLUSIVE", "ALARM");

    private @Nullable String id;
    private volatile @Nullable Throwable stopped;

    RunExecution(StepContext context) {
        super(context);
    }

    final void waitsFor(AgentRun run) {
        id = run.id();
    }

    private Optional<AgentRun> run() {
        String known = id;
        return known == null ? Optional.empty() : AgentPoller.get().find(known);
    }

    /** Goes on where the controller ended. */
    abstract void resume(AgentRun run);

    /** {@return whether the run ends when this step is stopped} */
    abstract boolean ownsRun(AgentRun run) throws IOException, InterruptedException;

    /** Ends a launch that has not come to its end. */
    void endLaunch() {}

    @Override
    public final void onResume() {
        Optional<AgentRun> run = run();
        if (run.isPresent()) {
            resume(run.get());
        } else {
            getContext().onFailure(new AbortException(unknown(id)));
        }
    }

    static String unknown(@Nullable String id) {
        return "Nobody knows a run '" + id + "'. A run is kept while the build that started it is: was that deleted?";
    }

    @Override
    public final void stop(Throwable cause) throws Exception {
        stopped = cause;
        Optional<AgentRun> run = run();
        if (run.isPresent() && ownsRun(run.get())) {
            AgentPoller.get().stop(run.get());
            endLaunch();
        } else {
            run.ifPresent(r -> AgentPoller.get().detach(r, this));
            getContext().onFailure(cause);
        }
    }

    @Override
    public final String getStatus() {
        return run().map(run -> "waits for run " + run.id() + " (retrain "
                        + run.step().command().word() + ") on " + run.agent() + ", "
                        + AgentPoller.get().lastLook(run))
                .orElse("knows no run");
    }

    @Override
    public final void tell(List<String> lines) {
        try {
            TaskListener listener = getContext().get(TaskListener.class);
            if (listener != null) {
                PrintStream log = listener.getLogger();
                lines.forEach(log::println);
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The log of " + getContext() + " is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public final void ended(AgentRun run, @Nullable FilePath out) {
        try {
            RunResult result = run.result();
            if (result != null) {
                keep(run, result, out);
            }
            finish(run, result);
        } catch (IOException | RuntimeException | LinkageError e) {
            // Other plugins, of any version, take part in this; whatever they do, the step ends.
            getContext().onFailure(e);
        } catch (InterruptedException e) {
            getContext().onFailure(e);
            Thread.currentThread().interrupt();
        }
    }

    private void keep(AgentRun run, RunResult result, @Nullable FilePath out) throws IOException, InterruptedException {
        Run<?, ?> build = getContext().get(Run.class);
        if (run.publish(build.getExternalizableId())) {
            BuildResults.add(build, result, out, getContext());
        }
    }

    private void finish(AgentRun run, @Nullable RunResult result) throws IOException, InterruptedException {
        Throwable cause = stopped;
        String failure = run.failure();
        if (cause != null) {
            getContext().onFailure(cause);
        } else if (failure != null) {
            getContext().onFailure(new AbortException(failure));
        } else {
            if (result != null && result.getExit() == 0 && REJECTED.contains(result.getOutcome())) {
                warn(run, result);
            }
            getContext().onSuccess(result);
        }
    }

    /** Only a step that was told to let it pass comes here: onReject is warn. */
    private void warn(AgentRun run, RunResult result) throws IOException, InterruptedException {
        LOGGER.fine(() -> run.id() + " has " + Option.ON_REJECT.word() + "=warn");
        FlowNode node = getContext().get(FlowNode.class);
        node.addOrReplaceAction(new WarningAction(Result.UNSTABLE).withMessage(result.toString()));
        getContext().get(Run.class).setResult(Result.UNSTABLE);
    }

    @Override
    public final void failed(AgentRun run, Exception why) {
        Throwable cause = stopped;
        if (cause != null) {
            tell(List.of("Retrain: " + why.getMessage()));
        }
        getContext().onFailure(cause == null ? why : cause);
    }
}
