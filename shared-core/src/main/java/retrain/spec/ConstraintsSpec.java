package retrain.spec;

import java.util.Optional;

/** Rules that nobody wrote down by hand: exactly one of file and baseline. */
@Shorthand("file")
public record ConstraintsSpec(
        @Key(doc = "A constraints.json of SageMaker Model Monitor, relative to this file.")
        Optional<String> file,

        @Key(
                doc =
                        "The statistics.json that belongs to the file, with whose distributions the rows are compared if the file asks for it. Absent:"
                                + " they are not compared.")
        Optional<String> statistics,

        @Key(
                doc =
                        "'champion': what its training rows were like: the share of values, the bounds of numbers, the known texts. Not checked"
                                + " before there is a champion.",
                pattern = "champion")
        Optional<String> baseline,

        @Key(
                doc = "The share of rows that may be beyond the baseline; a file states its own thresholds.",
                orElse = "0.01",
                min = 0,
                max = 1)
        double tolerate,

        @Key(
                doc = "block: the run ends before anything is trained; warn: it is told, and that is all.",
                orElse = "block")
        QualitySpec.Severity severity) {}
