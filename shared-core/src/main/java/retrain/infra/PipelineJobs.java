package retrain.infra;

import static retrain.infra.PipelineStep.join;
import static retrain.infra.PipelineStep.parameter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.infra.PipelineStep.Call;
import retrain.infra.PipelineStep.Job;
import retrain.spec.AwsSpec;
import retrain.spec.Hyperparameters;
import retrain.spec.ProcessingSpec;
import retrain.spec.SageMakerScoreSpec;
import retrain.spec.SageMakerScoreSpec.TransformSpec;
import retrain.spec.SageMakerTrainSpec;
import retrain.spec.ScriptSpec;
import retrain.spec.Spec;
import retrain.spec.Task;

/**
 * The jobs of a pipeline of SageMaker. They ask for what the core's adapters ask for, so that the core takes what they make: what the spec says
 * stands in the definition, the rest is told by the function before the job, which was handed the job over.
 */
final class PipelineJobs {
    static final String TRAINING_INSTANCE = "TrainingInstanceType";
    static final String TRANSFORM_INSTANCE = "TransformInstanceType";
    static final String PROCESSING_INSTANCE = "ProcessingInstanceType";

    private static final String FILES = "DataSource_S3DataSource_S3Uri";

    private final Spec spec;
    private final AwsSpec aws;

    PipelineJobs(Spec spec) {
        this.spec = spec;
        this.aws = spec.aws();
    }

    /** {@return the reference to a value of the request of a job that was handed over} */
    static Map<String, Object> asked(Call by, int job, String path) {
        return by.output("jobs_" + job + "_request_" + path);
    }

    /** {@return the same as a text, which hyperparameters must be} */
    private static Map<String, Object> text(Call by, String path) {
        return join("", asked(by, 0, path));
    }

    Job prepare(Call by) {
        ProcessingSpec processing =
                spec.data().prepare().orElseThrow().processing().orElseThrow();
        Map<String, Object> app = Cfn.map("ImageUri", processing.image(), "ContainerEntrypoint", processing.command());
        Map<String, Object> environment = new TreeMap<>();
        processing.environment().forEach((name, value) -> environment.put(name, String.valueOf(value)));
        environment.put("RETRAIN_JOB", by.output("jobs_0_name"));
        Map<String, Object> cluster = Cfn.map(
                "InstanceType", parameter(PROCESSING_INSTANCE),
                "InstanceCount", processing.instances(),
                "VolumeSizeInGB", processing.volume(),
                "VolumeKmsKeyId", aws.kmsKey());
        Map<String, Object> output = Cfn.map(
                "OutputName",
                "rows",
                "S3Output",
                Cfn.map(
                        "S3Uri", asked(by, 0, "ProcessingOutputConfig_Outputs_0_S3Output_S3Uri"),
                        "LocalPath", "/opt/ml/processing/output",
                        "S3UploadMode", "EndOfJob"));
        Map<String, Object> arguments = Cfn.map(
                "ProcessingResources", Cfn.map("ClusterConfig", cluster),
                "AppSpecification", app,
                "RoleArn", aws.role().orElseThrow(),
                "ProcessingInputs", processingInputs(by),
                "ProcessingOutputConfig", Cfn.map("KmsKeyId", aws.kmsKey(), "Outputs", List.of(output)),
                "Environment", environment,
                "StoppingCondition", Cfn.map("MaxRuntimeInSeconds", processing.timeout() * 60),
                "NetworkConfig", network(),
                "Tags", tags());
        return new Job("Prepare", "Processing", arguments, false, PipelineRetries.ofJobs(), List.of());
    }

    /** A list of a source's files in each bucket, as the core asks for. */
    private List<Object> processingInputs(Call by) {
        List<Object> inputs = new ArrayList<>();
        spec.data().sources().forEach((source, addresses) -> {
            long buckets = addresses.stream().map(this::bucket).distinct().count();
            for (int number = 1; number <= buckets; number++) {
                String name = source + (buckets == 1 ? "" : "-" + number);
                String folder = source + (buckets == 1 ? "" : "/" + number);
                inputs.add(processingInput(by, inputs.size(), name, folder, "ManifestFile"));
            }
        });
        if (!spec.data().prepare().orElseThrow().code().isEmpty()) {
            inputs.add(processingInput(by, inputs.size(), "code", "code", "S3Prefix"));
        }
        return inputs;
    }

    /** What is not in S3 is brought to the folder of jobs. */
    private String bucket(String address) {
        return S3Name.of(address.startsWith("s3://") ? address : work()).bucket();
    }

    private static Map<String, Object> processingInput(Call by, int index, String name, String folder, String type) {
        return Cfn.map(
                "InputName",
                name,
                "S3Input",
                Cfn.map(
                        "S3Uri",
                        asked(by, 0, "ProcessingInputs_" + index + "_S3Input_S3Uri"),
                        "LocalPath",
                        "/opt/ml/processing/input/" + folder,
                        "S3DataType",
                        type,
                        "S3InputMode",
                        "File",
                        "S3DataDistributionType",
                        "FullyReplicated"));
    }

    private Map<String, Object> network() {
        Map<String, Object> network = Cfn.map("EnableNetworkIsolation", aws.networkIsolation());
        vpc(network);
        return network;
    }

    private void vpc(Map<String, Object> request) {
        if (!aws.subnets().isEmpty()) {
            request.put("VpcConfig", Cfn.map("SecurityGroupIds", aws.securityGroups(), "Subnets", aws.subnets()));
        }
    }

    private List<Object> tags() {
        Map<String, String> all = new TreeMap<>(aws.tags());
        all.put("retrain:model", spec.model());
        List<Object> tags = new ArrayList<>();
        all.forEach((key, value) -> tags.add(Cfn.map("Key", key, "Value", value)));
        return tags;
    }

    /** @param by the function that was handed the job over */
    Job train(Call by) {
        Map<String, Object> arguments = training(by, "");
        arguments.put("HyperParameters", hyperparameters(by));
        arguments.put("Tags", tags());
        // Checkpoints are kept under the name of a training, so that no two trainings have the same arguments.
        boolean cached = !sagemaker().keepsCheckpoints();
        return new Job("Train", "Training", arguments, cached, PipelineRetries.ofJobs(), List.of());
    }

    private SageMakerTrainSpec sagemaker() {
        return spec.train().sagemaker().orElseThrow();
    }

    /** @param path where the request says it: within a search, in the definition of its jobs */
    private Map<String, Object> training(Call by, String path) {
        SageMakerTrainSpec sagemaker = sagemaker();
        Map<String, Object> arguments = Cfn.map(
                "AlgorithmSpecification", algorithm(by, path),
                "RoleArn", aws.role().orElseThrow(),
                "InputDataConfig", channels(by, path),
                "OutputDataConfig", Cfn.map("S3OutputPath", work() + "/models", "KmsKeyId", aws.kmsKey()),
                "ResourceConfig", resources(),
                "StoppingCondition", limits(),
                "EnableManagedSpotTraining", onlyIf(sagemaker.spot()),
                "EnableNetworkIsolation", onlyIf(aws.networkIsolation()));
        vpc(arguments);
        if (sagemaker.keepsCheckpoints()) {
            arguments.put("CheckpointConfig", Cfn.map("S3Uri", asked(by, 0, path + "CheckpointConfig_S3Uri")));
        }
        if (sagemaker.retry() > 0) {
            arguments.put("RetryStrategy", Cfn.map("MaximumRetryAttempts", sagemaker.retry()));
        }
        if (!sagemaker.environment().isEmpty()) {
            arguments.put("Environment", sagemaker.environment());
        }
        return arguments;
    }

    private static Optional<Object> onlyIf(boolean is) {
        return is ? Optional.of(true) : Optional.empty();
    }

    private String work() {
        return aws.work().orElse(spec.store() + "/work").replaceAll("/+$", "");
    }

    private Map<String, Object> algorithm(Call by, String path) {
        Map<String, Object> algorithm = Cfn.map("TrainingImage", image(by, path), "TrainingInputMode", mode());
        List<Object> metrics = new ArrayList<>();
        spec.train()
                .script()
                .map(ScriptSpec::metrics)
                .ifPresent(all -> all.forEach((name, regex) -> metrics.add(Cfn.map("Name", name, "Regex", regex))));
        if (!metrics.isEmpty()) {
            algorithm.put("MetricDefinitions", metrics);
        }
        return algorithm;
    }

    private Object image(Call by, String path) {
        Optional<String> image = sagemaker().image();
        return image.isPresent() ? image.get() : asked(by, 0, path + "AlgorithmSpecification_TrainingImage");
    }

    private String mode() {
        return switch (sagemaker().inputMode()) {
            case FILE -> "File";
            case FASTFILE -> "FastFile";
            case PIPE -> "Pipe";
        };
    }

    private List<Object> channels(Call by, String path) {
        List<Object> channels = new ArrayList<>();
        channels.add(channel(by, path, 0, "train"));
        if (spec.data().validation().isPresent()) {
            channels.add(channel(by, path, 1, "validation"));
        }
        return channels;
    }

    private Map<String, Object> channel(Call by, String path, int index, String name) {
        boolean csv = spec.train()
                .script()
                .map(s -> s.format() == ScriptSpec.Format.CSV)
                .orElse(false);
        boolean shared = index == 0
                && sagemaker().instances() > 1
                && spec.train().script().isEmpty();
        Map<String, Object> files = Cfn.map(
                "S3DataType",
                "S3Prefix",
                "S3Uri",
                asked(by, 0, path + "InputDataConfig_" + index + "_" + FILES),
                "S3DataDistributionType",
                shared ? "ShardedByS3Key" : "FullyReplicated");
        return Cfn.map(
                "ChannelName",
                name,
                "ContentType",
                csv ? "text/csv" : "application/x-parquet",
                "InputMode",
                mode(),
                "DataSource",
                Cfn.map("S3DataSource", files));
    }

    private Map<String, Object> resources() {
        SageMakerTrainSpec sagemaker = sagemaker();
        Map<String, Object> resources = Cfn.map(
                "InstanceType", parameter(TRAINING_INSTANCE),
                "InstanceCount", sagemaker.instances(),
                "VolumeSizeInGB", sagemaker.volumeSize(),
                "VolumeKmsKeyId", aws.kmsKey().filter(key -> !hasOwnDisks(sagemaker.instance())));
        sagemaker
                .keepAlive()
                .ifPresent(k -> resources.put("KeepAlivePeriodInSeconds", (int)
                        retrain.spec.Span.of(k).length().toSeconds()));
        return resources;
    }

    private static boolean hasOwnDisks(String instance) {
        return instance.matches("ml\\.([a-z]+\\d+[a-z]*d[a-z]*|g5|g6e?|p5[a-z]*|trn\\d+[a-z]*)\\..*");
    }

    private Map<String, Object> limits() {
        SageMakerTrainSpec sagemaker = sagemaker();
        Map<String, Object> limits =
                Cfn.map("MaxRuntimeInSeconds", (int) sagemaker.maxTimeSpan().toSeconds());
        if (sagemaker.spot()) {
            limits.put("MaxWaitTimeInSeconds", (int) sagemaker.maxWaitSpan().toSeconds());
        }
        return limits;
    }

    /** What the spec says, by its value; what a search has found, what is counted, and what belongs to a program, by reference. */
    private Map<String, Object> hyperparameters(Call by) {
        Map<String, Object> all = new TreeMap<>();
        names().forEach((name, value) -> all.put(name, value));
        spec.train().tune().ifPresent(tune -> tune.ranges().keySet().forEach(name -> all.put(inSageMaker(name), "")));
        all.replaceAll((name, value) -> value.equals("") ? text(by, "HyperParameters_" + name) : value);
        return all;
    }

    /** {@return the hyperparameters with the values that are known; others are empty} */
    private Map<String, String> names() {
        Map<String, String> all = new LinkedHashMap<>();
        if (spec.train().script().isPresent()) {
            spec.train().script().get().hyperparameters().keySet().forEach(name -> all.put(name, ""));
            all.put("sagemaker_program", "");
            all.put("sagemaker_submit_directory", "");
            all.put("sagemaker_region", "");
            return all;
        }
        all.putAll(Hyperparameters.resolve(spec));
        String metrics = String.join(",", retrain.spec.XgboostMetrics.told(spec));
        if (!metrics.isEmpty()) {
            all.put("eval_metric", metrics);
        }
        all.put("seed", Integer.toString(spec.seed()));
        if (spec.task() == Task.MULTICLASS) {
            all.put("num_class", "");
        }
        return all;
    }

    private String inSageMaker(String name) {
        return spec.train().xgboost().isPresent() ? Hyperparameters.name(name) : name;
    }

    /** @param by the function that was handed the search over */
    Job tune(Call by) {
        Map<String, Object> definition = training(by, "TrainingJobDefinition_");
        Map<String, Object> fixed = new TreeMap<>(names());
        PipelineRanges ranges = new PipelineRanges(spec, this::inSageMaker);
        fixed.keySet().removeAll(ranges.names());
        fixed.replaceAll((name, value) ->
                value.equals("") ? text(by, "TrainingJobDefinition_StaticHyperParameters_" + name) : value);
        definition.put("StaticHyperParameters", fixed);
        Map<String, Object> arguments =
                Cfn.map("HyperParameterTuningJobConfig", ranges.config(), "TrainingJobDefinition", definition);
        if (!sagemaker().warmStart().isEmpty()) {
            arguments.put("WarmStartConfig", ranges.warmStart());
        }
        arguments.put("Tags", tags());
        return new Job("Tune", "Tuning", arguments, true, PipelineRetries.ofSearches(), List.of());
    }

    /** @param job of the jobs that were handed over: 0 for the candidate, 1 for the champion */
    Job score(String name, Call by, int job) {
        TransformSpec transform =
                spec.evaluate().sagemaker().orElseThrow().transform().orElseThrow();
        Map<String, Object> input = Cfn.map(
                "DataSource",
                Cfn.map(
                        "S3DataSource",
                        Cfn.map("S3DataType", "S3Prefix", "S3Uri", asked(by, job, "TransformInput_" + FILES))),
                "ContentType",
                "text/csv",
                "CompressionType",
                transform.gzip() ? "Gzip" : "None",
                "SplitType",
                "Line");
        Map<String, Object> output = Cfn.map(
                "S3OutputPath",
                asked(by, job, "TransformOutput_S3OutputPath"),
                "Accept",
                "text/csv",
                "AssembleWith",
                "Line",
                "KmsKeyId",
                aws.kmsKey());
        Map<String, Object> resources = Cfn.map(
                "InstanceType", parameter(TRANSFORM_INSTANCE),
                "InstanceCount", transform.instances(),
                "VolumeKmsKeyId", aws.kmsKey());
        Map<String, Object> joined = Cfn.map("InputFilter", "$[1:]", "JoinSource", "Input");
        if (spec.task() != Task.MULTICLASS) {
            joined.put("OutputFilter", "$[0,-1]");
        }
        Map<String, Object> arguments = Cfn.map(
                "ModelName",
                asked(by, job, "ModelName"),
                "MaxConcurrentTransforms",
                transform.maxConcurrent(),
                "MaxPayloadInMB",
                transform.maxPayload(),
                "BatchStrategy",
                "MultiRecord",
                "TransformInput",
                input,
                "TransformOutput",
                output,
                "TransformResources",
                resources,
                "DataProcessing",
                joined,
                "Tags",
                tags());
        return new Job(name, "Transform", arguments, true, PipelineRetries.ofJobs(), List.of());
    }

    /** {@return whether a version that passed becomes a package by a step: by its archive, which is in S3 to be scored} */
    boolean registers() {
        boolean transforms = spec.evaluate()
                .sagemaker()
                .flatMap(SageMakerScoreSpec::transform)
                .isPresent();
        return transforms
                && spec.history().modelPackageGroup().isPresent()
                && spec.train().sagemaker().isPresent()
                && spec.train().script().isEmpty();
    }

    /**
     * {@return the package of a version that passed, in the words by which the core finds it again}
     *
     * @param by the function that registered the version
     * @param trains the function that was handed the training over, which knows the image
     */
    Job register(Call by, Call trains) {
        Map<String, Object> archive = by.output("candidate_archive");
        Map<String, Object> version = by.output("candidate_version");
        Map<String, Object> container = Cfn.map(
                "Image", image(trains, ""),
                "ModelDataUrl", join("/", work() + "/models", archive, "model.tar.gz"),
                "Framework", "XGBOOST");
        Map<String, Object> metadata = Cfn.map(
                "retrain.archive",
                archive,
                "retrain.model",
                spec.model(),
                "retrain.verdict",
                "passed",
                "retrain.version",
                version);
        Map<String, Object> arguments = Cfn.map(
                "ModelPackageGroupName", spec.history().modelPackageGroup().orElseThrow(),
                "ModelPackageDescription",
                        join("", spec.model() + " version ", version, ", archive ", archive, ", verdict passed."),
                "InferenceSpecification",
                        Cfn.map(
                                "Containers", List.of(container),
                                "SupportedContentTypes", List.of("text/csv"),
                                "SupportedResponseMIMETypes", List.of("text/csv")),
                "ModelApprovalStatus", "PendingManualApproval",
                "CustomerMetadataProperties", metadata);
        return new Job("Register", "RegisterModel", arguments, false, List.of(PipelineRetries.ofService()), List.of());
    }
}
