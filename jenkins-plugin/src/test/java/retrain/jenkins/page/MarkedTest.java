package retrain.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkedTest {
    @TempDir
    Path job;

    @Test
    void shouldKnowAJobThatHadAResult() throws Exception {
        assertThat(Marked.isIn(job)).isFalse();

        Marked.markIn(job);
        Marked.markIn(job);

        assertThat(Marked.isIn(job)).isTrue();
    }
}
