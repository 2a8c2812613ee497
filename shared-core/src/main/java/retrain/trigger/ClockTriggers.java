package retrain.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.run.Jitter;
import retrain.spec.Cron;
import retrain.spec.Span;
import retrain.spec.TriggersSpec.ScheduleSpec;
import retrain.trigger.TriggerDecision.Finding;
import retrain.trigger.TriggerFacts.Champion;
import retrain.trigger.TriggerFacts.PastRetrain;

/** Triggers of the clock: schedule and age. */
final class ClockTriggers {
    private final TriggerFacts facts;
    private final Champion champion;
    private final List<String> notes;

    ClockTriggers(TriggerFacts facts, Champion champion, List<String> notes) {
        this.facts = facts;
        this.champion = champion;
        this.notes = notes;
    }

    /** However many times have passed since the last run, it is due once: the run is the mark that later ones are counted from. */
    Finding schedule(ScheduleSpec schedule) {
        Cron cron = Cron.of(schedule.cron());
        ZoneId zone = ZoneId.of(schedule.zone());
        Duration moved = Jitter.of(schedule, facts.model());
        Instant since = mark();
        Instant first = cron.next(since.minus(moved), zone).plus(moved);
        Instant next = cron.next(facts.now().minus(moved), zone).plus(moved);
        boolean due = !first.isAfter(facts.now());
        String sentence = due
                ? "its time came at " + Words.time(first) + ", and no run began since " + Words.time(since)
                : "its next time is " + Words.time(next);
        return new Finding(
                Trigger.SCHEDULE,
                due,
                sentence,
                Map.of("jitter-seconds", (double) moved.toSeconds()),
                Optional.of(next));
    }

    /** What lies after now was written by a clock that was ahead, or this one is behind: it is no mark. */
    private Instant mark() {
        Optional<Instant> mark = past(champion.made(), "version " + champion.version());
        for (PastRetrain run : facts.runs()) {
            Optional<Instant> began = past(run.began(), "run " + run.run());
            if (began.isPresent() && (mark.isEmpty() || began.get().isAfter(mark.get()))) {
                mark = began;
            }
        }
        return mark.orElse(facts.now());
    }

    private Optional<Instant> past(Instant time, String of) {
        if (time.isAfter(facts.now())) {
            notes.add(of + " has the time " + Words.time(time) + ", which is after now: a clock is wrong");
            return Optional.empty();
        }
        return Optional.of(time);
    }

    Finding age(String age) {
        Span span = Span.of(age);
        Instant old = span.after(champion.made());
        boolean due = !facts.now().isBefore(old);
        double days = Duration.between(champion.made(), facts.now()).toSeconds() / 86_400.0;
        String sentence = "version " + champion.version() + " was registered at " + Words.time(champion.made())
                + (due ? ", longer ago than " : ", not yet ") + span + (due ? "" : " ago");
        return new Finding(Trigger.AGE, due, sentence, Map.of("days", days), due ? Optional.empty() : Optional.of(old));
    }
}
