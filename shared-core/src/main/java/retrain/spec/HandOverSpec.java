package retrain.spec;

import java.util.List;
import java.util.Map;

/** Work that this process leaves to whoever runs it. */
public record HandOverSpec(
        @Key(
                doc =
                        "The stages that this process does; before another one it is set down, for the process that does that. Empty: all of them.",
                orElse = "[]")
        List<StageName> stages,

        @Key(
                doc =
                        "The names under which somebody else has begun jobs, by the names that these were handed over with: for whoever cannot"
                                + " choose names, such as a pipeline of SageMaker.",
                orElse = "{}")
        Map<String, String> jobs,

        @Key(
                doc =
                        "Whether each stage is worked on, although an earlier run has its result: for whoever has no way around a job, such as a"
                                + " pipeline of SageMaker.",
                orElse = "false")
        boolean anew) {
    public HandOverSpec {
        stages = List.copyOf(stages);
        jobs = Ordered.copy(jobs);
    }

    /** {@return the name of the job that was handed over with a name} */
    public String begunAs(String name) {
        return jobs.getOrDefault(name, name);
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

    /** {@return whether this process does a stage of that name} */
    public boolean does(String stage) {
        if (stages.isEmpty()) {
            return true;
        }
        for (StageName name : stages) {
            if (name.name().equalsIgnoreCase(stage)) {
                return true;
            }
        }
        return false;
    }
}
