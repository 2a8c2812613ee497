package retrain.jenkins.trigger;

import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Job;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Calendar;
import retrain.jenkins.Texts;

/** The page that says what the last look found, and when the next one is. */
public final class DueLog implements Action {
    /** The most of a log that is shown. */
    private static final int MOST = 256 * 1024;

    private final Job<?, ?> job;
    private final RetrainDueTrigger trigger;

    DueLog(Job<?, ?> job, RetrainDueTrigger trigger) {
        this.job = job;
        this.trigger = trigger;
    }

    public Job<?, ?> getJob() {
        return job;
    }

    /** {@return the log of the last look} */
    public String getLog() throws IOException {
        job.checkPermission(Item.READ);
        File file = DueLooks.log(job);
        if (!file.isFile()) {
            return Texts.of("due.never");
        }
        byte[] bytes = Files.readAllBytes(file.toPath());
        return new String(bytes, 0, Math.min(bytes.length, MOST), StandardCharsets.UTF_8);
    }

    /** {@return the time of the next look} */
    public String getNext() {
        Calendar next = trigger.next();
        return next == null ? "" : next.toInstant().toString();
    }

    @Override
    public String getIconFileName() {
        return "symbol-timer";
    }

    @Override
    public String getDisplayName() {
        return Texts.of("due.log");
    }

    @Override
    public String getUrlName() {
        return "retrainDueLog";
    }
}
