package retrain.spec;

/** When the quality of the live model is an alarm: it is worse than promised, beyond chance and by more than a margin. */
public record LiveAlarmSpec(
        @Key(doc = "The metric; one of those that are computed by 'evaluate'.")
        Metric metric,

        @Key(
                doc = "By how much it may be worse than the champion's value on its holdout.",
                orElse = "0",
                min = 0,
                max = 1000000000)
        double by) {}
