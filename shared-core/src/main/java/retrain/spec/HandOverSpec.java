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

    /** {@return the name that the job was handed over with that somebody else has begun under a name} */
    public String handedOverAs(String name) {
        for (Map.Entry<String, String> job : jobs.entrySet()) {
            if (job.getValue().equals(name)) {
                return job.getKey();
            }
        }
        return name;
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
