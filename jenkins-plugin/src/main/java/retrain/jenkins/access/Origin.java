package retrain.jenkins.access;

import java.util.Optional;

/**
 * What a build is of, and who or what started it.
 *
 * @param change the change request that it builds, such as 12; empty for a branch, a tag, or a job without either
 * @param trusted whether the change, or the branch, is of somebody who may write to the repository
 * @param starter who or what started it
 */
record Origin(Optional<String> change, boolean trusted, Starter starter) {
    /** Who or what started a build; the later counts if there are several. */
    enum Starter {
        /** A push, another build, an indexing: whatever is not one of the others. */
        EVENT,
        /** A timer, or the trigger of this plugin. */
        SCHEDULE,
        /** A person. */
        PERSON
    }

    /**
     * {@return whether what is built may be trusted}
     *
     * @param change whether it is a change request
     * @param revision what is built; null if it is not known
     * @param trusted what the source trusts in its place: the same, if it trusts it
     */
    static boolean isTrusted(boolean change, Optional<?> revision, Optional<?> trusted) {
        boolean known = revision.isPresent() && trusted.isPresent();
        return known ? revision.equals(trusted) : !change;
    }

    boolean isChange() {
        return change.isPresent();
    }
}
