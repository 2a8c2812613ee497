package retrain.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.data.Column;
import retrain.monitor.ColumnDrift;
import retrain.monitor.Drift;
import retrain.monitor.JointDrift;
import retrain.monitor.LiveQuality;
import retrain.monitor.LiveQuality.Basis;
import retrain.monitor.LiveQuality.Level;
import retrain.monitor.Monitoring;
import retrain.monitor.Window;
import retrain.spec.Metric;
import retrain.spec.SpecReader;

/** Drift and performance, in k of the newest n windows. */
class LiveTriggersTest {
    @TempDir
    Path base;

    private TriggerDecision decide(String triggers, Optional<Monitoring> monitoring) throws Exception {
        Files.writeString(base.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data: {sources: {rows: rows.csv}, time: at}
                train: {xgboost: {rounds: 10}}
                gates: [{metric: auc, at-least: 0.6}]
                monitor: {window: 1 day, windows: 5, live: {predictions: live.csv}}
                triggers: {%s}
                """.formatted(triggers));
        Given given = new Given();
        monitoring.ifPresent(given::monitoring);
        return Triggers.decide(
                SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "")
                        .triggers(),
                given.facts());
    }

    /** A window for each text, the oldest first: the columns that drifted, separated by spaces; "-" for a window without rows. */
    private static Monitoring drifting(String windows) {
        List<Window> all = new ArrayList<>();
        for (String window : windows.split(",", -1)) {
            List<ColumnDrift> columns = new ArrayList<>();
            for (String column : List.of("x", "y", "z")) {
                columns.add(new ColumnDrift(
                        column,
                        ColumnDrift.Role.FEATURE,
                        Column.Kind.NUMBER,
                        List.of(window.strip().split(" ", -1)).contains(column),
                        "",
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        List.of()));
            }
            Drift drift = new Drift(1000, 100, Optional.empty(), columns, Optional.empty());
            boolean empty = window.strip().equals("-");
            all.add(window("w" + all.size(), empty ? Optional.empty() : Optional.of(drift), Optional.empty()));
        }
        return new Monitoring("m", Optional.of(3), "the training rows of version 3", 1000, all);
    }

    private static Window window(String name, Optional<Drift> drift, Optional<LiveQuality> live) {
        return new Window(name, Optional.empty(), Optional.empty(), 100, drift, live);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                  | x           | true",
                "{}                                  | x, none     | false",
                "{}                                  | none, y     | true",
                "{at-least: 2}                       | x           | false",
                "{at-least: 2}                       | x z         | true",
                "{columns: [y]}                      | x z         | false",
                "{columns: [y, z], at-least: 2}      | y z         | true",
                "{columns: [y, z], at-least: 2}      | x y         | false",
                "{windows: 2 of 3}                   | x, x, none  | true",
                "{windows: 2 of 3}                   | x, x, none, none | false",
                "{windows: 2 of 3}                   | x, none, y  | true",
                "{windows: 2 of 3}                   | x           | false",
                "{windows: 2 of 3}                   | x, -, x     | true",
                "{windows: 2 of 3}                   | x, -, none  | false"
            })
    void shouldCountTheWindowsThatDrifted(String rule, String windows, boolean due) throws Exception {
        TriggerDecision decision = decide("drift: " + rule, Optional.of(drifting(windows)));

        assertThat(decision.due()).isEqualTo(due);
    }

    @Test
    void shouldNameColumnsAndWindows() throws Exception {
        TriggerDecision decision = decide("drift: {windows: 2 of 3}", Optional.of(drifting("x y, none, z")));

        assertThat(decision.reasons().get(0).line())
                .isEqualTo("drift: x, y in w0; z in w2 (2 of the newest 3 windows)");
        assertThat(decision.reasons().get(0).figures()).containsEntry("windows", 2.0);
    }

    @Test
    void shouldCountADriftOfAllColumnsTogetherWhereNoneIsNamed() throws Exception {
        JointDrift joint = new JointDrift(0.8, 0.7, 0, 0, 0.6, List.of("x"), true);
        Drift drift = new Drift(1000, 100, Optional.empty(), List.of(), Optional.of(joint));
        Optional<Monitoring> monitoring = Optional.of(new Monitoring(
                "m", Optional.of(3), "", 1000, List.of(window("w", Optional.of(drift), Optional.empty()))));

        assertThat(decide("drift: {}", monitoring).due()).isTrue();
        assertThat(decide("drift: {at-least: 2}", monitoring).due()).isFalse();
        assertThat(decide("drift: {columns: [x]}", monitoring).due()).isFalse();
    }

    @Test
    void shouldNotBeDueByWhatIsNotKnown() throws Exception {
        Monitoring other =
                new Monitoring("m", Optional.of(2), "", 1000, drifting("x").windows());

        TriggerDecision none = decide("drift: {}, performance: [{metric: auc, at-least: 0.6}]", Optional.empty());
        TriggerDecision ofAnother = decide("drift: {}", Optional.of(other));

        assertThat(none.due()).isFalse();
        assertThat(none.findings()).allMatch(f -> f.sentence().contains("there is no monitoring of version 3"));
        assertThat(ofAnother.due()).isFalse();
        assertThat(ofAnother.notes()).singleElement().asString().contains("is of version 2, not of version 3");
    }

    private static Level level(Metric metric, Basis basis, double value, double half) {
        return new Level(
                metric,
                basis,
                Optional.of(value),
                Optional.of(value - half),
                Optional.of(value + half),
                100,
                "DeLong",
                Optional.of(0.7),
                false,
                "");
    }

    private static Optional<Monitoring> live(Level... levels) {
        LiveQuality live = new LiveQuality(100, 100, 0, 0, List.of(levels), List.of());
        return Optional.of(new Monitoring(
                "m", Optional.of(3), "", 1000, List.of(window("w", Optional.empty(), Optional.of(live)))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // An AUC of 0.64 to 0.66; it was 0.7 when the version was promoted.
                "metric: auc, at-least: 0.66                          | false",
                "metric: auc, at-least: 0.661                         | true",
                "metric: auc, worse-than: promotion, by: 0.04         | false",
                "metric: auc, worse-than: promotion, by: 0.039        | true",
                // A Brier score of 0.24 to 0.26; its promised value is 0.7, too.
                "metric: brier, at-most: 0.24                         | false",
                "metric: brier, at-most: 0.239                        | true",
                "metric: brier, worse-than: promotion, by: 0          | false",
                "metric: log_loss, at-most: 0.1                       | false"
            })
    void shouldAskForMoreThanChance(String rule, boolean due) throws Exception {
        Optional<Monitoring> monitoring =
                live(level(Metric.AUC, Basis.REALISED, 0.65, 0.01), level(Metric.BRIER, Basis.REALISED, 0.25, 0.01));

        assertThat(decide("performance: [{" + rule + "}]", monitoring).due()).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource({"realised, false", "estimated, true", "any, false"})
    void shouldPreferWhatLabelsSayUnlessToldOtherwise(String basis, boolean due) throws Exception {
        Optional<Monitoring> monitoring =
                live(level(Metric.AUC, Basis.ESTIMATED, 0.5, 0.01), level(Metric.AUC, Basis.REALISED, 0.7, 0.01));

        TriggerDecision decision =
                decide("performance: [{metric: auc, at-least: 0.6, basis: " + basis + "}]", monitoring);

        assertThat(decision.due()).isEqualTo(due);
    }

    @Test
    void shouldTakeTheEstimateWhereNoLabelsHaveCome() throws Exception {
        Optional<Monitoring> monitoring = live(level(Metric.AUC, Basis.ESTIMATED, 0.5, 0.01));

        assertThat(decide("performance: [{metric: auc, at-least: 0.6}]", monitoring)
                        .reasons())
                .singleElement()
                .satisfies(r -> assertThat(r.line())
                        .isEqualTo("performance: auc 0.5000 by estimate, with chance allowed for below 0.6000 in w"
                                + " (1 of the newest 1 window)"));
        assertThat(decide("performance: [{metric: auc, at-least: 0.6, basis: realised}]", monitoring)
                        .due())
                .isFalse();
    }
}
