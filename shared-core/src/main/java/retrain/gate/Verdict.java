package retrain.gate;

/** What a gate says. Only PASSED promotes. */
public enum Verdict {
    PASSED,
    FAILED,
    INCONCLUSIVE
}
