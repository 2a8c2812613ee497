package retrain.monitor;

import java.util.List;
import java.util.Optional;

/**
 * How the rows of a window differ from the reference.
 *
 * @param sampled how rows were left out, for people; absent if all were looked at
 * @param columns those with an alarm first, by effect
 * @param joint of all features together, by a classifier that tries to tell the two apart; absent if it was not asked for
 */
public record Drift(
        long referenceRows,
        long currentRows,
        Optional<String> sampled,
        List<ColumnDrift> columns,
        Optional<JointDrift> joint) {
    public Drift {
        columns = List.copyOf(columns);
    }

    /** {@return whether a column, or all together, drifted beyond chance and beyond what is small} */
    public boolean alarm() {
        return (joint.isPresent() && joint.get().alarm()) || columns.stream().anyMatch(ColumnDrift::alarm);
    }

    /** {@return the columns that drifted} */
    public List<String> drifted() {
        return columns.stream()
                .filter(ColumnDrift::alarm)
                .map(ColumnDrift::column)
                .toList();
    }
}
