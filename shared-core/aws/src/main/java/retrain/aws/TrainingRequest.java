package retrain.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import retrain.local.RemoteTraining;
import retrain.local.RemoteTraining.Channel;
import retrain.spec.AwsSpec;
import retrain.spec.SageMakerTrainSpec;
import retrain.spec.SageMakerTrainSpec.InputMode;
import retrain.spec.Spec;
import retrain.train.Trainer.TrainingJob;
import software.amazon.awssdk.services.sagemaker.model.AlgorithmSpecification;
import software.amazon.awssdk.services.sagemaker.model.CreateTrainingJobRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingJobResponse;
import software.amazon.awssdk.services.sagemaker.model.MetricDefinition;
import software.amazon.awssdk.services.sagemaker.model.ResourceConfig;
import software.amazon.awssdk.services.sagemaker.model.S3DataDistribution;
import software.amazon.awssdk.services.sagemaker.model.S3DataType;
import software.amazon.awssdk.services.sagemaker.model.StoppingCondition;
import software.amazon.awssdk.services.sagemaker.model.Tag;
import software.amazon.awssdk.services.sagemaker.model.TrainingInputMode;

/** What SageMaker is asked to train. */
final class TrainingRequest {
    /** {@code train-20260131-235959-1a2b3c-…}. */
    private static final Pattern RUN = Pattern.compile("[a-z]+-(\\d{8})-(\\d{6})-([0-9a-f]{6})-.*");

    /** Types of instances with disks of their own, which are encrypted anyway and take no key. */
    private static final Pattern OWN_DISKS =
            Pattern.compile("ml\\.([a-z]+\\d+[a-z]*d[a-z]*|g5|g6e?|p5[a-z]*|trn\\d+[a-z]*)\\..*");

    private final TrainingJob job;
    private final Spec spec;
    private final SageMakerTrainSpec sagemaker;
    private final RemoteTraining remote;
    private final String image;
    private final TrainingPlaces places;

    TrainingRequest(TrainingJob job, RemoteTraining remote, String image, TrainingPlaces places) {
        this.job = job;
        this.spec = job.spec();
        this.sagemaker = spec.train().sagemaker().orElseThrow();
        this.remote = remote;
        this.image = image;
        this.places = places;
    }

    /** {@return the request} */
    CreateTrainingJobRequest under(String name, boolean spot) {
        AwsSpec aws = spec.aws();
        CreateTrainingJobRequest.Builder request = CreateTrainingJobRequest.builder()
                .trainingJobName(name)
                .roleArn(aws.role().orElseThrow())
                .algorithmSpecification(algorithm())
                .hyperParameters(hyperparameters())
                .inputDataConfig(remote.channels().stream().map(this::channel).toList())
                .outputDataConfig(o ->
                        o.s3OutputPath(places.models()).kmsKeyId(aws.kmsKey().orElse(null)))
                .resourceConfig(resources(aws.kmsKey()))
                .stoppingCondition(limits(spot))
                .enableManagedSpotTraining(spot)
                .enableNetworkIsolation(aws.networkIsolation())
                .tags(tags());
        if (!aws.subnets().isEmpty()) {
            request.vpcConfig(v -> v.subnets(aws.subnets()).securityGroupIds(aws.securityGroups()));
        }
        if (sagemaker.keepsCheckpoints()) {
            request.checkpointConfig(c -> c.s3Uri(places.checkpoints(job.name())));
        }
        if (sagemaker.retry() > 0) {
            request.retryStrategy(r -> r.maximumRetryAttempts(sagemaker.retry()));
        }
        if (!sagemaker.environment().isEmpty()) {
            request.environment(sagemaker.environment());
        }
        return request.build();
    }

    private AlgorithmSpecification algorithm() {
        List<MetricDefinition> metrics = new ArrayList<>();
        // Those of the built-in are SageMaker's own.
        spec.train()
                .script()
                .ifPresent(script -> script.metrics()
                        .forEach((name, regex) -> metrics.add(MetricDefinition.builder()
                                .name(name)
                                .regex(regex)
                                .build())));
        AlgorithmSpecification.Builder algorithm =
                AlgorithmSpecification.builder().trainingImage(image).trainingInputMode(mode());
        return (metrics.isEmpty() ? algorithm : algorithm.metricDefinitions(metrics)).build();
    }

    private Map<String, String> hyperparameters() {
        Map<String, String> all = new TreeMap<>(remote.hyperparameters());
        remote.program().ifPresent(program -> {
            all.put("sagemaker_program", program.entryPoint());
            all.put("sagemaker_submit_directory", places.program(program));
            all.put("sagemaker_region", places.region());
        });
        return all;
    }

    private software.amazon.awssdk.services.sagemaker.model.Channel channel(Channel channel) {
        return software.amazon.awssdk.services.sagemaker.model.Channel.builder()
                .channelName(channel.name())
                .contentType(channel.type())
                .inputMode(mode())
                .dataSource(d -> d.s3DataSource(s -> s.s3DataType(S3DataType.S3_PREFIX)
                        .s3Uri(places.channel(channel))
                        .s3DataDistributionType(
                                channel.shared()
                                        ? S3DataDistribution.SHARDED_BY_S3_KEY
                                        : S3DataDistribution.FULLY_REPLICATED)))
                .build();
    }

    private TrainingInputMode mode() {
        return sagemaker.inputMode() == InputMode.FILE
                ? TrainingInputMode.FILE
                : sagemaker.inputMode() == InputMode.PIPE ? TrainingInputMode.PIPE : TrainingInputMode.FAST_FILE;
    }

    private ResourceConfig resources(Optional<String> key) {
        return ResourceConfig.builder()
                .instanceType(sagemaker.instance())
                .instanceCount(sagemaker.instances())
                .volumeSizeInGB(sagemaker.volumeSize())
                .volumeKmsKeyId(
                        key.filter(k -> !OWN_DISKS.matcher(sagemaker.instance()).matches())
                                .orElse(null))
                .keepAlivePeriodInSeconds(sagemaker
                        .keepAlive()
                        .map(k -> (int) retrain.spec.Span.of(k).length().toSeconds())
                        .orElse(null))
                .build();
    }

    private StoppingCondition limits(boolean spot) {
        StoppingCondition.Builder limits = StoppingCondition.builder()
                .maxRuntimeInSeconds((int) sagemaker.maxTimeSpan().toSeconds());
        if (spot) {
            limits.maxWaitTimeInSeconds((int) sagemaker.maxWaitSpan().toSeconds());
        }
        return limits.build();
    }

    private List<Tag> tags() {
        Map<String, String> tags = new TreeMap<>(spec.aws().tags());
        tags.put("retrain:model", spec.model());
        Matcher run = RUN.matcher(job.name());
        if (run.matches()) {
            tags.put("retrain:run", run.group(1) + "T" + run.group(2) + "Z-" + run.group(3));
        }
        return SageMakerTags.of(tags);
    }

    /** {@return whether a job trains what this request asks for; its machines may be others} */
    boolean isFor(DescribeTrainingJobResponse there) {
        CreateTrainingJobRequest wanted = under(there.trainingJobName(), false);
        return wanted.hyperParameters().equals(there.hyperParameters())
                && image.equals(there.algorithmSpecification().trainingImage())
                && addresses(wanted.inputDataConfig()).equals(addresses(there.inputDataConfig()));
    }

    static Map<String, String> addresses(List<software.amazon.awssdk.services.sagemaker.model.Channel> channels) {
        Map<String, String> addresses = new TreeMap<>();
        channels.forEach(c ->
                addresses.put(c.channelName(), c.dataSource().s3DataSource().s3Uri()));
        return addresses;
    }

    /** {@return what trains, for provenance: the image and the machines} */
    String trainer() {
        return "SageMaker " + image.replaceFirst("^.*/", "") + " on " + sagemaker.instances() + " "
                + sagemaker.instance();
    }
}
