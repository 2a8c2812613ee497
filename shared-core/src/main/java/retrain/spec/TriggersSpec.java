package retrain.spec;

import java.util.List;
import java.util.Optional;

/** When a retrain is due: when any of the triggers says so, and nothing holds it back. */
public record TriggersSpec(
        @Key(doc = "Due at times of the clock.") Optional<ScheduleSpec> schedule,

        @Key(
                doc =
                        "Due when so much is new in the sources since the champion's snapshot; any of its keys is enough.",
                name = "new-data")
        Optional<NewData> newData,

        @Key(doc = "Due when columns drifted, as 'monitor' measures it.")
        Optional<DriftTrigger> drift,

        @Key(doc = "Due when the live model is not as good as it must be; any of the list is enough.", orElse = "[]")
        List<Performance> performance,

        @Key(
                doc =
                        "Due when the prepared rows have columns that the champion's snapshot has not, lack some, or have some of another kind.",
                orElse = "false")
        boolean schema,

        @Key(doc = "The champion was registered longer ago than this: '30 days', '3 months'.", pattern = Span.PATTERN)
        Optional<String> age,

        @Key(
                doc =
                        "Due when what makes a model of the data has changed since the champion was made: keys of the spec, the prepare query, code, or the trainer's version.",
                orElse = "false")
        boolean code,

        @Key(doc = "Due when somebody asks for it (intent 'manual') and never by itself.", orElse = "false")
        boolean manual,

        @Key(doc = "The only hours in which a retrain is due.")
        Optional<OffPeak> offPeak,

        @Key(
                doc = "Not due within this time after the end of a run that trained: '12 hours', '2 days'.",
                pattern = Span.SHORT_PATTERN)
        Optional<String> cooldown) {
    /** Of a spec that has none. */
    public static final TriggersSpec NONE = new TriggersSpec(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            false,
            Optional.empty(),
            false,
            false,
            Optional.empty(),
            Optional.empty());

    public TriggersSpec {
        performance = List.copyOf(performance);
    }

    /** {@return whether nothing makes a retrain due, whatever may hold it back} */
    public boolean isEmpty() {
        return schedule.isEmpty()
                && newData.isEmpty()
                && drift.isEmpty()
                && performance.isEmpty()
                && !schema
                && age.isEmpty()
                && !code
                && !manual;
    }

    /** {@return the triggers in force: new data or changed code if there are none} */
    public TriggersSpec orDefault() {
        NewData any = new NewData(Optional.empty(), Optional.of(1), Optional.empty(), Optional.empty());
        return isEmpty()
                ? new TriggersSpec(
                        schedule, Optional.of(any), drift, performance, schema, age, true, manual, offPeak, cooldown)
                : this;
    }

    /** {@return whether a decision needs what 'monitor' says} */
    public boolean needMonitoring() {
        return drift.isPresent() || !performance.isEmpty();
    }

    /** {@return whether a decision needs the prepared rows} */
    public boolean needRows() {
        return schema || (newData.isPresent() && newData.get().rows().isPresent());
    }

    /** Times of the clock. */
    public record ScheduleSpec(
            @Key(
                    doc =
                            "Minute, hour, day of the month, month, day of the week, as in cron: '0 2 * * MON-FRI'. L is the last day of the month.")
            String cron,

            @Key(doc = "The zone of the clock, such as Europe/Berlin.", orElse = "UTC")
            String zone,

            @Key(
                    doc =
                            "Each time is moved by a part of this, which the model's name decides, so that many models do not begin at once.",
                    pattern = "[1-9][0-9]{0,3} (minute|hour)s?")
            Optional<String> jitter) {}

    /** How much is new. A file is new if the champion's snapshot has none of its content. */
    public record NewData(
            @Key(doc = "So many prepared rows more.", min = 1)
            Optional<Integer> rows,

            @Key(doc = "So many new files.", min = 1) Optional<Integer> parts,

            @Key(doc = "New files of this size together: 100MB.", pattern = "[1-9][0-9]{0,5} ?([KMGT]i?)?B")
            Optional<String> bytes,

            @Key(
                    doc = "New files of this size together, as a share of the size of the champion's files.",
                    min = 1e-6,
                    max = 1000)
            Optional<Double> share) {
        /** {@return the bytes; K is 1000 of them, Ki 1024} */
        public Optional<Long> size() {
            return bytes.map(NewData::size);
        }

        private static long size(String text) {
            String digits = text.replaceAll("[^0-9].*", "");
            String unit = text.substring(digits.length()).strip();
            int power = "BKMGT".indexOf(unit.charAt(0));
            long base = unit.contains("i") ? 1024 : 1000;
            long size = Long.parseLong(digits);
            for (int i = 0; i < power; i++) {
                size *= base;
            }
            return size;
        }
    }

    /** Columns that drifted. */
    public record DriftTrigger(
            @Key(doc = "The columns that count. Empty: all that are compared.", orElse = "[]")
            List<String> columns,

            @Key(doc = "How many of them must have drifted in a window.", orElse = "1", min = 1, max = 100000)
            int atLeast,

            @Key(doc = "In how many of the newest windows: '2 of 3'.", orElse = "1 of 1", pattern = Windows.PATTERN)
            String windows) {
        public DriftTrigger {
            columns = List.copyOf(columns);
        }
    }

    /** A metric of the live model, and exactly one of the comparisons. */
    public record Performance(
            @Key(doc = "The metric that is looked at.") Metric metric,

            @Key(doc = "It must be at least this: due when its whole interval is below.")
            Optional<Double> atLeast,

            @Key(doc = "It must be at most this: due when its whole interval is above.")
            Optional<Double> atMost,

            @Key(
                    doc = "'promotion': due when it is worse than on the holdout of the promotion, by more than 'by'.",
                    pattern = "promotion")
            Optional<String> worseThan,

            @Key(doc = "The margin of the comparison with the promotion, in units of the metric.", min = 0)
            Optional<Double> by,

            @Key(
                    doc =
                            "realised: by labels; estimated: without them; any: by labels where they have come, else estimated.",
                    orElse = "any")
            Basis basis,

            @Key(doc = "In how many of the newest windows: '2 of 3'.", orElse = "1 of 1", pattern = Windows.PATTERN)
            String windows) {}

    /** What the value of a metric may rest on. */
    public enum Basis {
        REALISED,
        ESTIMATED,
        ANY
    }

    /** So many of the newest windows. */
    public record Windows(int least, int of) {
        static final String PATTERN = "[1-9][0-9]{0,2} of [1-9][0-9]{0,2}";

        /**
         * {@return the windows that are written}
         *
         * @param text of the form {@code 2 of 3}
         */
        public static Windows of(String text) {
            String[] words = text.split(" of ", -1);
            return new Windows(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
        }
    }

    /** Hours of the day. */
    public record OffPeak(
            @Key(doc = "From this time on: 22:00.", pattern = "([01][0-9]|2[0-3]):[0-5][0-9]")
            String from,

            @Key(
                    doc = "Until before this time: 06:00; of the next day if it is the earlier one.",
                    pattern = "([01][0-9]|2[0-3]):[0-5][0-9]")
            String to,

            @Key(doc = "The zone of the clock, such as Europe/Berlin.", orElse = "UTC")
            String zone,

            @Key(
                    doc = "The triggers that make a retrain due at any hour: performance, say.",
                    orElse = "[]",
                    pattern = "schedule|new-data|drift|performance|schema|age|code")
            List<String> except) {
        public OffPeak {
            except = List.copyOf(except);
        }

        /** {@return the hours} */
        public Hours hours() {
            return Hours.daily(from, to, zone);
        }
    }
}
