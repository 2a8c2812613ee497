package retrain.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.spec.Hours;
import retrain.spec.Span;
import retrain.spec.TriggersSpec;
import retrain.spec.TriggersSpec.OffPeak;
import retrain.trigger.TriggerDecision.By;
import retrain.trigger.TriggerDecision.Hold;
import retrain.trigger.TriggerFacts.Champion;
import retrain.trigger.TriggerFacts.PastRetrain;
import retrain.trigger.TriggerFacts.Window;

/** What holds a retrain back. */
final class Holds {
    private static final int MOST_OPENINGS = 14;

    private final TriggersSpec spec;
    private final TriggerFacts facts;
    private final List<String> notes;

    Holds(TriggersSpec spec, TriggerFacts facts, List<String> notes) {
        this.spec = spec;
        this.facts = facts;
        this.notes = notes;
    }

    List<Hold> all() {
        List<Hold> holds = new ArrayList<>();
        facts.champion().flatMap(this::seen).ifPresent(holds::add);
        facts.tried()
                .map(t -> new Hold(
                        By.TRIED,
                        "run " + t.run() + " had the same inputs and ended as " + t.outcome(),
                        Optional.empty()))
                .ifPresent(holds::add);
        facts.going()
                .map(g -> new Hold(
                        By.GOING_ON,
                        "run " + g.run() + " goes on; if it was killed, it counts so from " + Words.time(g.until()),
                        Optional.of(g.until())))
                .ifPresent(holds::add);
        spec.cooldown().flatMap(this::cooldown).ifPresent(holds::add);
        spec.offPeak().map(OffPeak::hours).flatMap(this::offPeak).ifPresent(holds::add);
        facts.window().map(Window::hours).flatMap(this::window).ifPresent(holds::add);
        return holds;
    }

    private Optional<Hold> seen(Champion champion) {
        boolean same = facts.changes().equals(Optional.of(List.of()))
                && DataTriggers.without(facts.parts(), champion.parts()).isEmpty()
                && DataTriggers.without(champion.parts(), facts.parts()).isEmpty();
        return same
                ? Optional.of(new Hold(
                        By.SAME_INPUTS,
                        "version " + champion.version() + " was made from the same "
                                + Words.count(facts.parts().size(), "file") + ", by run " + champion.run(),
                        Optional.empty()))
                : Optional.empty();
    }

    /** A run from the future holds back too if the clocks differ by less than the cooldown; beyond that it is not believed. */
    private Optional<Hold> cooldown(String text) {
        Duration length = Span.of(text).length();
        Optional<Hold> latest = Optional.empty();
        for (PastRetrain run : facts.runs()) {
            Instant until = run.ended().plus(length);
            boolean cool = run.trained() && until.isAfter(facts.now());
            if (cool && Duration.between(facts.now(), run.ended()).compareTo(length) > 0) {
                notes.add("run " + run.run() + " ended at " + Words.time(run.ended())
                        + ", which is after now: a clock is wrong, and the cooldown takes no notice of it");
            } else if (cool
                    && (latest.isEmpty() || until.isAfter(latest.get().until().orElseThrow()))) {
                latest = Optional.of(new Hold(
                        By.COOLDOWN,
                        "run " + run.run() + " trained and ended at " + Words.time(run.ended()) + "; the cooldown of "
                                + Span.of(text) + " ends at " + Words.time(until),
                        Optional.of(until)));
            }
        }
        return latest;
    }

    private Optional<Hold> offPeak(Hours hours) {
        return closed(By.OFF_PEAK, "a retrain is due ", hours);
    }

    private Optional<Hold> window(Hours hours) {
        return closed(By.COST_WINDOW, "work in AWS begins ", hours);
    }

    private Optional<Hold> closed(By by, String what, Hours hours) {
        if (hours.isOpen(facts.now())) {
            return Optional.empty();
        }
        Instant opens = hours.opens(facts.now());
        return Optional.of(
                new Hold(by, what + hours + " only, next from " + Words.time(opens) + " on", Optional.of(opens)));
    }

    /** {@return whether a trigger is held back by any of these} */
    boolean keep(Trigger trigger, List<Hold> holds) {
        return holds.stream().anyMatch(h -> concerns(h.by(), trigger));
    }

    private boolean concerns(By by, Trigger trigger) {
        return switch (by) {
            case SAME_INPUTS, TRIED, GOING_ON -> true;
            case COOLDOWN -> trigger != Trigger.MANUAL;
            case OFF_PEAK ->
                trigger != Trigger.MANUAL
                        && !spec.offPeak().orElseThrow().except().contains(trigger.word());
            case COST_WINDOW ->
                trigger != Trigger.MANUAL || facts.window().orElseThrow().forAll();
        };
    }

    /** {@return the first time from one on that nothing which ends by itself holds the trigger back} */
    Instant free(Trigger trigger, Instant time, List<Hold> holds) {
        Instant free = time;
        for (Hold hold : holds) {
            boolean waits = !hold.by().recurs()
                    && concerns(hold.by(), trigger)
                    && hold.until().isPresent();
            free = waits && hold.until().get().isAfter(free) ? hold.until().get() : free;
        }
        return open(hours(trigger), free);
    }

    private List<Hours> hours(Trigger trigger) {
        List<Hours> hours = new ArrayList<>();
        if (spec.offPeak().isPresent() && concerns(By.OFF_PEAK, trigger)) {
            hours.add(spec.offPeak().get().hours());
        }
        if (facts.window().isPresent() && concerns(By.COST_WINDOW, trigger)) {
            hours.add(facts.window().get().hours());
        }
        return hours;
    }

    /** Hours that never are open together are given up after a while: then it is the time at which one of them opens. */
    private static Instant open(List<Hours> all, Instant time) {
        Instant open = time;
        for (int i = 0; i < MOST_OPENINGS; i++) {
            for (Hours hours : all) {
                open = hours.isOpen(open) ? open : hours.opens(open);
            }
        }
        return open;
    }
}
