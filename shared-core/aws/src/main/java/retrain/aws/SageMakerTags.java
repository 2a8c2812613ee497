package retrain.aws;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/** Tags in the form of SageMaker. */
final class SageMakerTags {
    private SageMakerTags() {}

    /** {@return the tags, in their order} */
    static List<Tag> of(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
