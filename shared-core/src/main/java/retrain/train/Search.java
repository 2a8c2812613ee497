package retrain.train;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chooses what is tried next. Pure: told the same, it chooses the same; so a search that was killed goes on where it was. */
interface Search {
    /** {@return what to try next, all of it at once; empty when the search is over} */
    List<Proposal> next(List<Told> told);

    /** {@return how many proposals there will be at the most} */
    int total();

    /**
     * One thing to try.
     *
     * @param trial its number, from 1; a trial that is tried again with more rounds keeps its number
     * @param rounds to train, if the search decides that
     */
    record Proposal(int trial, Map<String, Object> hyperparameters, Optional<Integer> rounds) {}

    /**
     * What came of it.
     *
     * @param loss less is better; infinite if it failed
     * @param whole whether it was trained to its end, so that it may be the best
     */
    record Told(Proposal proposal, double loss, boolean whole) {
        /** The best first. What was ended early has shown less, and comes after all that was not. */
        static final Comparator<Told> BEST_FIRST = Comparator.comparing((Told t) -> !t.hasValue())
                .thenComparing(t -> !t.whole())
                .thenComparingDouble(Told::loss)
                .thenComparingInt(t -> t.proposal().trial());

        boolean hasValue() {
            return Double.isFinite(loss);
        }
    }
}
