package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.BackendFailure;
import retrain.problem.Code;

class MonitorReportsTest {
    @TempDir
    Path folder;

    @Test
    void shouldWriteEveryOutputAndLeaveNothingElse() throws IOException {
        Path out = folder.resolve("target").resolve("retrain");

        assertThat(write(Monitored.conceptDrift(), out)).isEqualTo(out.resolve("monitor.html"));

        assertThat(names(out))
                .containsExactly("cloudwatch.json", "metrics.txt", "monitor.html", "monitor.json", "monitor.md");
    }

    @Test
    void shouldRemoveTheRequestsThatALaterLookDoesNotHave() throws IOException {
        write(Monitored.manyColumns(1_000), folder);
        assertThat(names(folder)).contains("cloudwatch-2.json", "cloudwatch-3.json");

        write(Monitored.calm(), folder);

        assertThat(names(folder)).filteredOn(n -> n.startsWith("cloudwatch")).containsExactly("cloudwatch.json");
    }

    @Test
    void shouldWriteTheSameBytesForTheSameLook() throws IOException {
        write(Monitored.retrained(), folder.resolve("first"));
        write(Monitored.retrained(), folder.resolve("second"));

        for (String name : names(folder.resolve("first"))) {
            assertThat(folder.resolve("first").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("second").resolve(name));
        }
    }

    @Test
    void shouldNameTheFolderThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("out"), "a file in the way");

        BackendFailure failure = catchThrowableOfType(BackendFailure.class, () -> write(Monitored.calm(), file));

        assertThat(failure.problems().get(0).code()).isEqualTo(Code.STORE_UNUSABLE);
        assertThat(failure).hasMessageContaining("'monitor'");
    }

    private static Path write(MonitorRecord record, Path out) {
        return MonitorReports.write(record.monitoring(), record.earlier(), record.made(), out);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        }
    }
}
