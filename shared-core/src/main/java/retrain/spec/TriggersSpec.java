package retrain.spec;

import java.util.Optional;

/** When a retrain is due: when any of the triggers says so. */
public record TriggersSpec(
        @Key(
                doc = "The champion is older than this: '30 days', '3 months'.",
                pattern = "[1-9][0-9]* (minute|hour|day|week|month|year)s?")
        Optional<String> age) {}
