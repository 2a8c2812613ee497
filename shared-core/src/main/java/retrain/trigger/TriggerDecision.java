package retrain.trigger;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether a retrain is due.
 *
 * @param findings of each trigger, in the order of the spec
 * @param holds what keeps a retrain from being due though a trigger says so, or would
 * @param nextLook when it can become due by the passing of time; absent if it is due, or if only new data or a change of code can do it
 * @param notes what was odd about the facts, a sentence each
 */
public record TriggerDecision(
        boolean due, List<Finding> findings, List<Hold> holds, Optional<Instant> nextLook, List<String> notes) {
    public TriggerDecision {
        findings = List.copyOf(findings);
        holds = List.copyOf(holds);
        notes = List.copyOf(notes);
    }

    /** {@return the findings that make a retrain due, or would if nothing held it back} */
    public List<Finding> reasons() {
        return findings.stream().filter(Finding::due).toList();
    }

    /**
     * What a trigger found.
     *
     * @param sentence without the trigger's name
     * @param figures what it compared, by name
     * @param next when it can become due by the passing of time
     */
    public record Finding(
            Trigger trigger, boolean due, String sentence, Map<String, Double> figures, Optional<Instant> next) {
        public Finding {
            figures = Collections.unmodifiableMap(new TreeMap<>(figures));
        }

        /** {@return it for people, with the trigger before it} */
        public String line() {
            return trigger.word() + ": " + sentence;
        }
    }

    /**
     * What holds back.
     *
     * @param until when it ends by itself
     */
    public record Hold(By by, String sentence, Optional<Instant> until) {}

    /** What can hold a retrain back. */
    public enum By {
        /** The champion was made from the same inputs. */
        SAME_INPUTS,
        /** Another run came to nothing with the same inputs. */
        TRIED,
        /** A run goes on. */
        GOING_ON,
        /** A run that trained ended a short while ago. */
        COOLDOWN,
        /** It is not the time of day. */
        OFF_PEAK,
        /** It is not the time at which work in AWS begins. */
        COST_WINDOW;

        /** {@return whether the passing of time cannot end it} */
        boolean lasts() {
            return this == SAME_INPUTS || this == TRIED;
        }

        /** {@return whether it ends and begins again by the clock} */
        boolean recurs() {
            return this == OFF_PEAK || this == COST_WINDOW;
        }
    }
}
