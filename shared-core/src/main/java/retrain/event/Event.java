package retrain.event;

import java.util.List;

/** What happens during a run, in the order in which it happens. */
public sealed interface Event {
    /** A run began, or goes on. */
    record RunStarted(String run, String command, String model, boolean resumed) implements Event {}

    /** A stage is about to do work, and why its result could not be reused. */
    record StageStarted(String stage, List<String> because) implements Event {
        public StageStarted {
            because = List.copyOf(because);
        }
    }

    /** A stage's result was taken from an earlier run, and why that is right. */
    record StageReused(String stage, List<String> because) implements Event {
        public StageReused {
            because = List.copyOf(because);
        }
    }

    /**
     * A stage got on.
     *
     * @param allocation the piece of work that got on
     * @param done units of the allocation that are done, at most its total
     * @param note what a person wants to know meanwhile, such as the metric of a round; may be empty
     */
    record Progressed(Allocation allocation, long done, String note) implements Event {}

    /** A stage ended and its record is in the ledger. */
    record StageFinished(String stage, String summary, double seconds) implements Event {}

    /** A job that works outside of this process is waited for from now on, and would go on without it. */
    record JobAwaited(String job) implements Event {}

    /** That job is not waited for any more, however it ended. */
    record JobEnded(String job) implements Event {}

    /** Something a person should know that is neither progress nor a failure. */
    record Noticed(String message) implements Event {}

    /** A line that the user's own program printed. */
    record Printed(String source, String line) implements Event {}

    /** The run ended with an outcome. */
    record RunFinished(String run, String outcome, String summary, String report) implements Event {}
}
