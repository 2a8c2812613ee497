package retrain.spec;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The metrics that can be computed and gated on. docs/metrics.md has the formulas. */
public enum Metric {
    AUC(true, Task.BINARY),
    PR_AUC(true, Task.BINARY),
    LOG_LOSS(false, Task.BINARY, Task.MULTICLASS),
    BRIER(false, Task.BINARY),
    ACCURACY(true, Task.BINARY, Task.MULTICLASS),
    PRECISION(true, Task.BINARY),
    RECALL(true, Task.BINARY),
    F1(true, Task.BINARY),
    ECE(false, Task.BINARY),
    MACRO_F1(true, Task.MULTICLASS),
    WEIGHTED_F1(true, Task.MULTICLASS),
    OVR_AUC(true, Task.MULTICLASS),
    RMSE(false, Task.REGRESSION),
    MAE(false, Task.REGRESSION),
    MAPE(false, Task.REGRESSION),
    R2(true, Task.REGRESSION),
    PINBALL(false, Task.REGRESSION);

    private final boolean higherIsBetter;

    @SuppressWarnings("ImmutableEnumChecker") // never handed out, never changed
    private final Set<Task> tasks;

    Metric(boolean higherIsBetter, Task... tasks) {
        this.higherIsBetter = higherIsBetter;
        this.tasks = EnumSet.copyOf(List.of(tasks));
    }

    /** {@return the metric's direction} */
    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** {@return whether the metric means something for the task} */
    public boolean suits(Task task) {
        return tasks.contains(task);
    }

    /** {@return the metric's name in specs, results and reports} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the metrics of the task, in the order of reports} */
    public static List<Metric> of(Task task) {
        return List.of(values()).stream().filter(m -> m.suits(task)).toList();
    }

    @Override
    public String toString() {
        return word();
    }
}
