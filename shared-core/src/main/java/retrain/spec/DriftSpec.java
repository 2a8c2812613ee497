package retrain.spec;

import java.util.List;

/** When a difference between the reference and a window is an alarm: it must be significant, and it must be large enough to matter. */
public record DriftSpec(
        @Key(
                doc = "The columns to compare. Empty: the features, the target, and the model's predictions.",
                orElse = "[]")
        List<String> columns,

        @Key(
                doc = "How often a window without any drift may raise an alarm (Benjamini-Hochberg over all columns).",
                orElse = "0.05",
                min = 0.0001,
                max = 0.5)
        double falseAlarms) {
    public DriftSpec {
        columns = List.copyOf(columns);
    }
}
