package retrain.jenkins.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerZipTest {
    @TempDir
    Path folder;

    @Test
    void shouldUnpackTheFolderWithinAndMakeItsScriptsExecutable() throws IOException {
        Path zip = zip("retrain-1.0/", "retrain-1.0/bin/retrain", "retrain-1.0/lib/core.jar");

        RunnerZip.install(zip, folder.resolve("home"));

        assertThat(folder.resolve("home/bin/retrain")).isExecutable();
        assertThat(folder.resolve("home/lib/core.jar")).hasContent("retrain-1.0/lib/core.jar");
        assertThat(names()).containsExactly("home", "runner.zip");
    }

    @Test
    void shouldRefuseAnEntryThatLeavesItsFolder() throws IOException {
        Path zip = zip("bin/retrain", "../../evil");

        assertThatIOException()
                .isThrownBy(() -> RunnerZip.install(zip, folder.resolve("home")))
                .withMessageContaining("'../../evil', which leaves its folder");
        assertThat(names()).containsExactly("runner.zip");
    }

    @Test
    void shouldRefuseAnotherZip() throws IOException {
        Path zip = zip("some/thing");

        assertThatIOException()
                .isThrownBy(() -> RunnerZip.install(zip, folder.resolve("home")))
                .withMessageContaining("it has no bin/retrain");
        assertThat(names()).containsExactly("runner.zip");
    }

    @Test
    void shouldDoNoHarmWhenManyUnpackAtOnce() throws Exception {
        Path zip = zip("retrain-1.0/bin/retrain", "retrain-1.0/lib/core.jar");
        List<Callable<Void>> builds = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            builds.add(() -> {
                RunnerZip.install(zip, folder.resolve("home"));
                return null;
            });
        }

        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            for (Future<Void> build : pool.invokeAll(builds)) {
                build.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(folder.resolve("home/lib/core.jar")).exists();
        assertThat(names()).containsExactly("home", "runner.zip");
    }

    @Test
    void shouldSweepWhatWasLeftBehindUnfinishedAndNothingElse() throws IOException {
        String unfinished = "0a1b2c3d-0000-1111-2222-0123456789ab";
        Files.createDirectories(folder.resolve("home." + unfinished + "/bin"));
        Files.writeString(folder.resolve(unfinished + ".zip"), "");
        Files.createDirectories(folder.resolve("home/bin"));

        RunnerZip.sweep(folder, Instant.now().minusSeconds(60));
        assertThat(names()).hasSize(3);
        RunnerZip.sweep(folder, Instant.now().plusSeconds(60));

        assertThat(names()).containsExactly("home");
    }

    private Path zip(String... entries) throws IOException {
        Path zip = folder.resolve("runner.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String entry : entries) {
                out.putNextEntry(new ZipEntry(entry));
                if (!entry.endsWith("/")) {
                    out.write(entry.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return zip;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
