package retrain.run;

import java.time.Duration;
import retrain.spec.Span;
import retrain.spec.TriggersSpec.ScheduleSpec;

/** By how much the times of a schedule are moved, so that many models do not begin at once. */
public final class Jitter {
    private Jitter() {}

    /** {@return the part of the schedule's jitter that the model's name decides: the same on every machine and at every look} */
    public static Duration of(ScheduleSpec schedule, String model) {
        if (schedule.jitter().isEmpty()) {
            return Duration.ZERO;
        }
        long most = Span.of(schedule.jitter().get()).length().toSeconds();
        long hash = Long.parseLong(Digest.of("jitter of " + model).hex().substring(0, 12), 16);
        return Duration.ofSeconds(hash % most);
    }
}
