package retrain.spec;

/** What must be true of {@code monitor.drift}. */
final class DriftRules {
    private DriftRules() {}

    static void check(Spec spec, SpecRules rules) {
        rules.twice("monitor.drift.columns", spec.monitor().drift().columns());
    }
}
