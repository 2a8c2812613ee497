package retrain.spec;

import java.util.Optional;

/** One condition for promotion: a metric and exactly one of the comparisons. */
public record GateSpec(
        @Key(doc = "The metric that is looked at.") Metric metric,

        @Key(doc = "The candidate's value must be at least this.")
        Optional<Double> atLeast,

        @Key(doc = "The candidate's value must be at most this.")
        Optional<Double> atMost,

        @Key(doc = "'champion': the candidate may be worse than the champion by at most 'by'.", pattern = "champion")
        Optional<String> notWorseThan,

        @Key(
                doc = "'champion': the candidate must be better than the champion, by more than 'by'.",
                pattern = "champion")
        Optional<String> betterThan,

        @Key(doc = "The margin of the comparison with the champion, in units of the metric.", min = 0)
        Optional<Double> by,

        @Key(
                doc = "Only these rows: 'origin=JFK', or 'origin' for a gate on each of its values.",
                pattern = "[^=]+(=.*)?")
        Optional<String> slice) {}
