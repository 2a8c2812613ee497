package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import retrain.event.Event;
import retrain.infra.Pipelines;
import retrain.infra.Plan;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

class SageMakerPipelinesTest {
    private final List<String> heard = new ArrayList<>();
    private AwsServer aws;
    private FakePipelines fake;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        fake = new FakePipelines(aws);
    }

    @AfterEach
    void checkAndStop() {
        RequestShapes.check(aws.calls());
        aws.close();
    }

    private Pipelines pipelines(String... overrides) {
        Path base = Path.of("../../samples/flight-delay").toAbsolutePath().normalize();
        String all = String.join(",", overrides) + (overrides.length == 0 ? "" : ",");
        Spec spec = SpecReader.read(
                base.resolve("retrain.yaml"), Optional.of("aws"), all + "infra.pipeline=true,aws.poll=0.01");
        Plan plan = Plan.of(spec, base, "retrain.yaml", Optional.of("aws"));
        return SageMakerPipelines.of(plan, event -> {
            if (event instanceof Event.Noticed noticed) {
                heard.add(noticed.message());
            }
        });
    }

    private long calls(String name) {
        return aws.calls().stream()
                .filter(c -> c.name().equals("SageMaker." + name))
                .count();
    }

    @Test
    void shouldMakeThePipelineOnceAndChangeItWhenTheSpecChanges() {
        assertThat(pipelines().upsert()).isEqualTo("pipeline retrain-flight-delay is made");
        assertThat(pipelines().upsert()).endsWith("is as the spec says");
        assertThat(pipelines("train.sagemaker.instance=ml.m5.2xlarge").upsert())
                .endsWith("is changed to what the spec says");

        assertThat(calls("CreatePipeline")).isEqualTo(1);
        assertThat(calls("UpdatePipeline")).isEqualTo(1);
    }

    @Test
    void shouldMakeItOnceAlthoughTheAnswerIsLost() {
        AtomicBoolean lost = new AtomicBoolean();
        aws.faults(call -> call.name().endsWith("CreatePipeline") && lost.compareAndSet(false, true)
                ? AwsServer.Fault.RESET_AFTER
                : AwsServer.Fault.NONE);

        assertThat(pipelines().upsert()).endsWith("is made");
        assertThat(calls("CreatePipeline")).isEqualTo(2);
    }

    @Test
    void shouldTellWhatEachStepComesTo() {
        Pipelines pipelines = pipelines();
        pipelines.upsert();

        Pipelines.End end = pipelines.run(Map.of("Because", "new data"));

        assertThat(end.kind()).isEqualTo("DONE");
        assertThat(end.steps())
                .containsExactly(
                        "step Check: Succeeded",
                        "step Train: Succeeded, training-job/pipelines-e0-Train-a1",
                        "step Deploy: Succeeded");
        assertThat(heard).contains("step Check: Executing", "step Check: Succeeded");
        assertThat(heard).doesNotHaveDuplicates();
    }

    @Test
    void shouldBeginOneExecutionAlthoughTheAnswerIsLost() {
        Pipelines pipelines = pipelines();
        pipelines.upsert();
        AtomicBoolean lost = new AtomicBoolean();
        aws.faults(call -> call.name().endsWith("StartPipelineExecution") && lost.compareAndSet(false, true)
                ? AwsServer.Fault.ERROR_AFTER
                : AwsServer.Fault.NONE);

        pipelines.run(Map.of());

        assertThat(calls("StartPipelineExecution")).isEqualTo(2);
        assertThat(fake.executions()).isEqualTo(1);
    }

    @Test
    void shouldTellARejectionAsSuch() {
        fake.script = List.of("Check: Succeeded", "Rejected: Failed: auc 0.6 is not at least 0.65");
        fake.verdict = "REJECTED: auc 0.6 is not at least 0.65";
        Pipelines pipelines = pipelines();
        pipelines.upsert();

        Pipelines.End end = pipelines.run(Map.of());

        assertThat(end.kind()).isEqualTo("REJECTED");
        assertThat(end.summary()).isEqualTo("auc 0.6 is not at least 0.65");
    }

    @Test
    void shouldSayWhichStepFailedAndHowToGoOn() {
        fake.script = List.of("Check: Succeeded", "Train: Failed: AlgorithmError: no memory");
        Pipelines pipelines = pipelines();
        pipelines.upsert();

        assertThatThrownBy(() -> pipelines.run(Map.of()))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("step Train: Failed")
                .hasMessageContaining("AlgorithmError: no memory")
                .hasMessageContaining("retry-pipeline-execution");
    }

    @Test
    void shouldStopTheExecutionWhenInterrupted() {
        Pipelines pipelines = pipelines();
        pipelines.upsert();
        Thread worker = Thread.currentThread();
        aws.faults(call -> {
            if (call.name().endsWith("ListPipelineExecutionSteps")) {
                worker.interrupt();
            }
            return AwsServer.Fault.NONE;
        });

        assertThatThrownBy(() -> pipelines.run(Map.of()))
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        e -> assertThat(e.problems()).extracting(p -> p.code()).containsExactly(Code.CANCELLED));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(fake.statuses()).containsExactly("Stopping");
    }

    @Test
    void shouldGoOnLookingWhenALookIsNotAnswered() {
        Pipelines pipelines = pipelines();
        pipelines.upsert();
        AtomicBoolean failing = new AtomicBoolean(true);
        aws.faults(call -> {
            boolean look = call.name().endsWith("DescribePipelineExecution");
            return look && failing.get() && calls("DescribePipelineExecution") < 6
                    ? AwsServer.Fault.THROTTLED
                    : AwsServer.Fault.NONE;
        });

        assertThat(pipelines.run(Map.of()).kind()).isEqualTo("DONE");
        assertThat(heard).anyMatch(line -> line.startsWith("not answered, asked again"));
    }

    @Test
    void shouldSayWhatMustBeAllowed() {
        aws.faults(call -> AwsServer.Fault.DENIED);

        assertThatThrownBy(() -> pipelines().upsert())
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("sagemaker:DescribePipeline");
    }
}
