package retrain.jenkins.trigger;

import hudson.model.Job;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import hudson.util.SequentialExecutionQueue;
import hudson.util.StreamTaskListener;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Carries the looks out: a few at once, of a job one after the other, and never two that wait. No executor is held. */
final class DueLooks {
    private static final Logger LOGGER = Logger.getLogger(DueLooks.class.getName());
    private static final int AT_ONCE = 4;

    private static final SequentialExecutionQueue QUEUE = new SequentialExecutionQueue(
            Executors.newFixedThreadPool(AT_ONCE, new NamingThreadFactory(new DaemonThreadFactory(), "retrain-due")));

    private DueLooks() {}

    static void submit(RetrainDueTrigger trigger, Job<?, ?> job) {
        QUEUE.execute(new Look(trigger, job));
    }

    static File log(Job<?, ?> job) {
        return new File(job.getRootDir(), "retrain-due.log");
    }

    /** A look; the queue takes two of one job for one. */
    private record Look(RetrainDueTrigger trigger, Job<?, ?> job) implements Runnable {
        @Override
        public void run() {
            try (StreamTaskListener log = new StreamTaskListener(log(job), StandardCharsets.UTF_8)) {
                new DueLook(trigger, job, log).look();
            } catch (IOException e) {
                LOGGER.log(
                        Level.WARNING, e, () -> "The log of retrainDue of " + job.getFullName() + " cannot be written");
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Look look && look.job.equals(job);
        }

        @Override
        public int hashCode() {
            return job.hashCode();
        }
    }
}
