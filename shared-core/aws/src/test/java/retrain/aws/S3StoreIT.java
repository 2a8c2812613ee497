package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Outcome;

/** Whole runs with the store in S3 and all stages in this JVM. */
class S3StoreIT {
    private static final int PARTS = 12;

    @TempDir
    private Path folder;

    private AwsServer aws;
    private S3Project project;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        for (int i = 0; i < PARTS; i++) {
            Files.writeString(folder.resolve("part-" + i + ".csv"), S3Project.rows(i * 100, 100));
        }
        project = new S3Project(folder).spec("sources: {rows: 'part-*.csv'}", "store: s3://models/some/place");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void shouldRunWholeAndFindNothingToDoTheSecondTime() throws IOException {
        Outcome first = project.execute(Command.RUN);
        int asked = aws.asked().size();
        Outcome again = project.execute(Command.RUN);

        if (System.getProperty("show") != null) {
            aws.asked().forEach(System.out::println);
            System.out.println(asked);
        }
        assertThat(first.kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(again.kind()).isEqualTo(Outcome.Kind.UNCHANGED);
        assertThat(aws.s3.keys("models", "some/place/models/small/"))
                .contains("some/place/models/small/aliases/champion");
        assertThat(folder.resolve(".retrain/format.json")).doesNotExist();
    }
}
