package retrain.run;

import java.util.Optional;

/**
 * One step of a run. It is made with the record of the step before and makes a record of its own. {@link Stages} gives it
 * reuse, resume and its place in the ledger.
 *
 * @param <O> the record it makes
 */
public interface Stage<O extends Record> {
    /** {@return the stage's name: prepare, tune, train, evaluate, gate, register, promote} */
    String name();

    /** {@return the record's type} */
    Class<O> type();

    /** {@return everything that the result depends on} */
    Inputs inputs();

    /**
     * Does the work. May be called again under the same job name after a kill at any point, and must then come to the same result
     * without doing twice what must not be done twice.
     */
    O run(Job job);

    /** Removes what the work left for the case of a kill; the result is in the ledger now. */
    default void clear(Job job) {}

    /** {@return the result in a few words, for people} */
    String summary(O output);

    /**
     * {@return the result that is there already, and why nothing need be done, for a stage that changes the world and so cannot go by
     * its inputs alone}
     */
    default Optional<Existing<O>> existing() {
        return Optional.empty();
    }

    /** {@return whether equal inputs of any earlier run mean that its result can be taken} */
    default boolean reusable() {
        return true;
    }

    /**
     * {@return the stage whose record alone decides this one's, if there is one: when that one has made a new record in this run, no earlier
     * run can have a result for it, and none is looked for}
     */
    default Optional<String> follows() {
        return Optional.empty();
    }

    /**
     * What a stage is told about the work it does.
     *
     * @param name made from run, stage and inputs; the same after a resume
     */
    record Job(RunId run, String name) {}

    /** A result that is there already. */
    record Existing<O extends Record>(O output, String because) {}
}
