package retrain.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Preparing in a container as a processing job of SageMaker. What only decides how fast and how dear it is does not decide whether it runs
 * again.
 */
public record ProcessingSpec(
        @Key(
                doc =
                        "The image, best by its digest: a tag that is moved to another image is not noticed. It finds each source in"
                                + " /opt/ml/processing/input/<name>, and writes csv or parquet files into /opt/ml/processing/output.")
        String image,

        @Key(
                doc =
                        "The program and its arguments. Absent: as the image says. Files of 'code' are in /opt/ml/processing/input/code.")
        Optional<List<String>> command,

        @Key(doc = "Variables of its environment.", orElse = "{}")
        Map<String, Object> environment,

        @Key(doc = "The type of instance.", orElse = "ml.m5.xlarge", pattern = "ml\\..+")
        String instance,

        @Key(doc = "How many instances; each has all of the sources.", orElse = "1", min = 1, max = 100)
        int instances,

        @Key(doc = "The disk of each instance, in GB.", orElse = "30", min = 1, max = 16384)
        int volume,

        @Key(doc = "Minutes after which SageMaker ends the job.", orElse = "120", min = 1, max = 7200)
        int timeout) {
    public ProcessingSpec {
        command = command.isPresent() ? Optional.of(List.copyOf(command.get())) : command;
        environment = Ordered.copy(environment);
    }
}
