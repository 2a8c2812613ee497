package retrain.spec;

import java.util.List;
import java.util.Optional;

/** The predictions of the live model and their labels. */
public record LiveSpec(
        @Key(
                doc =
                        "Files with the predictions: globs or folders, here or in S3; csv, parquet, json lines, or SageMaker's data capture.")
        List<String> predictions,

        @Key(doc = "Files with the labels, likewise. Empty: none have come yet.", orElse = "[]")
        List<String> labels,

        @Key(
                doc =
                        "The columns by which a label finds its prediction, named alike in both. Empty: those of 'data.key'.",
                orElse = "[]")
        List<String> key,

        @Key(doc = "The column with the time of a prediction. Absent: all predictions are one window.")
        Optional<String> time,

        @Key(
                doc =
                        "The column with the score; with several classes one each, in the order of the model's classes. Empty: 'score', or 'score_<class>' each.",
                orElse = "[]")
        List<String> score,

        @Key(doc = "The column of the labels' files with the label. Absent: the target.")
        Optional<String> label,

        @Key(
                doc =
                        "The column of the labels' files with the label's time. A label of the future is left out; see also 'tolerance'.")
        Optional<String> labelTime,

        @Key(
                doc =
                        "A label finds a prediction of its key only within so long of its time: '10 minutes'. Absent: a key is of one prediction.",
                pattern = "[1-9][0-9]* (second|minute|hour|day|week|month)s?")
        Optional<String> tolerance,

        @Key(
                doc =
                        "How long a label may take: until then a prediction without one is pending, afterwards overdue. Absent: for ever.",
                pattern = "[1-9][0-9]* (second|minute|hour|day|week|month|year)s?")
        Optional<String> labelDelay,

        @Key(
                doc =
                        "Which metrics raise an alarm when they are worse than the champion's evaluation promised. Empty: those of the gates, by the margins of 'not-worse-than'; without gates the first of the task.",
                orElse = "[]")
        List<LiveAlarmSpec> alarms,

        @Key(
                doc =
                        "Whether the quality is also estimated without labels. An estimate does not see that the target of like rows has changed.",
                orElse = "true")
        boolean estimate) {
    public LiveSpec {
        predictions = List.copyOf(predictions);
        labels = List.copyOf(labels);
        key = List.copyOf(key);
        score = List.copyOf(score);
        alarms = List.copyOf(alarms);
    }
}
