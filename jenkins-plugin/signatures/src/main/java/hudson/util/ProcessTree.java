package hudson.util;

import java.util.Iterator;
import java.util.Map;

public abstract class ProcessTree implements Iterable<ProcessTree.OSProcess> {
    public static ProcessTree get() {
        throw new UnsupportedOperationException();
    }

    @Override
    public final Iterator<OSProcess> iterator() {
        throw new UnsupportedOperationException();
    }

    public abstract class OSProcess {
        private OSProcess() {}

        public final boolean hasMatchingEnvVars(Map<String, String> variables) {
            throw new UnsupportedOperationException();
        }
    }
}
