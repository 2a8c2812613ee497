package retrain.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import retrain.report.TrackedRun;
import retrain.report.Tracker;
import retrain.run.Digest;
import retrain.train.ModelArtifact;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.CreateModelPackageRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeModelPackageResponse;
import software.amazon.awssdk.services.sagemaker.model.ListModelPackagesResponse;
import software.amazon.awssdk.services.sagemaker.model.MetricsSource;
import software.amazon.awssdk.services.sagemaker.model.ModelApprovalStatus;
import software.amazon.awssdk.services.sagemaker.model.ModelPackageSummary;

/**
 * The versions of a model as packages of a group in SageMaker's model registry. The store's registry stays the truth: a package is found
 * again by what its description and its metadata say, and its status follows the aliases. Packages that others made are left alone.
 */
final class ModelPackages implements Tracker {
    private static final int PAGE = 100;

    private final SageMakerClient sagemaker;
    private final S3Transfer s3;
    private final Settings settings;
    private final Optional<Lineage> lineage;

    /** What there is, once it was asked for; SageMaker's lists may lag behind what was just made. */
    private @Nullable Map<String, Known> known;

    /**
     * What a package is made with.
     *
     * @param group the group's name
     * @param work the folder in S3 for archives and metrics, without a slash at its end
     * @param image the container that serves the models; absent: SageMaker's own XGBoost, where that can
     * @param region whose XGBoost it is
     * @param tags of the group
     */
    record Settings(String group, String work, Optional<String> image, String region, Map<String, String> tags) {
        Settings {
            tags = new TreeMap<>(tags);
        }
    }

    /** A package of this model. */
    private record Known(PackageText text, String arn, ModelApprovalStatus status) {}

    /** @param lineage told what made each version, if it is to be */
    ModelPackages(SageMakerClient sagemaker, S3Transfer s3, Settings settings, Optional<Lineage> lineage) {
        this.sagemaker = sagemaker;
        this.s3 = s3;
        this.settings = settings;
        this.lineage = lineage;
    }

    @Override
    public String name() {
        return "SageMaker model registry";
    }

    @Override
    public void check(String model) {
        page(null);
    }

    @Override
    public Optional<String> log(TrackedRun run) {
        if (run.version().isEmpty()) {
            return Optional.empty();
        }
        TrackedRun.Version version = run.version().get();
        PackageText text = PackageText.of(run.model(), version);
        Map<String, Known> there = known(run.model());
        Known found = there.get(text.begin());
        if (found == null) {
            found = make(run, version, text, there.isEmpty());
            there.put(text.begin(), found);
        }
        // Another run may have come to the version that this one made.
        if (run.run().equals(version.tags().get("run"))) {
            lineage.ifPresent(l -> l.tell(run, address(version)));
        }
        return Optional.of(found.arn());
    }

    private Known make(TrackedRun run, TrackedRun.Version version, PackageText text, boolean first) {
        String archive = archive(version);
        String metrics = metrics(run, version);
        if (first) {
            group();
        }
        ModelApprovalStatus status = text.status(false);
        CreateModelPackageRequest.Builder request = CreateModelPackageRequest.builder()
                .modelPackageGroupName(settings.group())
                .modelPackageDescription(text.description(version))
                .modelApprovalStatus(status)
                .clientToken(text.token(settings.group()))
                .customerMetadataProperties(text.metadata(run, version))
                .metadataProperties(m -> m.commitId(run.tags().get("commit")).generatedBy("retrain " + run.run()))
                .modelMetrics(m -> m.modelQuality(q -> q.statistics(json(metrics))));
        ServingContainer.of(version.artifact(), settings.image(), settings.region(), archive)
                .ifPresent(request::inferenceSpecification);
        String arn = call("sagemaker:CreateModelPackage", () -> sagemaker.createModelPackage(request.build()))
                .modelPackageArn();
        return new Known(text, arn, status);
    }

    private static MetricsSource json(String address) {
        return MetricsSource.builder()
                .contentType("application/json")
                .s3Uri(address)
                .build();
    }

    /** {@return where the archive is, by its digest; it is brought there unless one of its size is there} */
    private String archive(TrackedRun.Version version) {
        String address = address(version);
        s3.uploadUnlessThere(version.archive(), address);
        return address;
    }

    private String address(TrackedRun.Version version) {
        return folder(version.artifact()) + "model.tar.gz";
    }

    private String folder(ModelArtifact artifact) {
        return settings.work() + "/models/" + artifact.archive().hex() + "/";
    }

    /** {@return where the metrics are, by their digest} */
    private String metrics(TrackedRun run, TrackedRun.Version version) {
        String json = QualityFile.of(run, version.artifact().task());
        String address =
                folder(version.artifact()) + "metrics-" + Digest.of(json).hex().substring(0, 16) + ".json";
        if (s3.size(address).isEmpty()) {
            uploadText(json, address);
        }
        return address;
    }

    private void uploadText(String text, String address) {
        try {
            Path file = Files.createTempFile("metrics", ".json");
            try {
                s3.upload(Files.writeString(file, text, StandardCharsets.UTF_8), address);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void group() {
        try {
            sagemaker.createModelPackageGroup(r -> r.modelPackageGroupName(settings.group())
                    .modelPackageGroupDescription("Versions that Retrain registered")
                    .tags(SageMakerTags.of(settings.tags())));
        } catch (SdkException e) {
            if (!says(e, "already exists")) {
                throw AwsFailure.of(where(), "sagemaker:CreateModelPackageGroup", e);
            }
        }
    }

    private static boolean says(SdkException e, String words) {
        return AwsFailure.message(e).contains(words);
    }

    /** The status of each package becomes what the champion, and the verdict on it, make it. */
    @Override
    public void alias(String model, Map<String, Integer> aliases) {
        Integer champion = aliases.get("champion");
        Map<String, Known> there = known(model);
        // What was champion loses its approval first: at no time are two approved.
        for (boolean approve : new boolean[] {false, true}) {
            for (Map.Entry<String, Known> entry : there.entrySet()) {
                PackageText text = entry.getValue().text();
                boolean champions = Integer.valueOf(text.version()).equals(champion);
                if (champions == approve
                        && text.status(champions) != entry.getValue().status()) {
                    entry.setValue(set(entry.getValue(), text.status(champions), champions));
                }
            }
        }
    }

    private Known set(Known of, ModelApprovalStatus status, boolean champions) {
        DescribeModelPackageResponse is = call(
                "sagemaker:DescribeModelPackage",
                () -> sagemaker.describeModelPackage(r -> r.modelPackageName(of.arn())));
        if (of.text().isOf(is.customerMetadataProperties())) {
            String why = champions ? "is the champion of the store" : "is not the champion of the store";
            call(
                    "sagemaker:UpdateModelPackage",
                    () -> sagemaker.updateModelPackage(r -> r.modelPackageArn(of.arn())
                            .modelApprovalStatus(status)
                            .approvalDescription("Version " + of.text().version() + " " + why)));
        }
        return new Known(of.text(), of.arn(), status);
    }

    /** {@return the packages of a model, by the beginning of their descriptions} */
    private Map<String, Known> known(String model) {
        Map<String, Known> all = known;
        if (all == null) {
            all = list(model);
            known = all;
        }
        return all;
    }

    private Map<String, Known> list(String model) {
        Map<String, Known> found = new LinkedHashMap<>();
        String token = null;
        do {
            ListModelPackagesResponse page = page(token);
            for (ModelPackageSummary summary : page.modelPackageSummaryList()) {
                PackageText.read(model, summary.modelPackageDescription())
                        .ifPresent(text -> found.put(
                                text.begin(),
                                new Known(text, summary.modelPackageArn(), summary.modelApprovalStatus())));
            }
            token = page.nextToken();
        } while (token != null);
        return found;
    }

    private ListModelPackagesResponse page(@Nullable String token) {
        try {
            return sagemaker.listModelPackages(r ->
                    r.modelPackageGroupName(settings.group()).maxResults(PAGE).nextToken(token));
        } catch (SdkException e) {
            if (says(e, "does not exist")) {
                return ListModelPackagesResponse.builder().build();
            }
            throw AwsFailure.of(where(), "sagemaker:ListModelPackages", e);
        }
    }

    private <T> T call(String action, Supplier<T> call) {
        return AwsFailure.call(where(), action, call);
    }

    private String where() {
        return "model package group " + settings.group();
    }
}
