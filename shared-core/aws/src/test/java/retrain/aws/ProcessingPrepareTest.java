package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.aws.AwsServer.Fault;
import retrain.problem.BackendFailure;

/** Rows made by a processing job of SageMaker, through the commands of Retrain. */
class ProcessingPrepareTest {
    private static final String DATA = """
            sources: {rows: ['s3://data/rows/', more.csv]}
            prepare:
              code: [clean.py]
              processing: {image: 'repo/clean@sha256:1', command: [python3, clean.py], environment: {YEAR: 2013}%s}
            """;

    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeProcessing processing;
    private S3Project project;
    private Map<String, String> seen = Map.of();

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        processing = new FakeProcessing(aws);
        processing.work = this::work;
        project = new S3Project(folder);
        aws.s3.put("data", "rows/1.csv", S3Project.rows(0, 300).getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("more.csv"), S3Project.rows(300, 100));
        Files.writeString(folder.resolve("clean.py"), "print('x')");
        spec("");
    }

    private void spec(String more) throws IOException {
        project.spec(
                DATA.formatted(more),
                "aws: {work: 's3://work/w', role: 'arn:aws:iam::123456789012:role/r', poll: 0.01, kms-key: k}");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    /** Writes each file of rows that it finds to the output. */
    private void work(Map<String, String> inputs, String output) {
        seen = new TreeMap<>(inputs);
        S3Address to = S3Address.of(output);
        int number = 0;
        for (Map.Entry<String, String> input : seen.entrySet()) {
            if (input.getKey().endsWith(".csv")) {
                aws.s3.put(
                        to.bucket(),
                        to.key() + "part-" + number++ + ".csv",
                        input.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private String run() {
        return String.valueOf(folder.resolve(".retrain/runs").toFile().list()[0]);
    }

    @Test
    void shouldTrainOnTheRowsThatTheContainerWrote() throws IOException {
        assertThat(project.execute(Command.RUN).kind()).isEqualTo(Outcome.Kind.PROMOTED);

        assertThat(project.snapshots().get(0).rows()).isEqualTo(400);
        assertThat(seen.keySet())
                .anyMatch(p -> p.equals("/opt/ml/processing/input/rows/1/rows/1.csv"))
                .anyMatch(p -> p.startsWith("/opt/ml/processing/input/rows/2/w/sources/") && p.endsWith("/more.csv"))
                .anyMatch(p -> p.equals("/opt/ml/processing/input/code/clean.py"));
        assertThat(folder.resolve(".retrain/usage")).isDirectoryRecursivelyContaining("glob:**.json");
    }

    @Test
    void shouldPrepareAgainWhenTheCodeChangesAndNotForAnotherInstance() throws IOException {
        project.execute(Command.PREPARE);
        spec(", instance: ml.c5.4xlarge, volume: 100");
        project.execute(Command.PREPARE);
        assertThat(processing.jobs()).hasSize(1);

        Files.writeString(folder.resolve("clean.py"), "print('y')");
        project.execute(Command.PREPARE);

        assertThat(processing.jobs()).hasSize(2);
    }

    @Test
    void shouldAttachToTheJobWhenItExistsAlready() {
        aws.faults(call -> call.name().equals("SageMaker.DescribeProcessingJob") ? Fault.DENIED : Fault.NONE);
        assertThatThrownBy(() -> project.execute(Command.PREPARE))
                .hasMessageContaining("\"Action\": \"sagemaker:DescribeProcessingJob\"");
        aws.faults(call -> Fault.NONE);

        project.execute(Command.PREPARE, Map.of(Option.RUN, run()));

        assertThat(processing.jobs()).hasSize(1);
    }

    @Test
    void shouldMakeOneJobWhenTheAnswerIsLost() {
        aws.faults(call -> call.name().equals("SageMaker.CreateProcessingJob")
                        && aws.asked().stream()
                                        .filter(a -> a.equals("SageMaker.CreateProcessingJob"))
                                        .count()
                                == 1
                ? Fault.RESET_AFTER
                : Fault.NONE);

        project.execute(Command.PREPARE);

        assertThat(processing.jobs()).hasSize(1);
    }

    @Test
    void shouldTellWhyTheJobFailedAndMakeAnotherWhenTheRunIsGoneOnWith() {
        processing.end = "Failed";
        assertThatThrownBy(() -> project.execute(Command.PREPARE))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("exit code: 1; it says: no column 'x'");
        processing.end = "Completed";

        project.execute(Command.PREPARE, Map.of(Option.RUN, run()));

        assertThat(processing.jobs().keySet()).hasSize(2).anyMatch(name -> name.endsWith("-2"));
    }

    @Test
    void shouldStopTheJobWhenTheRunIsInterrupted() {
        processing.looks = Integer.MAX_VALUE;
        Thread run = Thread.currentThread();
        aws.faults(call -> {
            if (call.name().equals("SageMaker.DescribeProcessingJob")) {
                run.interrupt();
            }
            return Fault.NONE;
        });

        assertThatThrownBy(() -> project.execute(Command.PREPARE)).hasMessageContaining("so was processing job");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(processing.jobs().values())
                .singleElement()
                .satisfies(job -> assertThat(job.status).isEqualTo("Stopping"));
    }
}
