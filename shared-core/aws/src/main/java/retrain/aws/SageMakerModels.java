package retrain.aws;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Store;
import retrain.spec.AwsSpec;
import retrain.spec.Spec;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ContainerDefinition;
import software.amazon.awssdk.services.sagemaker.model.CreateModelRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeModelResponse;
import software.amazon.awssdk.services.sagemaker.model.Tag;
import software.amazon.awssdk.services.sagemaker.model.VpcConfig;

/** Models of SageMaker, made of archives that are in S3 by their digests. */
final class SageMakerModels {
    static final String MODEL_TAG = "retrain:model";

    private final SageMakerClient sagemaker;
    private final S3Transfer s3;
    private final AwsSpec aws;
    private final Store store;
    private final String work;
    private final String model;

    /** @param store where the code of models with a server is kept */
    SageMakerModels(SageMakerClient sagemaker, S3Transfer s3, Spec spec, Store store) {
        this.sagemaker = sagemaker;
        this.s3 = s3;
        this.aws = spec.aws();
        this.store = store;
        this.work = WorkFolder.of(spec);
        this.model = spec.model();
    }

    /** {@return the folder in S3 for what jobs read and write, without a slash at its end} */
    String work() {
        return work;
    }

    /** {@return where an archive is, or is to be} */
    String address(ModelArtifact artifact) {
        return work + "/models/" + artifact.archive().hex() + "/model.tar.gz";
    }

    /** Brings the archive there, unless one of its size is there. */
    void upload(ModelArtifact artifact, Path archive) {
        s3.uploadUnlessThere(archive, address(artifact));
    }

    /**
     * {@return the model as it is hosted; it need not be uploaded yet}
     *
     * @param image absent: SageMaker's own XGBoost
     * @param where the key that names the image
     */
    HostedModel hosted(ModelArtifact artifact, Optional<String> image, Map<String, String> environment, String where) {
        Map<String, String> all = new TreeMap<>();
        if (artifact.format() instanceof ModelFormat.Container container) {
            all.put("SAGEMAKER_SUBMIT_DIRECTORY", code(container));
        }
        all.putAll(environment);
        String container = image.orElseGet(() -> builtIn(artifact, where));
        return new HostedModel(container, address(artifact), all);
    }

    private String code(ModelFormat.Container container) {
        return work + "/code/" + container.code().hex() + "/sourcedir.tar.gz";
    }

    private String builtIn(ModelArtifact artifact, String where) {
        if (!(artifact.format() instanceof ModelFormat.Xgboost)) {
            throw new InvalidInput(
                    Code.SPEC_CONTRADICTION,
                    where,
                    "SageMaker's own XGBoost cannot serve this model",
                    "Add '" + where + "' with a container that serves it");
        }
        return XgboostImage.of(sagemaker.serviceClientConfiguration().region(), where);
    }

    /** Brings the code of a model with a server there. */
    void uploadCode(ModelArtifact artifact) {
        if (artifact.format() instanceof ModelFormat.Container container) {
            s3.uploadUnlessThere(store.fetch(container.code()), code(container));
        }
    }

    /** Makes the model, unless it is there: its name holds the digest of all that was asked for. */
    void ensure(String name, HostedModel hosted) {
        try {
            sagemaker.createModel(request(name, hosted));
        } catch (SdkException e) {
            if (!Endpoints.isThere(e)) {
                throw AwsFailure.of("model " + name, "sagemaker:CreateModel", e);
            }
            checkOurs(name, hosted);
        }
    }

    private CreateModelRequest request(String name, HostedModel hosted) {
        CreateModelRequest.Builder request = CreateModelRequest.builder()
                .modelName(name)
                .executionRoleArn(aws.role().orElse(null))
                .primaryContainer(ContainerDefinition.builder()
                        .image(hosted.image())
                        .modelDataUrl(hosted.data())
                        .environment(hosted.environment())
                        .build())
                .tags(tags());
        if (!aws.subnets().isEmpty()) {
            request.vpcConfig(VpcConfig.builder()
                    .subnets(aws.subnets())
                    .securityGroupIds(aws.securityGroups())
                    .build());
        }
        if (aws.networkIsolation()) {
            request.enableNetworkIsolation(true);
        }
        return request.build();
    }

    /** {@return the tags of all that is made} */
    List<Tag> tags() {
        List<Tag> tags = new ArrayList<>();
        tags.add(Tag.builder().key(MODEL_TAG).value(model).build());
        tags.addAll(SageMakerTags.of(aws.tags()));
        return tags;
    }

    private void checkOurs(String name, HostedModel hosted) {
        DescribeModelResponse there = describe(name);
        ContainerDefinition is = there.primaryContainer();
        if (is == null || !hosted.image().equals(is.image()) || !hosted.data().equals(is.modelDataUrl())) {
            throw new InvalidInput(
                    Code.CONFLICT,
                    "model " + name,
                    "is there already, and is of another archive or image",
                    "Delete it, or give the endpoint another name");
        }
    }

    DescribeModelResponse describe(String name) {
        return AwsFailure.call(
                "model " + name, "sagemaker:DescribeModel", () -> sagemaker.describeModel(r -> r.modelName(name)));
    }

    /** Removes the model, if it is there. */
    void delete(String name) {
        Endpoints.unlessGone(
                "model " + name, "sagemaker:DeleteModel", () -> sagemaker.deleteModel(r -> r.modelName(name)));
    }

    /** {@return a local copy of the archive as it is in S3} */
    Path download(ModelArtifact artifact, Path target) {
        s3.download(address(artifact), target);
        return target;
    }

    /** Brings the archive there again: what is there is not what it should be. */
    void replace(ModelArtifact artifact, Path archive) {
        s3.upload(archive, address(artifact));
    }
}
