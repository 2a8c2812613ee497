package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.model.ExecutionClass;
import software.amazon.awssdk.services.glue.model.StartJobRunRequest;
import software.amazon.awssdk.services.sagemaker.model.AssemblyType;
import software.amazon.awssdk.services.sagemaker.model.Channel;
import software.amazon.awssdk.services.sagemaker.model.CreateExperimentRequest;
import software.amazon.awssdk.services.sagemaker.model.CreateHyperParameterTuningJobRequest;
import software.amazon.awssdk.services.sagemaker.model.CreateProcessingJobRequest;
import software.amazon.awssdk.services.sagemaker.model.CreateTrainingJobRequest;
import software.amazon.awssdk.services.sagemaker.model.CreateTransformJobRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingJobResponse;
import software.amazon.awssdk.services.sagemaker.model.JoinSource;
import software.amazon.awssdk.services.sagemaker.model.ParameterRange;
import software.amazon.awssdk.services.sagemaker.model.Tag;

class SdkJsonTest {
    @Test
    void shouldWriteATrainingWithTheNamesOfTheApi() {
        CreateTrainingJobRequest request = CreateTrainingJobRequest.builder()
                .trainingJobName("train-1")
                .hyperParameters(Map.of("num_round", "5", "eta", "0.1", "max_depth", "6"))
                .algorithmSpecification(a -> a.trainingImage("image").trainingInputMode("File"))
                .inputDataConfig(Channel.builder()
                        .channelName("train")
                        .dataSource(d ->
                                d.s3DataSource(s -> s.s3DataType("S3Prefix").s3Uri("s3://b/in \"quoted\"")))
                        .build())
                .outputDataConfig(o -> o.s3OutputPath("s3://b/out").kmsKeyId(null))
                .resourceConfig(
                        r -> r.instanceType("ml.m5.large").instanceCount(1).volumeSizeInGB(30))
                .stoppingCondition(s -> s.maxRuntimeInSeconds(3600))
                .enableManagedSpotTraining(false)
                .tags(Tag.builder().key("k").value("v").build())
                .build();

        assertThat(SdkJson.of(request))
                .isEqualTo("{\"TrainingJobName\":\"train-1\","
                        + "\"HyperParameters\":{\"eta\":\"0.1\",\"max_depth\":\"6\",\"num_round\":\"5\"},"
                        + "\"AlgorithmSpecification\":{\"TrainingImage\":\"image\",\"TrainingInputMode\":\"File\"},"
                        + "\"InputDataConfig\":[{\"ChannelName\":\"train\",\"DataSource\":{\"S3DataSource\":"
                        + "{\"S3DataType\":\"S3Prefix\",\"S3Uri\":\"s3://b/in \\\"quoted\\\"\"}}}],"
                        + "\"OutputDataConfig\":{\"S3OutputPath\":\"s3://b/out\"},"
                        + "\"ResourceConfig\":{\"InstanceType\":\"ml.m5.large\",\"InstanceCount\":1,\"VolumeSizeInGB\":30},"
                        + "\"StoppingCondition\":{\"MaxRuntimeInSeconds\":3600},"
                        + "\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}],"
                        + "\"EnableManagedSpotTraining\":false}");
    }

    @Test
    @SuppressWarnings("unchecked") // the SDK's own varargs
    void shouldWriteASearchATransformAProcessingAndARunOfGlue() {
        assertThat(SdkJson.of(CreateHyperParameterTuningJobRequest.builder()
                        .hyperParameterTuningJobName("tune-1")
                        .hyperParameterTuningJobConfig(c -> c.strategy("Bayesian")
                                .randomSeed(7)
                                .resourceLimits(
                                        l -> l.maxNumberOfTrainingJobs(4).maxParallelTrainingJobs(2))
                                .parameterRanges(p -> p.continuousParameterRanges(r -> r.name("eta")
                                        .minValue("0.1")
                                        .maxValue("0.3")
                                        .scalingType("Auto"))))
                        .build()))
                .isEqualTo("{\"HyperParameterTuningJobName\":\"tune-1\",\"HyperParameterTuningJobConfig\":{"
                        + "\"Strategy\":\"Bayesian\",\"ResourceLimits\":{\"MaxNumberOfTrainingJobs\":4,"
                        + "\"MaxParallelTrainingJobs\":2},\"ParameterRanges\":{\"ContinuousParameterRanges\":[{"
                        + "\"Name\":\"eta\",\"MinValue\":\"0.1\",\"MaxValue\":\"0.3\",\"ScalingType\":\"Auto\"}]},"
                        + "\"RandomSeed\":7}}");
        assertThat(SdkJson.of(CreateTransformJobRequest.builder()
                        .transformJobName("score-1")
                        .maxPayloadInMB(6)
                        .transformOutput(o -> o.assembleWith(AssemblyType.LINE))
                        .dataProcessing(d -> d.inputFilter("$[1:]").joinSource(JoinSource.INPUT))
                        .build()))
                .isEqualTo("{\"TransformJobName\":\"score-1\",\"MaxPayloadInMB\":6,\"TransformOutput\":{"
                        + "\"AssembleWith\":\"Line\"},\"DataProcessing\":{\"InputFilter\":\"$[1:]\","
                        + "\"JoinSource\":\"Input\"}}");
        assertThat(SdkJson.of(CreateProcessingJobRequest.builder()
                        .processingJobName("prepare-1")
                        .environment(Map.of("B", "2", "A", "1"))
                        .appSpecification(a -> a.imageUri("image").containerEntrypoint("python3", "clean.py"))
                        .build()))
                .isEqualTo(
                        "{\"ProcessingJobName\":\"prepare-1\",\"AppSpecification\":{\"ImageUri\":\"image\","
                                + "\"ContainerEntrypoint\":[\"python3\",\"clean.py\"]},\"Environment\":{\"A\":\"1\",\"B\":\"2\"}}");
        assertThat(SdkJson.of(StartJobRunRequest.builder()
                        .jobName("job")
                        .arguments(Map.of("--b", "2", "--a", "1"))
                        .timeout(60)
                        .executionClass(ExecutionClass.FLEX)
                        .numberOfWorkers(2)
                        .build()))
                .isEqualTo("{\"JobName\":\"job\",\"Arguments\":{\"--a\":\"1\",\"--b\":\"2\"},\"Timeout\":60,"
                        + "\"NumberOfWorkers\":2,\"ExecutionClass\":\"FLEX\"}");
    }

    @Test
    void shouldTellAnEmptyListThatWasAskedForFromOneThatWasNot() {
        assertThat(SdkJson.of(
                        CreateExperimentRequest.builder().experimentName("e").build()))
                .isEqualTo("{\"ExperimentName\":\"e\"}");
        assertThat(SdkJson.of(CreateExperimentRequest.builder()
                        .experimentName("e")
                        .tags(List.of())
                        .build()))
                .isEqualTo("{\"ExperimentName\":\"e\",\"Tags\":[]}");
    }

    @Test
    void shouldRefuseWhatHasSeveralForms() {
        DescribeTrainingJobResponse timed = DescribeTrainingJobResponse.builder()
                .creationTime(Instant.EPOCH)
                .build();

        assertThatThrownBy(() -> SdkJson.of(timed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Instant");
        assertThat(SdkJson.of(ParameterRange.builder().build())).isEqualTo("{}");
    }
}
