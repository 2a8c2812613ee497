package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.stream.Audit;

class StreamTest {
    @TempDir
    Path temp;

    @Test
    void shouldLearnEachBatchOnceInTheOrderOfNames() throws IOException {
        StreamProject project = StreamProject.in(temp, "rounds: 2");
        project.run();
        project.batch(2);
        project.batch(1);
        Outcome first = project.stream();
        project.batch(3);
        project.stream();

        assertThat(first.summary()).isEqualTo("The stream has ended: no batch has come for 0 seconds");
        Audit.Trail trail = Audit.of(project.store(), "small");
        assertThat(trail.offsets()).containsExactly("batch-001.csv", "batch-002.csv", "batch-003.csv");
        assertThat(trail.learned()).isEqualTo(3L * StreamProject.ROWS);
        assertThat(trail.steps()).containsExactly("began", "learned", "learned", "learned");
        assertThat(Files.readString(project.folder().resolve("out/stream.json")))
                .contains(
                        "\"offset\" : \"batch-003.csv\"",
                        "\"rows\" : 120",
                        "\"rounds\" : 11",
                        "\"metric\" : \"log_loss\"");
    }
}
