package retrain.spec;

import java.util.Optional;

/** What retraining may cost. */
public record CostSpec(
        @Key(doc = "The most that a run may cost, in US dollars: one that may cost more does not begin.", min = 0)
        Optional<Double> perRun,

        @Key(doc = "The most that the runs of a month may cost, in US dollars.", min = 0)
        Optional<Double> perMonth) {}
