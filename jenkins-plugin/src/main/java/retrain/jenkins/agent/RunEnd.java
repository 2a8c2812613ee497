package retrain.jenkins.agent;

import hudson.FilePath;
import hudson.slaves.WorkspaceList;
import java.io.IOException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.FilePathUtils;
import retrain.Command;

/** The end of a run: what it left is read, those who wait are told, and its folder is deleted. */
final class RunEnd {
    private static final Logger LOGGER = Logger.getLogger(RunEnd.class.getName());

    private final RunWatch watch;
    private final AgentRun run;
    private final AgentPoller poller;

    RunEnd(RunWatch watch, AgentPoller poller) {
        this.watch = watch;
        this.run = watch.run();
        this.poller = poller;
    }

    /** If the agent goes away amid this, the next look finds the same again. */
    void end() {
        FilePath control = FilePathUtils.find(run.node(), run.control());
        try {
            if (control != null) {
                Verdict verdict = read(control);
                run.end(verdict.result(), verdict.failure());
                poller.runs().save(run);
                told(control);
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The agent of run " + run.id() + " went away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watch.free();
        }
    }

    private Verdict read(FilePath control) throws IOException, InterruptedException {
        String where = control.getRemote() + " on " + run.agent();
        Optional<String> ending = AgentFile.read(control.child(Control.ENDING));
        Optional<String> result =
                AgentFile.read(control.child(Control.OUT).child(file(run.step().command())));
        return Verdict.of(run, where, ending, result, watch.lost());
    }

    static String file(Command command) {
        return switch (command) {
            case CHECK -> "check.json";
            case MONITOR -> "monitor.json";
            default -> "result.json";
        };
    }

    private void told(FilePath control) throws IOException, InterruptedException {
        FilePath out = control.child(Control.OUT);
        copy(out);
        for (Waiter waiter : watch.over()) {
            waiter.ended(run, out);
        }
        poller.runs().save(run);
        poller.over(run);
        delete(control);
    }

    /** The reports of whichever run ended last are also where the runner's own default is. Nothing depends on that. */
    private void copy(FilePath out) throws InterruptedException {
        try {
            if (out.isDirectory()) {
                out.copyRecursiveTo(new FilePath(out.getChannel(), run.directory()).child("retrain-out"));
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The reports of run " + run.id() + " cannot be copied to " + run.directory(), e);
        }
    }

    static void delete(FilePath control) throws IOException, InterruptedException {
        control.deleteRecursive();
        FilePath beside = WorkspaceList.tempDir(control);
        if (beside != null) {
            beside.deleteRecursive();
        }
    }
}
