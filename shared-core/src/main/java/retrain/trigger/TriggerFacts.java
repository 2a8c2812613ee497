package retrain.trigger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import retrain.data.Column;
import retrain.data.Part;
import retrain.monitor.Monitoring;
import retrain.run.RunId;
import retrain.spec.Hours;

/**
 * What a decision rests on.
 *
 * @param asked whether somebody asks for a retrain by hand
 * @param champion absent if there is none yet
 * @param parts the files of the sources as they are now
 * @param prepared the rows that these files give; absent if no trigger asks for them
 * @param changes what else than the data is not as it was for the champion, a sentence each; absent if it is not known any more
 * @param monitoring what 'monitor' says of these files; absent if no trigger asks for it, or if it says nothing
 * @param runs the ended runs that went as far as the gates, those of pull requests left out, newest first
 * @param tried the run that came to no other champion from the same inputs
 * @param going the run that goes on just now because a retrain was due
 * @param window when work in AWS may begin; absent if a run does none, or at any time
 */
public record TriggerFacts(
        String model,
        Instant now,
        boolean asked,
        Optional<Champion> champion,
        List<Part> parts,
        Optional<Prepared> prepared,
        Optional<List<String>> changes,
        Optional<Monitoring> monitoring,
        List<PastRetrain> runs,
        Optional<Tried> tried,
        Optional<Going> going,
        Optional<Window> window) {
    public TriggerFacts {
        parts = List.copyOf(parts);
        changes = changes.isPresent() ? Optional.of(List.copyOf(changes.get())) : changes;
        runs = List.copyOf(runs);
    }

    /**
     * The version in production.
     *
     * @param run that registered it
     * @param made when it was registered
     * @param since when it became champion, the last time
     * @param parts the files of its snapshot
     * @param rows of its snapshot, on all sides of the split
     */
    public record Champion(
            int version, RunId run, Instant made, Instant since, List<Part> parts, long rows, List<Column> columns) {
        public Champion {
            parts = List.copyOf(parts);
            columns = List.copyOf(columns);
        }
    }

    /** Rows. */
    public record Prepared(long rows, List<Column> columns) {
        public Prepared {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A run that has ended.
     *
     * @param trained whether it trained, rather than take what was trained before
     */
    public record PastRetrain(RunId run, Instant began, Instant ended, boolean trained) {}

    /**
     * A run from the same inputs.
     *
     * @param outcome {@code REJECTED}, {@code INCONCLUSIVE} or {@code UNCHANGED}
     */
    public record Tried(RunId run, String outcome) {}

    /**
     * A run that goes on.
     *
     * @param until when it counts as killed, unless it shows before that it lives
     */
    public record Going(RunId run, Instant until) {}

    /**
     * When work in AWS may begin.
     *
     * @param forAll whether what is asked for by hand waits, too
     */
    public record Window(Hours hours, boolean forAll) {}
}
