package retrain.spec;

/** How the candidate becomes what is served. */
public record PromoteSpec(
        @Key(doc = "replace: the new version takes the place of the old one at once.", orElse = "replace")
        Strategy strategy,

        @Key(
                doc =
                        "Folder the model is deployed to, relative to this file; 'current' in it is the version that is served.",
                orElse = "deployed")
        String to) {
    /** How the switch is made. */
    public enum Strategy {
        REPLACE
    }
}
