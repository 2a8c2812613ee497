package retrain.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import retrain.monitor.Live.World;
import retrain.spec.LiveSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.spec.Task;

/** How often a monitor is wrong, by simulation. */
class FalseAlarmsIT {
    /** 300 windows without a change; alarms by chance are to be 5% of them at the most, labels and estimates together. */
    @Test
    void shouldSeldomRaiseAFalseAlarm() {
        Spec spec = Live.spec(Task.BINARY, List.of());
        LiveSpec live =
                Live.live(Live.alarm(Metric.AUC, 0), Live.alarm(Metric.ACCURACY, 0), Live.alarm(Metric.RECALL, 0));
        LiveMeasure measure = Live.measure(spec, live, World.of(4000, 0, false).reference(spec));
        int alarms = 0;
        for (int stream = 100; stream < 400; stream++) {
            alarms += measure.measure(World.of(300, stream, false).window(300))
                            .orElseThrow()
                            .alarm()
                    ? 1
                    : 0;
        }

        assertThat(alarms).isLessThanOrEqualTo(21);
    }
}
