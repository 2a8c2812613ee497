package retrain.jenkins.agent;

import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.FilePathUtils;
import retrain.jenkins.access.Access;

/** What a run may use, as far as it is on the agent: written before the start, and again before it runs out. */
final class Grants {
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

    private Grants() {}

    /** Writes what the process needs, and notes what must not be seen and when to do so again. */
    static void write(RunWatch watch, Access access, FilePath directory, FilePath folder)
            throws IOException, InterruptedException {
        access.write(directory, folder);
        note(watch, access);
    }

    private static void note(RunWatch watch, Access access) {
        AgentRun run = watch.run();
        List<String> before = run.secrets();
        List<String> secrets = new ArrayList<>(before == null ? List.of() : before);
        access.secrets().stream().filter(secret -> !secrets.contains(secret)).forEach(secrets::add);
        run.hide(secrets);
        run.renewed(access.renewAt().isPresent());
        watch.renewAt(access.renewAt().orElse(null));
    }

    /** Does the same for a run that runs. Its log is not shown if it is unknown what must not be seen. */
    static void renew(RunWatch watch) {
        AgentRun run = watch.run();
        try {
            Run<?, ?> build = Run.fromExternalizableId(run.build());
            FilePath directory = FilePathUtils.find(run.node(), run.directory());
            if (build == null || directory == null) {
                throw new IOException(build == null ? "its build is gone" : "its agent is away");
            }
            renew(watch, Access.of(run.step(), build, TaskListener.NULL), directory);
        } catch (IOException e) {
            failed(watch, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What does not run out is still there. */
    private static void renew(RunWatch watch, Access access, FilePath directory)
            throws IOException, InterruptedException {
        if (access.renewAt().isPresent()) {
            write(
                    watch,
                    access,
                    directory,
                    directory.child(watch.run().control()).child(Control.PRIVATE));
        } else {
            note(watch, access);
        }
    }

    private static void failed(RunWatch watch, String why) {
        if (watch.run().secrets() == null) {
            watch.withhold();
            watch.say("the log is not shown, as it is unknown what must not be seen in it: " + why);
        } else {
            watch.renewAt(Instant.now().plus(TRY_AGAIN));
            watch.say("the credentials of the process cannot be renewed: " + why);
        }
    }
}
