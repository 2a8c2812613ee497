package org.jenkinsci.plugins.durabletask;

public final class BourneShellScript extends FileMonitoringTask {
    public BourneShellScript(String script) {}
}
