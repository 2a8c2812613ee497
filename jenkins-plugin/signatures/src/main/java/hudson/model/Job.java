package hudson.model;

import hudson.EnvVars;
import java.io.IOException;

public abstract class Job<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends AbstractItem {
    public RunT getLastBuild() {
        throw new UnsupportedOperationException();
    }

    public RunT getBuildByNumber(int number) {
        throw new UnsupportedOperationException();
    }

    public EnvVars getEnvironment(Node node, TaskListener listener) throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }
}
