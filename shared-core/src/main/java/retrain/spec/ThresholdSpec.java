package retrain.spec;

import java.util.Optional;

/**
 * From which score on a row counts as positive: a fixed number, or a rule by which it is chosen on the validation rows. Exactly one of
 * {@code at}, both costs, {@code precision} and {@code recall}.
 */
@Shorthand("at")
public record ThresholdSpec(
        @Key(doc = "This score.", min = 0, max = 1) Optional<Double> at,

        @Key(doc = "What a row of class 0 costs that is taken for class 1.", min = 0)
        Optional<Double> falsePositive,

        @Key(doc = "What a row of class 1 costs that is taken for class 0.", min = 0)
        Optional<Double> falseNegative,

        @Key(doc = "The lowest score at which the precision is at least this.", min = 0, max = 1)
        Optional<Double> precision,

        @Key(doc = "The highest score at which the recall is at least this.", min = 0, max = 1)
        Optional<Double> recall) {}
