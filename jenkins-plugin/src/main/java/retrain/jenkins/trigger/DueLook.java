package retrain.jenkins.trigger;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.CauseAction;
import hudson.model.Computer;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.Texts;
import retrain.jenkins.access.Access;
import retrain.jenkins.access.Asked;
import retrain.jenkins.agent.AgentCommand;
import retrain.jenkins.config.Settings;
import retrain.jenkins.result.RunResult;

/** One look whether a retrain is due: where the last build worked, with what its job may use. */
final class DueLook {
    private static final Logger LOGGER = Logger.getLogger(DueLook.class.getName());

    /** How many builds back a build of the trigger is looked for. */
    private static final int BACK = 20;

    private final RetrainDueTrigger trigger;
    private final Job<?, ?> job;
    private final TaskListener log;

    DueLook(RetrainDueTrigger trigger, Job<?, ?> job, TaskListener log) {
        this.trigger = trigger;
        this.job = job;
        this.log = log;
    }

    /** Whatever goes wrong stands in the log; the next look is the next try. */
    void look() {
        say("due.look", now(), trigger.getConfig());
        try {
            look(job.getLastBuild());
        } catch (AbortException e) {
            log.getLogger().println(e.getMessage());
        } catch (IOException | RuntimeException e) {
            say("due.failed", String.valueOf(e.getMessage()));
            LOGGER.log(Level.WARNING, e, () -> "retrainDue of " + job.getFullName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(@Nullable Run<?, ?> last) throws IOException, InterruptedException {
        if (Access.isChange(job)) {
            say("due.change");
        } else if (isQueued()) {
            say("due.queued");
        } else if (last == null) {
            start(List.of(Texts.of("due.first")));
        } else if (last.isBuilding()) {
            say("due.building", last.getNumber());
        } else {
            look(last, LastWorkspace.of(last));
        }
    }

    private void look(Run<?, ?> last, LastWorkspace place) throws IOException, InterruptedException {
        FilePath workspace = place.workspace();
        if (workspace == null) {
            say(place.node().isEmpty() ? "due.nowhere" : "due.offline", last.getNumber(), place.node());
        } else if (workspace.child(trigger.getConfig()).exists()) {
            decide(check(last, workspace));
        } else {
            say("due.wiped", trigger.getConfig(), workspace.getRemote());
        }
    }

    private RunResult check(Run<?, ?> last, FilePath workspace) throws IOException, InterruptedException {
        Asked asked = trigger.asked();
        Access access = Access.of(asked, last, log);
        FilePath temporary = WorkspaceList.tempDir(workspace);
        if (temporary == null) {
            throw new AbortException(Texts.of("due.nowhere", last.getNumber()));
        }
        FilePath folder = temporary.child("retrain-due-" + UUID.randomUUID());
        try {
            access.write(workspace, folder);
            return AgentCommand.run(
                    workspace,
                    workspace.createLauncher(log),
                    log,
                    asked.command(),
                    access.options(),
                    environment(workspace, access.environment(folder.getRemote())),
                    Settings.of(job).runner().orElse(null));
        } finally {
            folder.deleteRecursive();
        }
    }

    /** A variable that is empty stays: it takes away what the agent has. */
    private EnvVars environment(FilePath workspace, Map<String, String> granted)
            throws IOException, InterruptedException {
        Computer computer = workspace.toComputer();
        EnvVars environment = job.getEnvironment(computer == null ? null : computer.getNode(), log);
        environment.putAll(granted);
        return environment;
    }

    private void decide(RunResult result) {
        log.getLogger().println(result.getSummary());
        result.getText().forEach(log.getLogger()::println);
        DueDecision decision = DueDecision.of(result.isDue(), result.getReasons(), startedBefore(), Instant.now());
        if (decision.start()) {
            start(result.getReasons());
        } else {
            say(
                    decision.key(),
                    decision.until()
                            .map(t -> t.truncatedTo(ChronoUnit.SECONDS).toString())
                            .orElse(""));
        }
    }

    private void start(List<String> reasons) {
        Queue.Item queued = ParameterizedJobMixIn.scheduleBuild2(job, 0, new CauseAction(new RetrainDueCause(reasons)));
        say(queued == null ? "due.refused" : "due.started", String.join("; ", reasons));
    }

    /** {@return whether a build that was started by a look waits in the queue} */
    private boolean isQueued() {
        return job instanceof Queue.Task task
                && Jenkins.get().getQueue().getItems(task).stream()
                        .anyMatch(item -> item.getCauses().stream().anyMatch(RetrainDueCause.class::isInstance));
    }

    private Optional<DueDecision.Started> startedBefore() {
        Run<?, ?> build = job.getLastBuild();
        for (int i = 0; i < BACK && build != null; i++) {
            RetrainDueCause cause = build.getCause(RetrainDueCause.class);
            if (cause != null) {
                return Optional.of(new DueDecision.Started(cause.getReasons(), hasFailed(build), ended(build)));
            }
            build = build.getPreviousBuild();
        }
        return Optional.empty();
    }

    private static boolean hasFailed(Run<?, ?> build) {
        Result result = build.getResult();
        return result != null && result.isWorseThan(Result.UNSTABLE);
    }

    private static Instant ended(Run<?, ?> build) {
        return Instant.ofEpochMilli(build.getStartTimeInMillis() + build.getDuration());
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void say(String key, Object... arguments) {
        log.getLogger().println(Texts.of(key, arguments));
    }
}
