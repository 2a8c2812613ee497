package retrain.jenkins.trigger;

import hudson.model.Cause;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import retrain.jenkins.Texts;

/** Why a build was started by {@code retrainDue}: what made a retrain due, a sentence each. */
public final class RetrainDueCause extends Cause {
    private final ArrayList<String> reasons;

    RetrainDueCause(List<String> reasons) {
        this.reasons = new ArrayList<>(reasons);
    }

    /** {@return why, a sentence each} */
    public List<String> getReasons() {
        return Collections.unmodifiableList(reasons);
    }

    @Override
    public String getShortDescription() {
        return Texts.of("due.cause", String.join("; ", reasons));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RetrainDueCause cause && cause.reasons.equals(reasons);
    }

    @Override
    public int hashCode() {
        return reasons.hashCode();
    }
}
