package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.aws.AwsServer.Fault;
import retrain.problem.BackendFailure;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** Rows made by a function of Lambda, through the commands of Retrain. */
class LambdaPrepareTest {
    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeLambda lambda;
    private S3Project project;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        lambda = new FakeLambda(aws);
        lambda.define("clean", "abc=", this::copy);
        project = new S3Project(folder);
        aws.s3.put("data", "rows/1.csv", S3Project.rows(0, 300).getBytes(StandardCharsets.UTF_8));
        project.spec("""
                sources: {rows: 's3://data/rows/'}
                prepare: {lambda: {function: clean, arguments: {year: 2013, cities: [a, b]}}}
                """, "aws: {work: 's3://work', poll: 0.01}");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private Object copy(JsonNode event) {
        S3Address from = S3Address.of(event.field("sources")
                .flatMap(s -> s.field("rows"))
                .orElseThrow()
                .asArray()
                .get(0)
                .text());
        String output = FakeGlue.text(event, "output") + "rows.csv";
        S3Address to = S3Address.of(output);
        aws.s3.put(to.bucket(), to.key(), aws.s3.get(from.bucket(), from.key()).orElseThrow());
        return Map.of("outputs", List.of(output));
    }

    @Test
    void shouldTrainOnTheRowsThatTheFunctionWrote() throws IOException {
        assertThat(project.execute(Command.RUN).kind()).isEqualTo(Outcome.Kind.PROMOTED);

        assertThat(project.snapshots().get(0).rows()).isEqualTo(300);
        assertThat(lambda.events())
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .contains("\"arguments\":{\"cities\":[\"a\",\"b\"],\"year\":2013}")
                        .contains("\"sources\":{\"rows\":[\"s3://data/rows/1.csv\"]}"));
        assertThat(folder.resolve(".retrain/usage")).isDirectoryRecursivelyContaining("glob:**.json");
    }

    @Test
    void shouldInvokeAgainWhenTheCodeChangesAndNotOtherwise() {
        project.execute(Command.PREPARE);
        project.execute(Command.PREPARE);
        assertThat(lambda.events()).hasSize(1);

        lambda.define("clean", "def=", this::copy);
        project.execute(Command.PREPARE);

        assertThat(lambda.events()).hasSize(2);
    }

    @Test
    void shouldWaitWhileTheFunctionIsThrottled() {
        lambda.throttled.set(3);

        project.execute(Command.PREPARE);

        assertThat(lambda.events()).hasSize(1);
    }

    @Test
    void shouldTellTheErrorOfTheFunctionWithTheEndOfItsLog() {
        lambda.define("clean", "abc=", event -> {
            throw new IllegalStateException("no column 'x'");
        });

        assertThatThrownBy(() -> project.execute(Command.PREPARE))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("ValueError: no column 'x'; its last lines: read 2 sources");
    }

    @Test
    void shouldNotInvokeAgainWhenTheRunIsGoneOnWithAfterItsAnswer() {
        aws.faults(call -> call.name().matches("S3 GET .*rows\\.csv.*") ? Fault.DENIED : Fault.NONE);
        assertThatThrownBy(() -> project.execute(Command.PREPARE)).hasMessageContaining("access is denied");
        aws.faults(call -> Fault.NONE);

        project.execute(Command.PREPARE, Map.of(Option.RUN, run()));

        assertThat(lambda.events()).hasSize(1);
    }

    private String run() {
        return String.valueOf(folder.resolve(".retrain/runs").toFile().list()[0]);
    }

    @Test
    void shouldNameTheFunctionThatIsNotThere() throws IOException {
        project.spec("""
                sources: {rows: 's3://data/rows/'}
                prepare: {lambda: {function: other}}
                """, "aws: {work: 's3://work', poll: 0.01}");

        assertThatThrownBy(() -> project.execute(Command.PREPARE))
                .hasMessageContaining("Lambda function other")
                .hasMessageContaining("Function not found");
    }
}
