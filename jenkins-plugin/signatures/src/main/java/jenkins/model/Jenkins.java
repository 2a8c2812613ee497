package jenkins.model;

import hudson.PluginManager;
import hudson.model.Computer;
import hudson.model.Node;
import java.io.File;

public class Jenkins implements hudson.security.AccessControlled {
    public static final hudson.security.Permission ADMINISTER = null;

    public static Jenkins get() {
        throw new UnsupportedOperationException();
    }

    public static Jenkins getInstanceOrNull() {
        throw new UnsupportedOperationException();
    }

    public Node getNode(String name) {
        throw new UnsupportedOperationException();
    }

    public Computer getComputer(String name) {
        throw new UnsupportedOperationException();
    }

    public hudson.model.JDK getJDK(String name) {
        throw new UnsupportedOperationException();
    }

    public java.util.List<hudson.model.JDK> getJDKs() {
        throw new UnsupportedOperationException();
    }

    public <T extends hudson.model.Descriptor> T getDescriptorByType(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    public File getRootDir() {
        throw new UnsupportedOperationException();
    }

    public PluginManager getPluginManager() {
        throw new UnsupportedOperationException();
    }

    public boolean isTerminating() {
        throw new UnsupportedOperationException();
    }
}
