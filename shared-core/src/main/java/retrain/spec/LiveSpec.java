package retrain.spec;

import java.util.List;

/** The predictions of the live model and their labels. */
public record LiveSpec(
        @Key(doc = "Files with the predictions: globs or folders; csv, parquet, or SageMaker's data capture (jsonl).")
        List<String> predictions,

        @Key(doc = "Files with the labels. Empty: none have come yet.", orElse = "[]")
        List<String> labels) {
    public LiveSpec {
        predictions = List.copyOf(predictions);
        labels = List.copyOf(labels);
    }
}
