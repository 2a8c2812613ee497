package retrain.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Outcome;
import retrain.Outcome.Kind;

/** Whole runs with sources and store in S3 and all stages in this JVM. */
class S3StoreIT {
    private static final int PARTS = 12;
    private static final int REQUESTS = 60;

    @TempDir
    private Path folder;

    private AwsServer aws;
    private S3Project project;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        project =
                new S3Project(folder).spec("sources: {rows: 's3://data/parts/*.csv'}", "store: s3://models/some/place");
        parts(0);
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private void parts(int from) {
        for (int i = 0; i < PARTS; i++) {
            aws.s3.put(
                    "data",
                    "parts/" + i + ".csv",
                    S3Project.rows(from + i * 100, 100).getBytes(UTF_8));
        }
    }

    /** {@return what was asked meanwhile} */
    private List<String> run(Kind expected) {
        int before = aws.asked().size();
        Outcome outcome = project.execute(Command.RUN);
        assertThat(outcome.kind()).isEqualTo(expected);
        return aws.asked().subList(before, aws.asked().size());
    }

    private static boolean isOfTheStore(String request) {
        return request.contains("some/place") || request.contains("some%2Fplace");
    }

    @Test
    void shouldAskForLittleInEachRun() throws IOException {
        List<String> first = run(Kind.PROMOTED);
        List<String> unchanged = run(Kind.UNCHANGED);
        parts(5_000);
        List<String> later = run(Kind.PROMOTED);
        assertThat(first).hasSizeLessThanOrEqualTo(REQUESTS);
        assertThat(later).hasSizeLessThanOrEqualTo(REQUESTS);
        assertThat(unchanged).hasSizeLessThanOrEqualTo(REQUESTS / 2);
        assertThat(first)
                .hasSize((int) first.stream().filter(S3StoreIT::isOfTheStore).count() + 1 + PARTS);
        assertThat(folder.resolve(".retrain/format.json")).doesNotExist();
    }
}
