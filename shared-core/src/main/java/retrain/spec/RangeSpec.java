package retrain.spec;

import java.util.List;
import java.util.Optional;

/** The values that a hyperparameter is searched in: {@code min} and {@code max}, or {@code values}. */
public record RangeSpec(
        @Key(doc = "The smallest value.") Optional<Double> min,

        @Key(doc = "The greatest value.") Optional<Double> max,

        @Key(
                doc =
                        "continuous, or integer: only whole numbers. Absent: what the hyperparameter of XGBoost is; continuous for a script.")
        Optional<Kind> kind,

        @Key(
                doc =
                        "linear; logarithmic: as much between 0.01 and 0.1 as between 0.1 and 1; reverse_logarithmic: for values near 1.",
                orElse = "linear")
        Scaling scaling,

        @Key(doc = "A categorical hyperparameter's values.") Optional<List<Object>> values) {
    public RangeSpec {
        values = values.isPresent() ? Optional.of(List.copyOf(values.get())) : values;
    }

    /** Which numbers lie in the range. */
    public enum Kind {
        CONTINUOUS,
        INTEGER
    }

    /** How densely the range is searched. */
    public enum Scaling {
        LINEAR,
        LOGARITHMIC,
        REVERSE_LOGARITHMIC
    }
}
