package retrain.monitor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import retrain.spec.Metric;

/**
 * How good the predictions of a window were: by their labels as far as these have come, and by estimate.
 *
 * @param predictions in the window
 * @param labelled of these, with a label
 * @param pending without one yet, within the label delay
 * @param overdue without one, though it should have come
 * @param notes what was wrong with predictions and labels, and what an estimate cannot see; a sentence each
 */
public record LiveQuality(
        long predictions, long labelled, long pending, long overdue, List<Level> levels, List<String> notes) {
    public LiveQuality {
        levels = List.copyOf(levels);
        notes = List.copyOf(notes);
    }

    /** {@return the same with more notes} */
    LiveQuality noting(List<String> more) {
        return new LiveQuality(
                predictions,
                labelled,
                pending,
                overdue,
                levels,
                Stream.concat(notes.stream(), more.stream()).toList());
    }

    /** {@return whether a realised or estimated value is an alarm} */
    public boolean alarm() {
        return levels.stream().anyMatch(Level::alarm);
    }

    /** {@return the level of a metric, if it is known on that basis} */
    public Optional<Level> level(Metric metric, Basis basis) {
        return levels.stream()
                .filter(l -> l.metric() == metric && l.basis() == basis)
                .findFirst();
    }

    /** What a value rests on. */
    public enum Basis {
        /** Labels. */
        REALISED,
        /** Confidence-based performance estimation, or direct loss estimation: without labels, and blind to concept drift. */
        ESTIMATED
    }

    /**
     * A metric in a window.
     *
     * @param value absent if it is undefined
     * @param low the lower confidence limit
     * @param rows that it rests on
     * @param method {@code DeLong}, {@code CBPE}
     * @param promised the champion's value on the holdout that it was promoted by
     * @param alarm whether it is worse than promised, beyond chance and beyond what is small
     * @param reason in a sentence why it is an alarm or none, or why there is no value
     */
    public record Level(
            Metric metric,
            Basis basis,
            Optional<Double> value,
            Optional<Double> low,
            Optional<Double> high,
            long rows,
            String method,
            Optional<Double> promised,
            boolean alarm,
            String reason) {}
}
