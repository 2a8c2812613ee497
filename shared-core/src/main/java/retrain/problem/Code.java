package retrain.problem;

/** Stable codes of everything that can go wrong outside of Retrain's own code; a code is never renamed or reused. */
public enum Code {
    /** A key of the spec that does not exist. */
    SPEC_UNKNOWN_KEY,
    /** A value of the spec that has the wrong type or is out of its range. */
    SPEC_WRONG_VALUE,
    /** A key of the spec that must be there and is not. */
    SPEC_MISSING_KEY,
    /** Two parts of the spec that contradict each other. */
    SPEC_CONTRADICTION,
    /** A spec that is absent, unreadable or not YAML. */
    SPEC_UNREADABLE,
    /** An option of the command that cannot be used. */
    OPTION_WRONG,
    /** A source that matches no file, or whose file is empty. */
    DATA_MISSING,
    /** A source file that cannot be parsed: ragged, not UTF-8, truncated. */
    DATA_MALFORMED,
    /** A prepare query or command that fails, or a query that reads what it was not given. */
    DATA_SQL,
    /** Prepared rows that cannot be trained or evaluated on: the target, the features, the time or the key. */
    DATA_UNUSABLE,
    /** A split that leaves a side without rows. */
    DATA_SPLIT,
    /** A training job that failed. */
    TRAINING_FAILED,
    /** A model that cannot be loaded or cannot score the rows. */
    SCORING_FAILED,
    /** A champion that cannot score the new schema. */
    CHAMPION_INCOMPATIBLE,
    /** A store that cannot be read or written. */
    STORE_UNUSABLE,
    /** A store that was written by a newer version of Retrain. */
    STORE_TOO_NEW,
    /** An object whose content is not what its digest says, or an audit entry that was edited. */
    STORE_CORRUPTED,
    /** A run, version or alias that does not exist. */
    NOT_FOUND,
    /** Two runs that wanted to change the same thing; the other one won. */
    CONFLICT,
    /** A deployment target that cannot be written, or a deployed model whose scores differ. */
    DEPLOYMENT_FAILED,
    /** A native library or optional dependency that is absent. */
    DEPENDENCY_MISSING,
    /** An experiment tracker that cannot be reached, or refuses what it is told. */
    TRACKER_FAILED,
    /** A place that files are read from, such as S3, that cannot be reached, or does not give what it has. */
    REMOTE_FAILED,
    /** A run that may cost more than its budget. */
    BUDGET_EXCEEDED,
    /** The run was told to stop. */
    CANCELLED
}
