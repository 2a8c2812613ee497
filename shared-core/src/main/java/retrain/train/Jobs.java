package retrain.train;

import java.time.Duration;
import retrain.run.JobHandle;
import retrain.run.JobStatus;

/** Jobs that were submitted, and are waited for. */
public interface Jobs {
    JobStatus poll(JobHandle handle);

    /** {@return how long to wait before the next look at a job that was waited for so long} */
    default Duration pause(Duration waited) {
        return Waiting.pause(waited);
    }

    /** Stops the job; does nothing if it has ended. */
    void stop(JobHandle handle);
}
