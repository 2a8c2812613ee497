package jenkins.model;

import hudson.PluginManager;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.Queue;
import hudson.security.Permission;
import java.io.File;
import org.springframework.security.core.Authentication;

public class Jenkins implements hudson.security.AccessControlled {
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

    public String getRootUrl() throws IllegalStateException {
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

    public static final Permission ADMINISTER = null;

    public static final Permission MANAGE = null;

    public static final Authentication ANONYMOUS2 = null;

    public static Authentication getAuthentication2() {
        throw new UnsupportedOperationException();
    }

    public Queue getQueue() {
        throw new UnsupportedOperationException();
    }

    public hudson.Plugin getPlugin(String shortName) {
        throw new UnsupportedOperationException();
    }

    public boolean isUseSecurity() {
        throw new UnsupportedOperationException();
    }
}
