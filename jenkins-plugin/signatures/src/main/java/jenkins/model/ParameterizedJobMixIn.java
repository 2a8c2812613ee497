package jenkins.model;

import hudson.model.*;
import hudson.triggers.Trigger;

public abstract class ParameterizedJobMixIn<
        JobT extends Job<JobT, RunT> & ParameterizedJobMixIn.ParameterizedJob<JobT, RunT> & Queue.Task,
        RunT extends Run<JobT, RunT> & Queue.Executable> {
    public static Queue.Item scheduleBuild2(Job<?, ?> job, int quietPeriod, Action... actions) {
        throw new UnsupportedOperationException();
    }

    public static <T extends Trigger<?>> T getTrigger(Job<?, ?> job, Class<T> type) {
        throw new UnsupportedOperationException();
    }

    public interface ParameterizedJob<
                    JobT extends Job<JobT, RunT> & ParameterizedJobMixIn.ParameterizedJob<JobT, RunT> & Queue.Task,
                    RunT extends Run<JobT, RunT> & Queue.Executable>
            extends BuildableItem {
        default boolean isDisabled() {
            throw new UnsupportedOperationException();
        }
    }
}
