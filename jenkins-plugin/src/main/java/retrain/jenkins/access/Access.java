package retrain.jenkins.access;

import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.Option;
import retrain.jenkins.step.RetrainStep;

/** What a step may use. */
public final class Access {
    private final RetrainStep step;

    private Access(RetrainStep step) {
        this.step = step;
    }

    public static Access of(RetrainStep step, Run<?, ?> build, TaskListener listener)
            throws IOException, InterruptedException {
        return new Access(step);
    }

    public Map<Option, String> options() {
        return step.options();
    }

    public Map<String, String> environment(String folder) {
        return Map.of();
    }

    public Map<String, String> files() {
        return Map.of();
    }

    public void write(FilePath workspace, FilePath folder) throws IOException, InterruptedException {
        folder.mkdirs();
    }

    public Optional<Instant> renewAt() {
        return Optional.empty();
    }

    public List<String> secrets() {
        return List.of();
    }
}
