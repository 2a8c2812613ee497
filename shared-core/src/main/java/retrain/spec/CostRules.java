package retrain.spec;

/** What must be true of {@code cost}. */
final class CostRules {
    private CostRules() {}

    static void check(CostSpec cost, Binder binder, SpecRules rules) {
        if (cost.window().isPresent() && binder.sound("cost.window")) {
            window(cost.window().get(), rules);
        }
        if (cost.window().isEmpty() && !cost.days().isEmpty()) {
            rules.wrong("cost.days", "names the days of a window, and there is none", "Add 'window: 22:00-06:00'");
        }
        rules.twice("cost.days", cost.days());
    }

    private static void window(String window, SpecRules rules) {
        rules.zone("cost.window", Hours.zone(window));
        if (window.substring(0, 5).equals(window.substring(6, 11))) {
            rules.wrong("cost.window", "ends when it begins", "Correct its end, or remove 'window'");
        }
    }
}
