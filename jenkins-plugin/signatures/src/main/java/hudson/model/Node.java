package hudson.model;

import hudson.FilePath;

public abstract class Node {
    public String getNodeName() {
        throw new UnsupportedOperationException();
    }

    public FilePath getRootPath() {
        throw new UnsupportedOperationException();
    }

    public Computer toComputer() {
        throw new UnsupportedOperationException();
    }
}
