package retrain.aws;

import java.util.Optional;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sagemaker.model.InferenceSpecification;
import software.amazon.awssdk.services.sagemaker.model.ModelPackageContainerDefinition;

/** What serves a version, as a model package says it. */
final class ServingContainer {
    private ServingContainer() {}

    /**
     * {@return how the archive is served; empty if no container is known that can}
     *
     * @param image the container; absent: SageMaker's own XGBoost of the region, for models of that format
     */
    static Optional<InferenceSpecification> of(
            ModelArtifact artifact, Optional<String> image, String region, String archive) {
        boolean xgboost = artifact.format() instanceof ModelFormat.Xgboost;
        Optional<String> container = image.isEmpty() && xgboost
                ? Optional.of(XgboostImage.of(Region.of(region), "promote.endpoint.image"))
                : image;
        return container.map(c -> InferenceSpecification.builder()
                .containers(container(c, archive, xgboost))
                .supportedContentTypes("text/csv")
                .supportedResponseMIMETypes("text/csv")
                .build());
    }

    private static ModelPackageContainerDefinition container(String image, String archive, boolean xgboost) {
        ModelPackageContainerDefinition.Builder container =
                ModelPackageContainerDefinition.builder().image(image).modelDataUrl(archive);
        if (xgboost) {
            container.framework("XGBOOST");
        }
        return container.build();
    }
}
