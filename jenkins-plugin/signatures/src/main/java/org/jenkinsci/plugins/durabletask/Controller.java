package org.jenkinsci.plugins.durabletask;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.OutputStream;

public abstract class Controller implements java.io.Serializable {
    public boolean writeLog(FilePath workspace, OutputStream sink) throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    public Integer exitStatus(FilePath workspace, Launcher launcher, TaskListener listener)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    public void stop(FilePath workspace, Launcher launcher) throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    public void cleanup(FilePath workspace) throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }
}
