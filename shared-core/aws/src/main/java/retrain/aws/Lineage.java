package retrain.aws;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import retrain.report.TrackedRun;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ActionStatus;
import software.amazon.awssdk.services.sagemaker.model.ArtifactSummary;
import software.amazon.awssdk.services.sagemaker.model.AssociationEdgeType;

/**
 * What SageMaker's lineage cannot know by itself: that the rows of a snapshot went into a run, and that the run made an archive. SageMaker
 * itself ties an archive to the packages and endpoints that have its address; there is one artifact of an address, whoever makes it. So the
 * chain is whole: snapshot, run, archive, model package, deployment, endpoint.
 *
 * <p>What is there is refused, and then looked for; what a killed process has left out is added by the next one.
 */
final class Lineage {
    /** What SageMaker answers, among other things, when something is there already. */
    private static final Set<String> THERE =
            Set.of("ValidationException", "ResourceInUse", "ResourceInUseException", "ConflictException");

    private static final int MOST_TEXT = 2500;

    private final SageMakerClient sagemaker;
    private final Optional<String> store;
    private final Map<String, String> tags;

    /** @param store the address of the store, without a slash at its end, if it is in S3 */
    Lineage(SageMakerClient sagemaker, Optional<String> store, Map<String, String> tags) {
        this.sagemaker = sagemaker;
        this.store = store;
        this.tags = new TreeMap<>(tags);
    }

    /**
     * Tells what the run has made its version of.
     *
     * @param archive the address that the version's package has
     */
    void tell(TrackedRun run, String archive) {
        String made = artifact(archive, "Model", Map.of());
        String action = action(run);
        if (!run.rows().isEmpty()) {
            associate(dataset(run), action, AssociationEdgeType.CONTRIBUTED_TO);
        }
        associate(action, made, AssociationEdgeType.PRODUCED);
    }

    private String dataset(TrackedRun run) {
        Map<String, String> properties = new TreeMap<>();
        Optional.ofNullable(run.tags().get("snapshot")).ifPresent(s -> properties.put("snapshot", s));
        for (TrackedRun.Rows rows : run.rows()) {
            properties.put(rows.context() + " rows", String.valueOf(rows.count()));
            properties.put(rows.context() + " digest", "sha256:" + rows.digest());
        }
        return artifact(place(run.rows().get(0).source()), "DataSet", properties);
    }

    /** {@return the address of a record of the store; of one on a machine, what everybody's store calls it} */
    private String place(String key) {
        return store.map(s -> s + "/" + key).orElse("retrain:" + key);
    }

    /** {@return the ARN of the only artifact of the address} */
    private String artifact(String address, String type, Map<String, String> properties) {
        Optional<String> there = found(address);
        return there.isPresent()
                ? there.get()
                : made(
                        "sagemaker:CreateArtifact",
                        () -> sagemaker
                                .createArtifact(r -> r.source(s -> s.sourceUri(address))
                                        .artifactType(type)
                                        .properties(properties)
                                        .tags(SageMakerTags.of(tags)))
                                .artifactArn(),
                        () -> found(address));
    }

    private Optional<String> found(String address) {
        return AwsFailure.call(
                        "lineage",
                        "sagemaker:ListArtifacts",
                        () -> sagemaker.listArtifacts(r -> r.sourceUri(address).maxResults(1)))
                .artifactSummaries()
                .stream()
                .findFirst()
                .map(ArtifactSummary::artifactArn);
    }

    private String action(TrackedRun run) {
        String name = Experiments.nameOf(run);
        Map<String, String> properties = new TreeMap<>();
        for (String tag : new String[] {"intent", "outcome", "verdict", "version", "retrain"}) {
            properties.put(tag, run.tags().getOrDefault(tag, ""));
        }
        properties.put("by", run.by());
        properties.values().removeIf(String::isEmpty);
        properties.replaceAll((k, v) -> PackageText.cut(v, MOST_TEXT));
        return made(
                "sagemaker:CreateAction",
                () -> sagemaker
                        .createAction(r -> r.actionName(name)
                                .source(s ->
                                        s.sourceUri(place("runs/" + run.run())).sourceType("Retrain"))
                                .actionType("Training")
                                .status(ActionStatus.COMPLETED)
                                .properties(properties)
                                .metadataProperties(m ->
                                        m.commitId(run.tags().get("commit")).generatedBy("retrain " + run.run()))
                                .tags(SageMakerTags.of(tags)))
                        .actionArn(),
                () -> Optional.of(AwsFailure.call(
                                "lineage",
                                "sagemaker:DescribeAction",
                                () -> sagemaker.describeAction(r -> r.actionName(name)))
                        .actionArn()));
    }

    private void associate(String source, String destination, AssociationEdgeType type) {
        made(
                "sagemaker:AddAssociation",
                () -> sagemaker
                        .addAssociation(r ->
                                r.sourceArn(source).destinationArn(destination).associationType(type))
                        .destinationArn(),
                () -> AwsFailure.call(
                                "lineage",
                                "sagemaker:ListAssociations",
                                () -> sagemaker.listAssociations(
                                        r -> r.sourceArn(source).destinationArn(destination)))
                        .associationSummaries()
                        .stream()
                        .findFirst()
                        .map(a -> destination));
    }

    /** {@return what the request made, or what is there if it was refused for that} */
    private static String made(String action, Supplier<String> request, Supplier<Optional<String>> there) {
        try {
            return request.get();
        } catch (SdkException e) {
            Optional<String> before = THERE.contains(AwsFailure.code(e)) ? there.get() : Optional.empty();
            return before.orElseThrow(() -> AwsFailure.of("lineage", action, e));
        }
    }
}
