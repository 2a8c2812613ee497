package hudson.util;

import java.util.concurrent.ThreadFactory;

public class NamingThreadFactory implements ThreadFactory {
    public NamingThreadFactory(ThreadFactory delegate, String name) {}

    @Override
    public Thread newThread(Runnable work) {
        throw new UnsupportedOperationException();
    }
}
