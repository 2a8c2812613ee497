package retrain.event;

import java.util.Optional;

/**
 * A piece of work within a stage. A child is worth one unit of its parent, so that progress is known without asking anybody.
 *
 * @param stage the stage that the work belongs to
 * @param description what is done, for people
 * @param unit what is counted, in the plural: rows, rounds, files
 * @param total how many units there are; 0 when that is not known
 * @param parent the piece of work that this one is a unit of
 */
public record Allocation(String stage, String description, String unit, long total, Optional<Allocation> parent) {
    public Allocation {
        if (total < 0) {
            throw new IllegalArgumentException("negative total " + total);
        }
    }

    /** The whole work of a stage. */
    public static Allocation of(String stage, String description, String unit, long total) {
        return new Allocation(stage, description, unit, total, Optional.empty());
    }

    /** A piece of work that is one unit of this one. */
    public Allocation child(String childDescription, String childUnit, long childTotal) {
        return new Allocation(stage, childDescription, childUnit, childTotal, Optional.of(this));
    }

    /** {@return the fraction of the whole stage that {@code done} units of this allocation are} */
    public double fractionOfStage(long done) {
        double own = total == 0 ? 0 : Math.min(1, (double) done / total);
        return parent.map(p -> p.total() == 0 ? 0 : own * p.fractionOfStage(1)).orElse(own);
    }
}
