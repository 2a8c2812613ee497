package retrain.spec;

import java.util.Optional;

/** How the candidate becomes what is served. */
public record PromoteSpec(
        @Key(
                doc =
                        "replace: the new version takes the place of the old one at once. blue_green, canary, linear: an endpoint moves the traffic, and back"
                                + " if an alarm rings. ab: champion and challenger share the traffic until a test decides. shadow: the challenger gets copies of"
                                + " the requests.",
                orElse = "replace")
        Strategy strategy,

        @Key(
                doc =
                        "Folder the model is deployed to, relative to this file; 'current' in it is the version that is served.",
                orElse = "deployed")
        String to,

        @Key(doc = "The endpoint of SageMaker that serves, instead of a folder.")
        Optional<EndpointSpec> endpoint,

        @Key(doc = "The A/B test, with the strategy ab.") Optional<AbSpec> ab,

        @Key(doc = "How the command 'serve' answers requests by what is deployed.", orElse = "{}")
        ServeSpec serve) {
    /** Serves from a folder. */
    public PromoteSpec(Strategy strategy, String to) {
        this(strategy, to, Optional.empty(), Optional.empty());
    }

    /** Without the command 'serve'. */
    public PromoteSpec(Strategy strategy, String to, Optional<EndpointSpec> endpoint, Optional<AbSpec> ab) {
        this(strategy, to, endpoint, ab, new ServeSpec("127.0.0.1", 8080, Optional.empty()));
    }

    /** {@return the share of the units that a candidate serves first, beside a champion; 0 if it gets copies only; absent if it replaces it} */
    public Optional<Double> challengerShare() {
        return switch (strategy) {
            case AB -> Optional.of(ab.map(AbSpec::share).orElse(AbSpec.SHARE));
            case SHADOW -> Optional.of(0.0);
            default -> Optional.empty();
        };
    }

    /** How the switch is made. */
    public enum Strategy {
        REPLACE,
        BLUE_GREEN,
        CANARY,
        LINEAR,
        AB,
        SHADOW
    }
}
