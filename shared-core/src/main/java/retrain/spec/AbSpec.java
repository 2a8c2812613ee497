package retrain.spec;

/** An A/B test between the champion and the candidate, which is the challenger until the test ends. */
public record AbSpec(
        @Key(doc = "The share of the units that the challenger serves first.", orElse = "0.1", min = 0.001, max = 0.999)
        double share) {}
