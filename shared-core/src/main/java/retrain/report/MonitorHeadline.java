package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.monitor.ColumnDrift;
import retrain.monitor.Drift;
import retrain.monitor.LiveQuality;
import retrain.monitor.LiveQuality.Basis;
import retrain.monitor.LiveQuality.Level;
import retrain.monitor.Window;

/** What monitor came to, in one sentence for somebody who knows neither the metrics nor the statistics. All its reports begin with it. */
final class MonitorHeadline {
    private static final int NAMED = 3;

    private final MonitorRecord record;

    MonitorHeadline(MonitorRecord record) {
        this.record = record;
    }

    /** What monitor comes to, by its newest window. */
    enum Outcome {
        ALARM("bad", "✗ ALARM"),
        NO_ALARM("good", "✓ NO ALARM"),
        /** There is nothing in the window that could be looked at. */
        NOT_COMPARED("unsure", "? NOT COMPARED"),
        /** There is no window. */
        NOTHING_NEW("neutral", "● NOTHING NEW");

        final String style;
        final String badge;

        Outcome(String style, String badge) {
            this.style = style;
            this.badge = badge;
        }
    }

    Outcome outcome() {
        if (record.newest().isEmpty()) {
            return Outcome.NOTHING_NEW;
        }
        if (record.monitoring().alarm()) {
            return Outcome.ALARM;
        }
        return isKnown(record.newest().get()) ? Outcome.NO_ALARM : Outcome.NOT_COMPARED;
    }

    /** {@return whether there is a column or a metric of the window that can be told to raise no alarm} */
    static boolean isKnown(Window window) {
        return window.drift().stream()
                        .flatMap(d -> d.columns().stream())
                        .anyMatch(c -> !c.tests().isEmpty())
                || window.live().stream()
                        .flatMap(l -> l.levels().stream())
                        .anyMatch(l -> l.value().isPresent());
    }

    /** {@return the sentence} */
    String sentence() {
        return switch (outcome()) {
            case NOTHING_NEW ->
                Texts.join("There is nothing to watch yet: no row is newer than ", record.reference(), ".");
            case NOT_COMPARED ->
                Texts.join(
                        "It cannot be told whether anything has changed: there is nothing ",
                        window("in"),
                        " that could be compared.");
            case NO_ALARM -> Texts.join("No alarm ", window("for"), ": ", calm(), ".");
            case ALARM -> alarm();
        };
    }

    /** {@return the window with the word before it that suits: {@code of 2013-09}, {@code since 2013-08-31}} */
    private String window(String word) {
        return window().startsWith("since ") ? window() : Texts.join(word, " ", window());
    }

    private String window() {
        return Texts.brief(record.newest().map(Window::name).orElse("–"), 60);
    }

    private String alarm() {
        Optional<Level> level = worst();
        boolean drift = record.drift().isPresent() && record.drift().get().alarm();
        if (level.isEmpty()) {
            return Texts.join("The data ", window("of"), " have changed: ", changed(), calmQuality(), ".");
        }
        return drift
                ? Texts.join(worse(level.get()), ", and the data have changed: ", changed(), ".")
                : Texts.join(worse(level.get()), calmData(), ".");
    }

    /** The alarm that rests on labels goes before those that are estimated. */
    private Optional<Level> worst() {
        List<Level> alarms = alarms();
        for (Level level : alarms) {
            if (level.basis() == Basis.REALISED) {
                return Optional.of(level);
            }
        }
        return alarms.isEmpty() ? Optional.empty() : Optional.of(alarms.get(0));
    }

    private List<Level> alarms() {
        List<Level> alarms = new ArrayList<>();
        for (Level level : levels()) {
            if (level.alarm()) {
                alarms.add(level);
            }
        }
        return alarms;
    }

    private List<Level> levels() {
        Optional<LiveQuality> live = record.live();
        return live.isPresent() ? live.get().levels() : List.of();
    }

    private String worse(Level level) {
        boolean known = level.basis() == Basis.REALISED;
        String metric = level.metric().word();
        String value = level.value().map(Figures::plain).orElse("undefined");
        long more = alarms().stream().map(Level::metric).distinct().count() - 1;
        return Texts.join(
                "The model in production is ",
                known ? "worse than promised: its " : "probably worse than promised: its ",
                Headline.plain(metric),
                " (",
                metric,
                known ? ") is " : ") is estimated at ",
                value,
                known ? " by the labels " : " ",
                window(known ? "of" : "for"),
                level.promised().isPresent()
                        ? Texts.join(", and ", Figures.plain(level.promised().get()), " was promised")
                        : "",
                more == 0
                        ? ""
                        : Texts.join("; so are ", Figures.count(more), " more", more == 1 ? " figure" : " figures"));
    }

    private String changed() {
        Drift drift = record.drift().orElseThrow();
        List<String> drifted = drift.drifted();
        if (drifted.isEmpty()) {
            return Texts.join("no column differs on its own, but all together tell its rows from ", record.reference());
        }
        int count = drift.columns().size();
        return Texts.join(
                Figures.count(drifted.size()),
                " of ",
                Figures.count(count),
                count == 1 ? " column" : " columns",
                drifted.size() == 1 ? " differs from " : " differ from ",
                record.reference(),
                " (",
                named(drifted),
                ")");
    }

    /** {@return the first names, and how many there are more} */
    static String named(List<String> names) {
        StringBuilder text = new StringBuilder();
        for (String name : names.subList(0, Math.min(NAMED, names.size()))) {
            text.append(text.length() == 0 ? "" : ", ").append(Texts.brief(name, 60));
        }
        return names.size() <= NAMED
                ? text.toString()
                : text.append(" and ")
                        .append(Figures.count(names.size() - NAMED))
                        .append(" more")
                        .toString();
    }

    private String calmQuality() {
        return measured(Basis.REALISED) + measured(Basis.ESTIMATED) == 0
                ? ""
                : "; the model's quality shows no alarm".concat(measured(Basis.REALISED) == 0 ? ", by estimate" : "");
    }

    private String calmData() {
        return comparedColumns() == 0 ? "" : "; the data show no drift";
    }

    private String calm() {
        List<String> parts = new ArrayList<>();
        if (comparedColumns() > 0) {
            parts.add(Texts.join(
                    "none of ",
                    columns(),
                    " differs from ",
                    record.reference(),
                    " beyond chance and beyond what is small"));
        }
        if (measured(Basis.REALISED) > 0) {
            parts.add("by the labels that have come, nothing says that the model is worse than promised");
        } else if (measured(Basis.ESTIMATED) > 0) {
            parts.add("by an estimate without labels, nothing says that the model is worse than promised");
        }
        return String.join("; ", parts);
    }

    private String columns() {
        long compared = comparedColumns();
        long others = record.drift().orElseThrow().columns().size() - compared;
        return Texts.join(
                Figures.count(compared),
                compared == 1 ? " column" : " columns",
                others == 0 ? "" : Texts.join(" (", Figures.count(others), " more could not be compared)"));
    }

    private long comparedColumns() {
        Optional<Drift> drift = record.drift();
        return drift.isEmpty()
                ? 0
                : drift.get().columns().stream()
                        .map(ColumnDrift::tests)
                        .filter(t -> !t.isEmpty())
                        .count();
    }

    private long measured(Basis basis) {
        return levels().stream()
                .filter(l -> l.basis() == basis && l.value().isPresent())
                .count();
    }

    /** {@return the sentence's figures, and which of the other windows raised an alarm} */
    String reason() {
        Optional<Window> newest = record.newest();
        String against = Texts.join(
                record.reference(), " (", Figures.count(record.monitoring().referenceRows()), " rows)");
        if (newest.isEmpty()) {
            return Texts.join("Watched against ", against, ".");
        }
        return Texts.join(
                "The newest window decides: ",
                window(),
                ", ",
                Marks.rows(newest.get().rows()),
                ", against ",
                against,
                ". ",
                before());
    }

    private String before() {
        List<MonitorRecord.Seen> all = record.all();
        List<String> alarms = new ArrayList<>();
        for (int i = all.size() - 2; i >= 0; i--) {
            if (all.get(i).window().alarm()) {
                alarms.add(all.get(i).window().name());
            }
        }
        int others = all.size() - 1;
        if (others == 0) {
            return "There is no window before it.";
        }
        String windows = others == 1 ? " window before it" : " windows before it";
        return alarms.isEmpty()
                ? Texts.join("None of the ", Figures.count(others), windows, " raised an alarm.")
                : Texts.join(
                        Figures.count(alarms.size()),
                        " of the ",
                        Figures.count(others),
                        windows,
                        " raised an alarm: ",
                        named(alarms),
                        ".");
    }
}
