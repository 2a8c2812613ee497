package retrain.spec;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What CloudWatch is told. */
public record CloudWatchSpec(
        @Key(
                doc = "The namespace of the metrics. One that begins with AWS/ is AWS's own.",
                orElse = "Retrain",
                pattern = "(?!AWS/)[A-Za-z0-9_./#-]{1,255}")
        String namespace,

        @Key(
                doc =
                        "Whether the metrics of each slice are told as well. CloudWatch charges for each metric of each slice, by the month.",
                orElse = "false")
        boolean slices,

        @Key(
                doc =
                        "A group of logs, made if there is none: each entry of a run's ledger and of the audit chain is told there as JSON, once."
                                + " Absent: none is.",
                pattern = "[.\\-_/#A-Za-z0-9]{1,512}")
        Optional<String> logs,

        @Key(
                doc =
                        "How many days the entries stay there: one of the numbers that CloudWatch Logs has. Absent: as the group has it, which is for"
                                + " ever if it was made here.",
                min = 1,
                max = 3653)
        Optional<Integer> retention,

        @Key(doc = "A dashboard of the model, made anew by each run. Absent: none.", pattern = "[A-Za-z0-9_-]{1,255}")
        Optional<String> dashboard,

        @Key(name = "notify", doc = "Topics of SNS that are told when an alarm rings, and when it ends.", orElse = "[]")
        List<String> topics,

        @Key(doc = "Alarms, made or changed by each run.", orElse = "[]")
        List<CloudWatchAlarmSpec> alarms) {
    public CloudWatchSpec {
        topics = List.copyOf(topics);
        alarms = List.copyOf(alarms);
    }

    /** An alarm of CloudWatch: it rings below, above, or while nothing is told. */
    public record CloudWatchAlarmSpec(
            @Key(
                    doc =
                            "What is watched: a metric of the model (auc), or a figure by its name in CloudWatch (RunRejected, Due, DriftedColumns …).")
            String metric,

            @Key(doc = "Of which model a metric is watched: live, candidate, champion.", orElse = "live")
            Of of,

            @Key(
                    doc = "How the live model's metric was found: realised (by labels) or estimated (without).",
                    orElse = "realised")
            Basis basis,

            @Key(doc = "It rings below this.") Optional<Double> below,

            @Key(doc = "It rings above this.") Optional<Double> above,

            @Key(
                    doc = "It rings when nothing was told for so long: at most 7 days.",
                    pattern = "[1-9][0-9]{0,2} (hour|day)s?")
            Optional<String> missing) {
        /** What can be watched beside the metrics of models: what CloudWatch is told of the model alone. */
        public static final List<String> FIGURES = List.of(
                "Alarm",
                "DriftJointAlarm",
                "DriftJointAuc",
                "DriftShare",
                "DriftedColumns",
                "Due",
                "GatesFailed",
                "GatesInconclusive",
                "GatesPassed",
                "LivePredictions",
                "LivePredictionsLabelled",
                "LivePredictionsOverdue",
                "LivePredictionsPending",
                "RunDuration",
                "RunInconclusive",
                "RunPromoted",
                "RunRejected",
                "WindowRows");

        /** {@return whether it watches a metric of a model, and not a figure by its name} */
        public boolean isOfModel() {
            return !FIGURES.contains(metric);
        }

        /** {@return what makes it ring: below, above or missing} */
        public String when() {
            return below.isPresent() ? "below" : above.isPresent() ? "above" : "missing";
        }

        /** {@return what it is called among the alarms of its model} */
        public String title() {
            String which = of == Of.LIVE ? "live-" + basis : of.toString();
            return (isOfModel() ? which + "-" + metric : metric) + "-" + when();
        }

        /** {@return how long nothing may be told, in hours} */
        public Optional<Integer> missingHours() {
            return missing.map(m -> (int) Span.of(m).length().toHours());
        }

        /** Of which model. */
        public enum Of {
            LIVE,
            CANDIDATE,
            CHAMPION;

            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        /** How a metric of the live model was found. */
        public enum Basis {
            REALISED,
            ESTIMATED;

            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
