package hudson.model;

import hudson.remoting.VirtualChannel;

public abstract class Computer extends Actionable {
    public static final java.util.concurrent.ExecutorService threadPoolForRemoting = null;

    public String getName() {
        throw new UnsupportedOperationException();
    }

    public Node getNode() {
        throw new UnsupportedOperationException();
    }

    public VirtualChannel getChannel() {
        throw new UnsupportedOperationException();
    }

    public boolean isOnline() {
        throw new UnsupportedOperationException();
    }
}
