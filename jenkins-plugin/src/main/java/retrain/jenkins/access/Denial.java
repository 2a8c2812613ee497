package retrain.jenkins.access;

import jenkins.model.CauseOfInterruption;
import retrain.jenkins.Texts;

/** Why a build was interrupted: somebody refused the promotion. */
final class Denial extends CauseOfInterruption {
    private static final long serialVersionUID = 1L;

    private final String by;
    private final String why;

    Denial(String by, String why) {
        this.by = by;
        this.why = why;
    }

    @Override
    public String getShortDescription() {
        return Texts.of("approval.denied", by, why);
    }
}
