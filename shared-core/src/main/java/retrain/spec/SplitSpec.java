package retrain.spec;

import java.util.Optional;

/** Which rows are set apart: exactly one of the keys. */
public record SplitSpec(
        @Key(
                doc = "The last rows in time: '1 month', '7 days', '12 hours' before the latest row.",
                pattern = "[1-9][0-9]* (minute|hour|day|week|month|year)s?")
        Optional<String> latest,

        @Key(doc = "All rows from this time on: 2013-09-01 or 2013-09-01T00:00:00Z.")
        Optional<String> from,

        @Key(
                doc = "This share of the rows, chosen by a hash of the key (without a key, of the whole row).",
                min = 0.001,
                max = 0.999)
        Optional<Double> fraction) {}
