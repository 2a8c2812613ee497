package retrain.run;

/** How a submitted job is. */
public sealed interface JobStatus {
    /** It works, or waits to. */
    record Running(String note) implements JobStatus {}

    /** It ended well; its outputs are complete. */
    record Succeeded() implements JobStatus {}

    /** It ended badly. */
    record Failed(String reason) implements JobStatus {}

    /** It was stopped before its end. */
    record Stopped(String reason) implements JobStatus {}
}
