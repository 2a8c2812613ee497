package retrain.spec;

import java.util.List;

/** When a difference between the reference and a window is an alarm: it must be significant, and it must be large enough to matter. */
public record DriftSpec(
        @Key(
                doc = "The columns to compare. Empty: the features, the target, and the model's predictions.",
                orElse = "[]")
        List<String> columns,

        @Key(doc = "Columns that are not compared, such as the month, which differs in every window.", orElse = "[]")
        List<String> ignore,

        @Key(
                doc = "How often a window without any drift may raise an alarm (Benjamini-Hochberg over all tests).",
                orElse = "0.05",
                min = 0.0001,
                max = 0.5)
        double falseAlarms,

        @Key(
                doc =
                        "Numbers: from which distance on a difference matters (Wasserstein, as a multiple of the reference's standard deviation).",
                orElse = "0.1",
                min = 0)
        double minWasserstein,

        @Key(
                doc =
                        "Categories: from which distance on a difference matters (Jensen-Shannon with logarithms to base 2). 0.05 is to a yes or no about what 0.1 standard deviations are to a number.",
                orElse = "0.05",
                min = 0,
                max = 1)
        double minJensenShannon,

        @Key(
                doc = "From which difference on the share of rows without a value matters.",
                orElse = "0.02",
                min = 0,
                max = 1)
        double minMissing,

        @Key(
                doc = "From which share of the rows on categories that the reference does not have matter.",
                orElse = "0.01",
                min = 0,
                max = 1)
        double minNewCategories,

        @Key(
                doc =
                        "Whether a classifier also tries to tell window and reference apart by all features together, so that a change of how they go together is found, too.",
                orElse = "true")
        boolean joint,

        @Key(
                doc = "From which area under the ROC curve of that classifier on a difference matters.",
                orElse = "0.55",
                min = 0.5,
                max = 1)
        double minAuc) {
    public DriftSpec {
        columns = List.copyOf(columns);
        ignore = List.copyOf(ignore);
    }
}
