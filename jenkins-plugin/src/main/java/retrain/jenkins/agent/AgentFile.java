package retrain.jenkins.agent;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import jenkins.MasterToSlaveFileCallable;
import org.jspecify.annotations.Nullable;

/** A file that comes to the controller whole, so it must not be large. */
final class AgentFile {
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private AgentFile() {}

    /**
     * {@return the text of a file on an agent; empty if there is none}
     *
     * @throws IOException if it is too large, or the agent is gone
     */
    static Optional<String> read(FilePath file) throws IOException, InterruptedException {
        return Optional.ofNullable(file.act(new Read()));
    }

    private static final class Read extends MasterToSlaveFileCallable<@Nullable String> {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable String invoke(File file, VirtualChannel channel) throws IOException {
            if (!file.isFile()) {
                return null;
            }
            if (file.length() > MOST_BYTES) {
                throw new IOException(file + " has more than " + MOST_BYTES / 1024 / 1024 + " MB");
            }
            return Files.readString(file.toPath());
        }
    }
}
