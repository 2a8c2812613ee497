package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Golden;
import retrain.problem.BackendFailure;
import retrain.report.Tracked;
import retrain.report.TrackedRun;

class MlflowFolderTest {
    @TempDir
    Path folder;

    private Path root = Path.of("");
    private TrackedRun run;

    @BeforeEach
    void write() throws IOException {
        root = folder.resolve("mlruns");
        Path report = Files.writeString(folder.resolve("report.html"), "<html>");
        Path archive = Files.writeString(folder.resolve("archive"), "archive");
        assertThat(archive.toFile().setReadOnly()).isTrue();
        run = Tracked.run(report, archive);
    }

    @Test
    void shouldWriteTheLayoutOfTheFileStore() throws IOException {
        tell();

        Golden.check(Path.of("src/test/resources/golden/mlruns.txt"), tree());
    }

    @Test
    void shouldLeaveARunThatIsThereAsItIs() throws IOException {
        tell();
        String before = tree();
        Path note = run(root).resolve("tags").resolve("mine");
        Files.writeString(note, "kept");

        tell();

        assertThat(Files.readString(note)).isEqualTo("kept");
        Files.delete(note);
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void shouldCompleteARunWhoseTellingWasKilled() throws IOException {
        tell();
        String whole = tree();
        Files.delete(run(root).resolve("meta.yaml"));
        Files.delete(run(root).resolve("metrics/auc"));
        Files.writeString(run(root).resolve("metrics/champion.auc"), "1 0");

        tell();

        assertThat(tree()).isEqualTo(whole);
    }

    @Test
    void shouldUseTheExperimentThatMlflowMade() throws IOException {
        Files.createDirectories(root.resolve("123"));
        Files.writeString(
                root.resolve("123/meta.yaml"), "experiment_id: '123'\nlifecycle_stage: active\nname: flight-delay\n");

        tell();

        assertThat(run(root).getParent()).isEqualTo(root.resolve("123"));
        assertThat(Files.readString(run(root).resolve("meta.yaml"))).contains("experiment_id: '123'");
    }

    @Test
    void shouldGiveAVersionAnotherNumberIfItsOwnIsTaken() throws IOException {
        Path taken = Files.createDirectories(root.resolve("models/flight-delay/version-4"));
        Files.writeString(taken.resolve("meta.yaml"), "name: flight-delay\n");

        tell();
        tell();

        assertThat(root.resolve("models/flight-delay/aliases/champion")).hasContent("5");
        assertThat(root.resolve("models/flight-delay/version-5/tags/retrain.version"))
                .hasContent("4");
        assertThat(root.resolve("models/flight-delay/version-6")).doesNotExist();
    }

    @Test
    void shouldSayThatTheFolderCannotBeUsed() throws IOException {
        Files.writeString(root, "a file");

        assertThatThrownBy(this::tell)
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("mlruns")
                .hasMessageContaining("history.mlflow");
    }

    private void tell() {
        MlflowFolder tracker = new MlflowFolder(root);
        assertThat(tracker.log(run).orElseThrow()).startsWith(root.toString());
        tracker.alias("flight-delay", Map.of("champion", 4, "challenger", 99));
    }

    /** {@return the folder of the run that is no trial} */
    private static Path run(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.endsWith("inputs"))
                    .findFirst()
                    .orElseThrow()
                    .resolveSibling(".")
                    .normalize();
        }
    }

    /** {@return every file with its content, which is cut; the folder stands as ROOT} */
    private String tree() throws IOException {
        StringBuilder tree = new StringBuilder();
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path path : paths) {
            String content = Files.readString(path, StandardCharsets.UTF_8)
                    .replace(root.toUri().toString(), "ROOT/");
            String shown = content.length() > 800 ? content.substring(0, 60) + "… " + content.length() : content;
            tree.append("== ")
                    .append(root.relativize(path).toString().replace('\\', '/'))
                    .append('\n');
            tree.append(shown).append(shown.endsWith("\n") ? "" : "\n");
        }
        return tree.toString();
    }
}
