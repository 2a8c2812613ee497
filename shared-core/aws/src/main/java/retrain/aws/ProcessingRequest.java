package retrain.aws;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import retrain.data.Preparer;
import retrain.spec.AwsSpec;
import retrain.spec.ProcessingSpec;
import retrain.spec.Spec;
import software.amazon.awssdk.services.sagemaker.model.CreateProcessingJobRequest;
import software.amazon.awssdk.services.sagemaker.model.NetworkConfig;
import software.amazon.awssdk.services.sagemaker.model.ProcessingInput;
import software.amazon.awssdk.services.sagemaker.model.ProcessingOutput;
import software.amazon.awssdk.services.sagemaker.model.ProcessingS3DataDistributionType;
import software.amazon.awssdk.services.sagemaker.model.ProcessingS3DataType;
import software.amazon.awssdk.services.sagemaker.model.ProcessingS3InputMode;
import software.amazon.awssdk.services.sagemaker.model.ProcessingS3UploadMode;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/** What SageMaker is asked for when a processing job is made. */
final class ProcessingRequest {
    /** The variable of the environment by which a job is known to be ours. */
    static final String JOB = "RETRAIN_JOB";

    private static final String INPUT = "/opt/ml/processing/input/";
    private static final String OUTPUT = "/opt/ml/processing/output";

    private final Spec spec;
    private final ProcessingSpec processing;
    private final Preparer.Work work;
    private final PrepareFiles files;

    ProcessingRequest(Spec spec, ProcessingSpec processing, Preparer.Work work, PrepareFiles files) {
        this.spec = spec;
        this.processing = processing;
        this.work = work;
        this.files = files;
    }

    CreateProcessingJobRequest of(String name, String output) {
        AwsSpec aws = spec.aws();
        return CreateProcessingJobRequest.builder()
                .processingJobName(name)
                .roleArn(aws.role().orElseThrow())
                .appSpecification(a -> a.imageUri(processing.image())
                        .containerEntrypoint(processing.command().orElse(null)))
                .environment(environment())
                .processingInputs(inputs())
                .processingOutputConfig(o -> o.kmsKeyId(aws.kmsKey().orElse(null))
                        .outputs(ProcessingOutput.builder()
                                .outputName("rows")
                                .s3Output(s -> s.s3Uri(output)
                                        .localPath(OUTPUT)
                                        .s3UploadMode(ProcessingS3UploadMode.END_OF_JOB))
                                .build()))
                .processingResources(r -> r.clusterConfig(c -> c.instanceType(processing.instance())
                        .instanceCount(processing.instances())
                        .volumeSizeInGB(processing.volume())
                        .volumeKmsKeyId(aws.kmsKey().orElse(null))))
                .stoppingCondition(s -> s.maxRuntimeInSeconds(processing.timeout() * 60))
                .networkConfig(network(aws))
                .tags(tags(aws))
                .build();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        processing.environment().forEach((name, value) -> environment.put(name, String.valueOf(value)));
        environment.put(JOB, work.job());
        return environment;
    }

    private static NetworkConfig network(AwsSpec aws) {
        NetworkConfig.Builder network = NetworkConfig.builder().enableNetworkIsolation(aws.networkIsolation());
        if (!aws.subnets().isEmpty()) {
            network.vpcConfig(v -> v.subnets(aws.subnets()).securityGroupIds(aws.securityGroups()));
        }
        return network.build();
    }

    private List<Tag> tags(AwsSpec aws) {
        List<Tag> tags = new ArrayList<>(SageMakerTags.of(aws.tags()));
        tags.add(Tag.builder().key("retrain:model").value(spec.model()).build());
        return tags;
    }

    /** A list of a source's files in each bucket, since SageMaker's lists are of one bucket. */
    private List<ProcessingInput> inputs() {
        List<ProcessingInput> inputs = new ArrayList<>();
        files.sources().forEach((source, addresses) -> {
            Map<String, List<String>> buckets = new TreeMap<>();
            addresses.forEach(a -> buckets.computeIfAbsent(S3Address.of(a).bucket(), b -> new ArrayList<>())
                    .add(S3Address.of(a).key()));
            int number = 0;
            for (Map.Entry<String, List<String>> bucket : buckets.entrySet()) {
                String path = INPUT + source + (buckets.size() == 1 ? "" : "/" + ++number);
                String list = files.keep("manifests", "manifest.json", manifest(bucket.getKey(), bucket.getValue()));
                inputs.add(input(
                        source + (number == 0 ? "" : "-" + number), list, path, ProcessingS3DataType.MANIFEST_FILE));
            }
        });
        List<String> code = spec.data().prepare().orElseThrow().code();
        if (!code.isEmpty()) {
            inputs.add(input("code", files.keepAll("code", code), INPUT + "code", ProcessingS3DataType.S3_PREFIX));
        }
        return inputs;
    }

    private static ProcessingInput input(String name, String address, String path, ProcessingS3DataType type) {
        return ProcessingInput.builder()
                .inputName(name)
                .s3Input(s -> s.s3Uri(address)
                        .localPath(path)
                        .s3DataType(type)
                        .s3InputMode(ProcessingS3InputMode.FILE)
                        .s3DataDistributionType(ProcessingS3DataDistributionType.FULLY_REPLICATED))
                .build();
    }

    /** {@code [{"prefix": "s3://bucket/"}, "key", …]} */
    private static byte[] manifest(String bucket, List<String> keys) {
        StringBuilder list = new StringBuilder("[{\"prefix\": " + quoted("s3://" + bucket + "/") + "}");
        keys.forEach(key -> list.append(",\n").append(quoted(key)));
        return list.append("]\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
