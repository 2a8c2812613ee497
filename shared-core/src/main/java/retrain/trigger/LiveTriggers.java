package retrain.trigger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.monitor.Drift;
import retrain.monitor.LiveQuality;
import retrain.monitor.LiveQuality.Level;
import retrain.monitor.Monitoring;
import retrain.monitor.Window;
import retrain.spec.TriggersSpec.Basis;
import retrain.spec.TriggersSpec.DriftTrigger;
import retrain.spec.TriggersSpec.Performance;
import retrain.spec.TriggersSpec.Windows;
import retrain.trigger.TriggerDecision.Finding;
import retrain.trigger.TriggerFacts.Champion;

/** Triggers of what 'monitor' says: drift and the quality of the live model, in k of the newest n windows. */
final class LiveTriggers {
    private final Champion champion;
    private final Optional<Monitoring> monitoring;

    LiveTriggers(TriggerFacts facts, Champion champion, List<String> notes) {
        this.champion = champion;
        Optional<Integer> watched = facts.monitoring().flatMap(Monitoring::champion);
        boolean other = watched.isPresent() && watched.get() != champion.version();
        if (other) {
            notes.add("what monitor says is of version " + watched.orElseThrow() + ", not of version "
                    + champion.version() + ", and does not count");
        }
        this.monitoring = other ? Optional.empty() : facts.monitoring();
    }

    /** A window that speaks for a retrain, and why. */
    private record Bad(String window, String why) {}

    Finding drift(DriftTrigger rule) {
        Windows windows = Windows.of(rule.windows());
        List<Bad> bad = new ArrayList<>();
        for (Window window : newest(windows)) {
            if (window.drift().isPresent()) {
                drifted(rule, window.drift().get()).ifPresent(why -> bad.add(new Bad(window.name(), why)));
            }
        }
        return finding(Trigger.DRIFT, windows, bad, "", new TreeMap<>());
    }

    private static Optional<String> drifted(DriftTrigger rule, Drift drift) {
        List<String> columns = drift.drifted().stream()
                .filter(c -> rule.columns().isEmpty() || rule.columns().contains(c))
                .toList();
        if (columns.size() >= rule.atLeast()) {
            return Optional.of(Words.first(columns, 5));
        }
        boolean together = rule.columns().isEmpty() && rule.atLeast() == 1 && drift.alarm();
        return together ? Optional.of("all columns together") : Optional.empty();
    }

    Finding performance(Performance rule) {
        Windows windows = Windows.of(rule.windows());
        Map<String, Double> figures = new TreeMap<>();
        List<Bad> bad = new ArrayList<>();
        for (Window window : newest(windows)) {
            Optional<Level> level = window.live().flatMap(live -> level(live, rule));
            if (level.isPresent()) {
                level.get().value().ifPresent(v -> figures.put("value", v));
                bound(rule, level.get()).ifPresent(b -> figures.put("bound", b));
                fallsShort(rule, level.get()).ifPresent(why -> bad.add(new Bad(window.name(), why)));
            }
        }
        return finding(Trigger.PERFORMANCE, windows, bad, rule.metric() + " ", figures);
    }

    private static Optional<Level> level(LiveQuality live, Performance rule) {
        Optional<Level> realised = live.level(rule.metric(), LiveQuality.Basis.REALISED)
                .filter(l -> l.value().isPresent());
        Optional<Level> estimated = live.level(rule.metric(), LiveQuality.Basis.ESTIMATED);
        return rule.basis() == Basis.REALISED
                ? realised
                : rule.basis() == Basis.ESTIMATED ? estimated : realised.or(() -> estimated);
    }

    private static Optional<Double> bound(Performance rule, Level level) {
        if (rule.worseThan().isEmpty()) {
            return rule.atLeast().or(rule::atMost);
        }
        double by = rule.by().orElse(0.0);
        return level.promised().map(p -> rule.metric().higherIsBetter() ? p - by : p + by);
    }

    /** Chance triggers nothing: all of the interval must lie on the bad side of the bound. */
    private static Optional<String> fallsShort(Performance rule, Level level) {
        Optional<Double> bound = bound(rule, level);
        if (bound.isEmpty() || level.value().isEmpty()) {
            return Optional.empty();
        }
        boolean higher = rule.metric().higherIsBetter();
        double best = (higher ? level.high() : level.low()).orElse(level.value().get());
        boolean bad = higher ? best < bound.get() : best > bound.get();
        String basis = level.basis() == LiveQuality.Basis.REALISED ? "by labels" : "by estimate";
        String says = Words.number(level.value().get()) + " " + basis + ", with chance allowed for "
                + (higher ? "below " : "above ") + Words.number(bound.get());
        return bad ? Optional.of(says) : Optional.empty();
    }

    private List<Window> newest(Windows windows) {
        List<Window> all = monitoring.map(Monitoring::windows).orElse(List.of());
        return all.subList(Math.max(0, all.size() - windows.of()), all.size());
    }

    private Finding finding(Trigger trigger, Windows windows, List<Bad> bad, String what, Map<String, Double> figures) {
        boolean due = bad.size() >= windows.least();
        figures.put("windows", (double) bad.size());
        figures.put("least-windows", (double) windows.least());
        figures.put("of-windows", (double) windows.of());
        List<String> why =
                bad.stream().map(b -> what + b.why() + " in " + b.window()).toList();
        String sentence = monitoring.isEmpty()
                ? "nothing is known: there is no monitoring of version " + champion.version()
                : (why.isEmpty() ? "no alarm" : String.join("; ", why)) + " (" + bad.size() + " of the newest "
                        + Words.count(windows.of(), "window") + (due ? ")" : ", due from " + windows.least() + " on)");
        return new Finding(trigger, due, sentence, figures, Optional.empty());
    }
}
