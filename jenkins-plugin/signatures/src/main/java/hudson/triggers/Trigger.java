package hudson.triggers;

import hudson.ExtensionPoint;
import hudson.model.Action;
import hudson.model.Describable;
import hudson.model.Item;
import hudson.scheduler.CronTabList;
import java.io.ObjectStreamException;
import java.util.Collection;

public abstract class Trigger<J extends Item> implements Describable<Trigger<?>>, ExtensionPoint {
    protected final String spec = null;

    protected transient CronTabList tabs;

    protected transient J job;

    protected Trigger(String spec) {}

    protected Trigger() {}

    public void start(J project, boolean newInstance) {
        throw new UnsupportedOperationException();
    }

    public void run() {
        throw new UnsupportedOperationException();
    }

    public void stop() {
        throw new UnsupportedOperationException();
    }

    public Collection<? extends Action> getProjectActions() {
        throw new UnsupportedOperationException();
    }

    public final String getSpec() {
        throw new UnsupportedOperationException();
    }

    protected Object readResolve() throws ObjectStreamException {
        throw new UnsupportedOperationException();
    }
}
