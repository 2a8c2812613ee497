package retrain.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A test of a challenger against the champion. It begins with an audit entry of {@link AuditEntry#CHALLENGE} and ends with the next one
 * that
 * moves the champion, or lets {@code challenger} point to the champion's version, which is to have none.
 *
 * @param number the number of the audit entry that began it
 * @param crowned the alias of the champion that is challenged
 * @param named the alias of the challenger, as its last entry made it
 * @param phases the shares of the challenger, the first first
 */
public record Challenge(
        int number, Alias crowned, ModelVersion champion, Alias named, ModelVersion challenger, List<Phase> phases) {
    public Challenge {
        phases = List.copyOf(phases);
    }

    /**
     * A time of one share.
     *
     * @param share of the units, from 0 (copies only) to 1
     */
    public record Phase(Instant from, double share) {}

    /** {@return the name of the test: what units are assigned by} */
    public String test() {
        return challenger.model() + "-" + number;
    }

    /** {@return when it began} */
    public Instant began() {
        return phases.get(0).from();
    }

    /** {@return the share of the units that the challenger serves now; 0 if it gets copies only} */
    public double share() {
        return phases.get(phases.size() - 1).share();
    }

    /** {@return whether this model is the challenger} */
    public boolean isOf(ModelVersion version) {
        return challenger.artifact().archive().equals(version.artifact().archive());
    }

    /** {@return both, for people} */
    public String sentence() {
        return "version " + challenger.number() + " is tested against version " + champion.number() + " since "
                + began();
    }

    Challenge then(AuditEntry entry, Alias now) {
        List<Phase> longer = new ArrayList<>(phases);
        longer.add(new Phase(entry.at(), entry.share().orElse(share())));
        return new Challenge(number, crowned, champion, now, challenger, longer);
    }
}
