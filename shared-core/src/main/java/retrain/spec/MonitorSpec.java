package retrain.spec;

import java.util.Optional;

/** What is watched between two retrains. */
public record MonitorSpec(
        @Key(
                doc =
                        "The newer rows are looked at in windows of this length, aligned to the calendar in 'zone': '1 day', '1 month'. Absent: all at once.",
                pattern = Span.PATTERN)
        Optional<String> window,

        @Key(
                doc =
                        "The time zone of the calendar that windows are aligned to, and that dates of 'reference' begin in: Europe/Berlin.",
                orElse = "UTC")
        String zone,

        @Key(doc = "How many of the newest windows are looked at.", orElse = "12", min = 1, max = 1000)
        int windows,

        @Key(
                doc =
                        "The rows that the windows are compared with, by 'data.time'. Absent: those that the champion was trained on.")
        Optional<PeriodSpec> reference,

        @Key(doc = "When a difference between reference and window is an alarm.", orElse = "{}")
        DriftSpec drift,

        @Key(doc = "Where the predictions of the live model are, and the labels that arrive later.")
        Optional<LiveSpec> live) {}
