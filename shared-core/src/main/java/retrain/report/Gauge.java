package retrain.report;

/** The metrics of monitor, in the order of {@code metrics.txt}; docs/monitor-report.md has the same table. */
enum Gauge {
    MONITOR_ALARM("", "Alarm", "Whether the newest window raises an alarm: 0 or 1."),
    MONITOR_WINDOWS("", "", "The windows that were looked at."),
    MONITOR_WINDOW_ROWS("", "WindowRows", "The prepared rows in the newest window."),
    MONITOR_WINDOW_END_TIMESTAMP_SECONDS("seconds", "", "The end of the newest window."),
    MONITOR_MADE_TIMESTAMP_SECONDS("seconds", "", "When this was looked at."),
    DRIFT_COLUMNS("", "DriftedColumns", "The columns that drifted."),
    DRIFT_SHARE("", "DriftShare", "The share of the compared columns that drifted: 0 to 1."),
    DRIFT_ALARM("", "DriftAlarm", "Whether the column drifted beyond chance and beyond what is small: 0 or 1."),
    DRIFT_EFFECT("", "DriftEffect", "How large the difference to the reference is, by the measure of the test."),
    DRIFT_EFFECT_BOUND("", "", "From which effect on it matters."),
    DRIFT_PVALUE("", "", "The p-value of the test."),
    DRIFT_ADJUSTED_PVALUE("", "", "The p-value after Benjamini and Hochberg over all tests of the window."),
    DRIFT_JOINT_AUC(
            "", "DriftJointAuc", "How well a classifier tells window and reference apart; 0.5: it cannot, 1: always."),
    DRIFT_JOINT_ALARM("", "DriftJointAlarm", "Whether that is an alarm: 0 or 1."),
    LIVE_METRIC("", "LiveMetric", "The metric of the predictions, by labels (realised) or without them (estimated)."),
    LIVE_METRIC_LOWER("", "", "Its lower confidence limit."),
    LIVE_METRIC_UPPER("", "", "Its upper confidence limit."),
    LIVE_METRIC_PROMISED("", "LiveMetricPromised", "The champion's value on the holdout that it was promoted by."),
    LIVE_ALARM(
            "",
            "LiveAlarm",
            "Whether the metric is worse than promised, beyond chance and beyond what is small: 0 or 1."),
    LIVE_PREDICTIONS("", "LivePredictions", "The predictions in the newest window."),
    LIVE_PREDICTIONS_LABELLED("", "LivePredictionsLabelled", "Of these, those with a label."),
    LIVE_PREDICTIONS_PENDING("", "LivePredictionsPending", "Of these, those whose label is still to come."),
    LIVE_PREDICTIONS_OVERDUE("", "LivePredictionsOverdue", "Of these, those whose label should have come.");

    /** The unit, with which the name ends; empty: none. */
    final String unit;

    /** The name in CloudWatch; empty: it is not sent there, where each metric has its price. */
    final String cloudWatch;

    final String help;

    Gauge(String unit, String cloudWatch, String help) {
        this.unit = unit;
        this.cloudWatch = cloudWatch;
        this.help = help;
    }

    /** {@return the name in OpenMetrics} */
    String family() {
        return "retrain_".concat(MonitorResults.word(this));
    }

    /** {@return whether it counts things} */
    boolean isCount() {
        return switch (this) {
            case MONITOR_WINDOWS,
                    MONITOR_WINDOW_ROWS,
                    DRIFT_COLUMNS,
                    LIVE_PREDICTIONS,
                    LIVE_PREDICTIONS_LABELLED,
                    LIVE_PREDICTIONS_PENDING,
                    LIVE_PREDICTIONS_OVERDUE -> true;
            default -> false;
        };
    }
}
