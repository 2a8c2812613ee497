package retrain.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.spec.Span;
import retrain.spec.TriggersSpec;
import retrain.spec.TriggersSpec.OffPeak;
import retrain.trigger.TriggerDecision.By;
import retrain.trigger.TriggerDecision.Hold;
import retrain.trigger.TriggerFacts.Champion;
import retrain.trigger.TriggerFacts.PastRetrain;

/** What holds a retrain back. */
final class Holds {
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
        spec.offPeak().flatMap(this::offPeak).ifPresent(holds::add);
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

    private Optional<Hold> offPeak(OffPeak hours) {
        if (isOpen(hours, facts.now())) {
            return Optional.empty();
        }
        Instant opens = opens(hours, facts.now());
        return Optional.of(new Hold(
                By.OFF_PEAK,
                "a retrain is due from " + hours.from() + " to " + hours.to() + " in " + hours.zone()
                        + " only, next from " + Words.time(opens) + " on",
                Optional.of(opens)));
    }

    static boolean isOpen(OffPeak hours, Instant time) {
        LocalTime clock = time.atZone(ZoneId.of(hours.zone())).toLocalTime();
        LocalTime from = LocalTime.parse(hours.from());
        LocalTime to = LocalTime.parse(hours.to());
        boolean begun = !clock.isBefore(from);
        boolean over = !clock.isBefore(to);
        return from.isBefore(to) ? begun && !over : begun || !over;
    }

    /** {@return the first time from an instant on that the hours begin; a day whose clock skips all of them is passed over} */
    static Instant opens(OffPeak hours, Instant time) {
        ZoneId zone = ZoneId.of(hours.zone());
        LocalDateTime start = time.atZone(zone).toLocalDate().atTime(LocalTime.parse(hours.from()));
        for (int day = 0; true; day++) {
            Instant opens = start.plusDays(day).atZone(zone).toInstant();
            if (!opens.isBefore(time) && isOpen(hours, opens)) {
                return opens;
            }
        }
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
        };
    }

    /** {@return the first time from one on that nothing which ends by itself holds the trigger back} */
    Instant free(Trigger trigger, Instant time, List<Hold> holds) {
        Instant free = time;
        for (Hold hold : holds) {
            boolean waits = hold.by() != By.OFF_PEAK
                    && concerns(hold.by(), trigger)
                    && hold.until().isPresent();
            free = waits && hold.until().get().isAfter(free) ? hold.until().get() : free;
        }
        boolean hours = spec.offPeak().isPresent() && concerns(By.OFF_PEAK, trigger);
        return hours && !isOpen(spec.offPeak().get(), free)
                ? opens(spec.offPeak().get(), free)
                : free;
    }
}
