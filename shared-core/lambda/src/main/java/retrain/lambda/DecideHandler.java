package retrain.lambda;

import java.util.List;

/** Holds the evaluation against the gates, and registers the candidate. It reads documents alone, and needs no engine. */
public final class DecideHandler extends RunHandler {
    public DecideHandler() {
        this(Environment.usual());
    }

    DecideHandler(Environment environment) {
        super(environment, List.of("gate", "register"));
    }
}
