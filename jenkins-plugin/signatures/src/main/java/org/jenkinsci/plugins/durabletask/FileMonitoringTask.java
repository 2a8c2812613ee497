package org.jenkinsci.plugins.durabletask;

public abstract class FileMonitoringTask extends DurableTask {}
