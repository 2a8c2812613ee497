package hudson.util;

import java.util.concurrent.ThreadFactory;

public class DaemonThreadFactory implements ThreadFactory {
    public DaemonThreadFactory() {}

    @Override
    public Thread newThread(Runnable work) {
        throw new UnsupportedOperationException();
    }
}
