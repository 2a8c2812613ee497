package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Outcome;
import retrain.aws.AwsServer;
import retrain.aws.FakeLambda;
import retrain.aws.S3Project;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

class PrepareHandlerTest {
    @TempDir
    Path folder;

    private AwsServer aws;

    /** Takes every other row, and adds a text that must be quoted. */
    static final class Halves extends PrepareHandler {
        @Override
        protected void prepare(PrepareSources sources, PrepareRows rows) throws IOException {
            rows.header("id", "x", "y", "late", "told");
            sources.forEach("rows", row -> {
                if (Integer.parseInt(row.getOrDefault("id", "")) % 2 == 0) {
                    String told = sources.argument("told").orElse("");
                    rows.add(row.get("id"), row.get("x"), row.get("y"), row.get("late"), told);
                }
            });
        }
    }

    /** Copies two columns. */
    static final class Copy extends PrepareHandler {
        @Override
        protected void prepare(PrepareSources sources, PrepareRows rows) throws IOException {
            rows.header("a", "b");
            sources.forEach("s", row -> rows.add(row.get("a"), row.get("b")));
        }
    }

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void shouldMakeTheRowsOfARun() throws IOException {
        FakeLambda lambda = new FakeLambda(aws);
        lambda.define(
                "halves",
                "abc=",
                event -> JsonNode.parser().parse(Calls.call(new Halves(), AwsServer.text(event), new TestContext())));
        S3Project project = new S3Project(folder);
        aws.s3.put("data", "rows/1.csv", S3Project.rows(0, 600).getBytes(StandardCharsets.UTF_8));
        project.spec("""
                sources: {rows: 's3://data/rows/'}
                prepare: {lambda: {function: halves, arguments: {told: 'so, "yes"'}}}
                """, "aws: {work: 's3://work', poll: 0.01}");

        assertThat(project.execute(Command.PREPARE).kind()).isEqualTo(Outcome.Kind.PREPARED);

        assertThat(lambda.events()).hasSize(1);
        assertThat(project.snapshots().get(0).rows()).isEqualTo(300);
    }

    private String copied(String name, byte[] content) throws IOException {
        aws.s3.put("data", name, content);
        String answer = Calls.call(
                new Copy(),
                "{\"job\":\"j\",\"sources\":{\"s\":[\"s3://data/%s\"]},\"output\":\"s3://work/prepare/j/\",\"arguments\":{}}"
                        .formatted(name),
                new TestContext());
        assertThat(answer).isEqualTo("{\"outputs\":[\"s3://work/prepare/j/rows.csv.gz\"]}");
        Optional<byte[]> written = aws.s3.get("work", "prepare/j/rows.csv.gz");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(written.orElseThrow()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldReadAndWriteWhateverStandsInQuotes() throws IOException {
        String rows = "a,b\n\"1,\"\"2\"\"\",\"ü\n3\"\n\"\",x\n\"\"\"\",\n";
        assertThat(copied("r.csv", utf8(rows.replace("\"\",x", ",x")))).isEqualTo(rows.replace("\"\",x", ",x"));
    }

    @Test
    void shouldReadColumnsInAnyOrderAndLinesOfWindows() throws IOException {
        assertThat(copied("r.csv", utf8("b,c,a\r\n1,2,3\r\n\r\n4,5,6"))).isEqualTo("a,b\n3,1\n6,4\n");
    }

    @Test
    void shouldReadWhatIsGzipped() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(utf8("a,b\n1,2\n"));
        }
        assertThat(copied("r.csv.gz", zipped.toByteArray())).isEqualTo("a,b\n1,2\n");
    }

    @Test
    void shouldSayWhichFileCannotBeRead() {
        assertThatThrownBy(() -> copied("r.csv", utf8("a,b\n1\n")))
                .hasMessageContaining("a row of 1 values for 2 columns");
        assertThatThrownBy(() -> copied("r.parquet", utf8("x"))).hasMessageContaining("neither csv nor csv.gz");
        assertThatThrownBy(() -> Calls.call(new Copy(), "{}", new TestContext()))
                .hasMessageContaining("'output'");
    }
}
