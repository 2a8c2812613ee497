package retrain.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A build that ends in the middle of a run loses nothing. */
class StoppedIT {
    @TempDir
    Path folder;

    private SampleProject project = new SampleProject(Path.of(""));

    @BeforeEach
    void makeTheTrainingLong() {
        project = SampleProject.small(folder);
        project.replace("rounds: 10", "rounds: 400");
    }

    @Test
    void shouldGoOnWithTheRunAfterAKill() throws InterruptedException {
        String run = inTheMiddle().kill().run();

        assertGoesOn(run);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // has no request to end, only an end
    void shouldSayHowToGoOnWhenItIsStopped() throws InterruptedException {
        MavenRun stopped = inTheMiddle().stop();

        assertThat(stopped.exit()).isNotZero();
        assertThat(stopped.output())
                .contains("Stopped.", "To go on with the run: mvn retrain:run -Dretrain.run=" + stopped.run())
                .doesNotContain("PROMOTED");
        assertGoesOn(stopped.run());
    }

    private MavenRun inTheMiddle() throws InterruptedException {
        return MavenRun.start(folder, List.of("-B", "retrain:run")).awaitOutput("train: boosting: 40 of 400 rounds");
    }

    private void assertGoesOn(String run) {
        MavenRun resumed = project.maven("retrain:run", "-Dretrain.run=" + run);

        assertThat(resumed.exit()).as(resumed.output()).isZero();
        assertThat(resumed.output())
                .contains("Run " + run + " of 'flight-delay' goes on", "prepare: reused, this run had done it before");
        assertThat(project.outcome()).isEqualTo("PROMOTED");
        assertThat(project.result()).contains(run);
        assertThat(project.maven("retrain:history").output()).contains(run);
    }
}
