package retrain.spec;

import java.util.List;
import java.util.Optional;

/** What retraining may cost, and when. */
public record CostSpec(
        @Key(doc = "The most that a run may cost, in US dollars: one that may cost more does not begin.", min = 0)
        Optional<Double> perRun,

        @Key(doc = "The most that the runs of a month may cost, in US dollars.", min = 0)
        Optional<Double> perMonth,

        @Key(
                doc =
                        "A file of prices that go before those that Retrain knows, relative to this file: CSV with the columns service, unit, region, per, usd.")
        Optional<String> prices,

        @Key(
                doc =
                        "The only hours in which work in AWS begins: '22:00-06:00 Europe/Berlin'; without a zone, of UTC.",
                pattern = Hours.PATTERN)
        Optional<String> window,

        @Key(
                doc = "The days of the week on which the window opens: [MON, TUE]. Empty: every day.",
                orElse = "[]",
                pattern = Hours.DAY_PATTERN)
        List<String> days,

        @Key(
                doc =
                        "Which runs wait for the window. unattended: those with the intent 'schedule', and those that ask whether they are due. all: every run.",
                orElse = "unattended")
        Waiting windowFor,

        @Key(
                doc = "How many days nobody must have called an endpoint until 'clean' names it.",
                orElse = "7",
                min = 1,
                max = 455)
        int idleDays) {
    /** Whatever it costs, at any time. */
    public static CostSpec any() {
        return new CostSpec(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Waiting.UNATTENDED,
                7);
    }

    public CostSpec {
        days = List.copyOf(days);
    }

    /** {@return the only hours in which work in AWS begins} */
    public Optional<Hours> hours() {
        return window.map(text -> Hours.of(text, days));
    }

    /** Who waits for the window. */
    public enum Waiting {
        UNATTENDED,
        ALL
    }
}
