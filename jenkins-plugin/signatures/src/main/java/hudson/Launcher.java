package hudson;

import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Map;

public abstract class Launcher {
    public boolean isUnix() {
        throw new UnsupportedOperationException();
    }

    public TaskListener getListener() {
        throw new UnsupportedOperationException();
    }

    public void kill(Map<String, String> environment) throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }
}
