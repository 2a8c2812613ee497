package retrain.spec;

/** What kind of value the model predicts. */
public enum Task {
    /** One of two classes; the target is 0 or 1, or a boolean. The score is the probability of 1. */
    BINARY,
    /** One of several classes; the scores are a probability for each. */
    MULTICLASS,
    /** A number. */
    REGRESSION
}
