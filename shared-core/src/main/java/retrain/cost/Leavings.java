package retrain.cost;

import java.time.Instant;
import java.util.List;

/** Port: what a model has left in AWS. */
public interface Leavings {
    /**
     * {@return what is not used or needed, each thing once; what others are made of comes after them}
     *
     * @param before nobody must have used it since then; for an endpoint, {@code called} counts
     * @param called nobody must have called an endpoint since then
     * @param quiet whether no run goes on, so that files of jobs are nobody's
     */
    List<Left> find(Instant before, Instant called, boolean quiet);

    /** Removes something that was found; does nothing if it is gone. */
    void remove(Left left);
}
