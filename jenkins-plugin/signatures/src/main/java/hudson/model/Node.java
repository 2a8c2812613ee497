package hudson.model;

import hudson.FilePath;
import hudson.Launcher;

public abstract class Node extends AbstractModelObject {
    public abstract String getNodeName();

    public abstract FilePath getRootPath();

    public abstract Launcher createLauncher(TaskListener listener);

    public final Computer toComputer() {
        throw new UnsupportedOperationException();
    }
}
