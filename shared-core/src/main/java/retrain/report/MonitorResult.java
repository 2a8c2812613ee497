package retrain.report;

import java.util.List;
import java.util.Optional;

/**
 * The content of {@code monitor.json}; its JSON Schema is published as {@code docs/reference/monitor.schema.json} and made from the
 * {@link Meaning}s that stand here.
 */
public record MonitorResult(
        @Meaning("The version of this format; 1. Later versions may add keys and take none away.")
        int format,

        @Meaning("The model's name, as the spec has it.") String model,

        @Meaning("The number of the version that is watched; absent if there is none yet.")
        Optional<Integer> champion,

        @Meaning("When this was looked at, in UTC.") String made,

        @Meaning(
                value =
                        "What it came to, by the newest window. NOT_COMPARED: nothing in it could be looked at. NOTHING_NEW: there is no window.",
                oneOf = {"ALARM", "NO_ALARM", "NOT_COMPARED", "NOTHING_NEW"})
        String outcome,

        @Meaning("What it came to, in a sentence for people who know neither metrics nor statistics.")
        String sentence,

        @Meaning("The window that decides, what it was compared with, and which other windows raised an alarm.")
        String reason,

        @Meaning("What the windows are compared with, for people.")
        String reference,

        @Meaning("The rows of the reference.") long referenceRows,

        @Meaning("The windows, the oldest first; empty if nothing is newer than the reference.")
        List<WindowResult> windows) {
    public static final int FORMAT = 1;

    public MonitorResult {
        windows = List.copyOf(windows);
    }

    /** A stretch of time. */
    public record WindowResult(
            @Meaning("The window's name.") String name,

            @Meaning("Its first instant; absent if the rows have no time.")
            Optional<String> from,

            @Meaning("The first instant after it; absent if the rows have no time.")
            Optional<String> to,

            @Meaning("The prepared rows in it.") long rows,

            @Meaning("Whether anything in it is an alarm.") boolean alarm,

            @Meaning("How its rows differ from the reference; absent if there are none.")
            Optional<DriftResult> drift,

            @Meaning("How good the predictions in it were; absent if there are none.")
            Optional<LiveResult> live) {}

    /** How rows differ from the reference. */
    public record DriftResult(
            @Meaning("Whether a column, or all together, drifted beyond chance and beyond what is small.")
            boolean alarm,

            @Meaning("The rows of the reference that were looked at.")
            long referenceRows,

            @Meaning("The rows of the window that were looked at.")
            long currentRows,

            @Meaning("How rows were left out, in a sentence; absent if all were looked at.")
            Optional<String> sampled,

            @Meaning("The columns, those with an alarm first.")
            List<ColumnResult> columns,

            @Meaning(
                    "All features together, by a classifier that tries to tell the two apart; absent if it was not asked for.")
            Optional<JointResult> joint) {
        public DriftResult {
            columns = List.copyOf(columns);
        }
    }

    /** A column against the reference. */
    public record ColumnResult(
            @Meaning("The column's name.") String column,

            @Meaning(
                    value = "What the column is to the model.",
                    oneOf = {"feature", "label", "prediction"})
            String role,

            @Meaning(
                    value = "What kind of values it has.",
                    oneOf = {"number", "boolean", "category", "time"})
            String kind,

            @Meaning("Whether it drifted beyond chance and beyond what is small.")
            boolean alarm,

            @Meaning("Why it is an alarm or none, in a sentence.")
            String reason,

            @Meaning("The tests of 'both are drawn from one distribution'; empty if the column could not be compared.")
            List<TestResult> tests,

            @Meaning("How large the difference is by measures that are told beside, without a test of their own.")
            List<MeasureResult> measures,

            @Meaning("Both distributions; in the newest window only.")
            Optional<PictureResult> picture,

            @Meaning("Values that the reference does not have, the most frequent first; at most 20.")
            List<String> newCategories) {
        public ColumnResult {
            tests = List.copyOf(tests);
            measures = List.copyOf(measures);
            newCategories = List.copyOf(newCategories);
        }
    }

    /** A test. */
    public record TestResult(
            @Meaning("The test's name.") String name,

            @Meaning("Its statistic.") double statistic,

            @Meaning("Its p-value.") double pValue,

            @Meaning("The p-value after Benjamini and Hochberg over all tests of the window.")
            double adjusted,

            @Meaning("The effect, which must also be large enough.")
            MeasureResult effect) {}

    /** How large a difference is. */
    public record MeasureResult(
            @Meaning("The measure's name.") String name,

            @Meaning("Its value.") double value,

            @Meaning("From which value on it matters; absent if it is only told.")
            Optional<Double> bound) {}

    /** Both distributions over the same bins or categories. */
    public record PictureResult(
            @Meaning("The edges of the bins, one more than there are shares; empty for categories.")
            List<Double> edges,

            @Meaning("The categories, one for each share; empty for numbers.")
            List<String> labels,

            @Meaning("The shares of the reference's rows with a value.")
            List<Double> reference,

            @Meaning("The shares of the window's rows with a value.")
            List<Double> current) {
        public PictureResult {
            edges = List.copyOf(edges);
            labels = List.copyOf(labels);
            reference = List.copyOf(reference);
            current = List.copyOf(current);
        }
    }

    /** What a classifier that tries to tell window and reference apart came to. */
    public record JointResult(
            @Meaning("Its area under the ROC curve on rows that it was not trained on; 0.5: it cannot tell them apart.")
            double auc,

            @Meaning("The lower confidence limit.") double low,

            @Meaning("The p-value of 'it cannot'.") double pValue,

            @Meaning("The p-value after adjustment together with those of the columns.")
            double adjusted,

            @Meaning("From which area on it matters.") double bound,

            @Meaning("The columns by which it tells them apart, the most telling first.")
            List<String> columns,

            @Meaning("Whether it is an alarm.") boolean alarm) {
        public JointResult {
            columns = List.copyOf(columns);
        }
    }

    /** How good predictions were. */
    public record LiveResult(
            @Meaning("Whether a metric is an alarm.") boolean alarm,

            @Meaning("The predictions in the window.") long predictions,

            @Meaning("Of these, those with a label.") long labelled,

            @Meaning("Those whose label is still to come, within the label delay.")
            long pending,

            @Meaning("Those whose label should have come.") long overdue,

            @Meaning("The metrics, by labels and by estimate.")
            List<LevelResult> levels,

            @Meaning("What was wrong with predictions and labels, and what an estimate cannot see; a sentence each.")
            List<String> notes) {
        public LiveResult {
            levels = List.copyOf(levels);
            notes = List.copyOf(notes);
        }
    }

    /** A metric in a window. */
    public record LevelResult(
            @Meaning("The metric.") String metric,

            @Meaning(
                    value = "What the value rests on: labels, or an estimate without them.",
                    oneOf = {"realised", "estimated"})
            String basis,

            @Meaning("The value; absent if it is undefined.")
            Optional<Double> value,

            @Meaning("The lower confidence limit; absent if there is none.")
            Optional<Double> low,

            @Meaning("The upper confidence limit; absent if there is none.")
            Optional<Double> high,

            @Meaning("The rows that it rests on.") long rows,

            @Meaning("How value and limits were found.") String method,

            @Meaning("The champion's value on the holdout that it was promoted by; absent if it is not known.")
            Optional<Double> promised,

            @Meaning("Whether it is worse than promised, beyond chance and beyond what is small.")
            boolean alarm,

            @Meaning("Why it is an alarm or none, or why there is no value, in a sentence.")
            String reason) {}
}
