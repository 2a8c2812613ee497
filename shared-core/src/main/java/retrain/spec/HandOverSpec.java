package retrain.spec;

import java.util.List;

/** Work that this process leaves to whoever runs it. */
public record HandOverSpec(
        @Key(
                doc =
                        "The stages that this process does; before another one it is set down, for the process that does that. Empty: all of them.",
                orElse = "[]")
        List<StageName> stages) {
    public HandOverSpec {
        stages = List.copyOf(stages);
    }

    /** The stages that a process may leave to another, in their order. */
    public enum StageName {
        PREPARE,
        INSPECT,
        TUNE,
        TRAIN,
        EVALUATE,
        GATE,
        REGISTER,
        PROMOTE
    }

    /** {@return whether this process does a stage of that name; one that no run to a model has, such as monitor, is done by all} */
    public boolean does(String stage) {
        boolean known = false;
        for (StageName name : StageName.values()) {
            if (name.name().equalsIgnoreCase(stage)) {
                known = true;
                if (stages.contains(name)) {
                    return true;
                }
            }
        }
        return !known || stages.isEmpty();
    }
}
