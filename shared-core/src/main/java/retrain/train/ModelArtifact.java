package retrain.train;

import java.util.List;
import retrain.run.Digest;
import retrain.spec.Task;

/**
 * A trained model, with all that is needed to score rows by it.
 *
 * @param archive the {@code model.tar.gz}
 * @param features the columns it reads, in order
 * @param classes the target's values in the order of the scores (multiclass); empty for other tasks
 */
public record ModelArtifact(
        Digest archive, long bytes, ModelFormat format, Task task, List<Feature> features, List<String> classes) {
    public ModelArtifact {
        features = List.copyOf(features);
        classes = List.copyOf(classes);
    }

    /** {@return how many scores a row gets: one, or one a class (multiclass)} */
    public int width() {
        return task == Task.MULTICLASS ? classes.size() : 1;
    }
}
