package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.run.Json;

class ReportsTest {
    @TempDir
    Path folder;

    @Test
    void shouldWriteEveryOutputAndLeaveNothingElse() throws IOException {
        Path predictions = Files.writeString(folder.resolve("object"), "PAR1 rows PAR1");
        Path out = folder.resolve("target").resolve("retrain");

        Path page = Reports.write(Fixture.binary(), Optional.of(predictions), out);

        assertThat(page).isEqualTo(out.resolve("report.html")).isRegularFile();
        assertThat(names(out))
                .containsExactly("gates.xml", "predictions.parquet", "report.html", "report.md", "result.json");
        assertThat(out.resolve("predictions.parquet")).hasContent("PAR1 rows PAR1");
        assertThat(Json.read(Files.readAllBytes(out.resolve("result.json")), Result.class, "result.json"))
                .isEqualTo(Fixture.binary().result());
    }

    @Test
    void shouldReplaceTheReportsOfAnEarlierRun() throws IOException {
        Path predictions = Files.writeString(folder.resolve("object"), "rows");
        Path out = folder.resolve("out");
        Reports.write(Fixture.binary(), Optional.of(predictions), out);

        Reports.write(Fixture.prepared(), Optional.empty(), out);

        assertThat(names(out)).containsExactly("gates.xml", "report.html", "report.md", "result.json");
        assertThat(out.resolve("report.html")).content().contains("PREPARED").doesNotContain("PROMOTED");
    }

    @Test
    void shouldWriteTheSameBytesForTheSameRun() throws IOException {
        Path first = Reports.write(Fixture.binary(), Optional.empty(), folder.resolve("first"));
        Path second = Reports.write(Fixture.binary(), Optional.empty(), folder.resolve("second"));

        for (String name : names(first.resolveSibling(""))) {
            assertThat(first.resolveSibling(name)).hasSameBinaryContentAs(second.resolveSibling(name));
        }
    }

    @Test
    void shouldNameTheFolderThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("out"), "a file in the way");

        BackendFailure failure = catchThrowableOfType(
                BackendFailure.class, () -> Reports.write(Fixture.binary(), Optional.empty(), file));

        assertThat(failure.problems()).hasSize(1);
        assertThat(failure.problems().get(0).code()).isEqualTo(Code.STORE_UNUSABLE);
        assertThat(failure.problems().get(0).where()).isEqualTo(file.toString());
        assertThat(file).hasContent("a file in the way");
    }

    @Test
    void shouldLeaveNoHalfWrittenFileWhenOneCannotBeReplaced() throws IOException {
        Path out = folder.resolve("out");
        Files.createDirectories(out.resolve("report.html").resolve("a folder in the way"));

        BackendFailure failure = catchThrowableOfType(
                BackendFailure.class, () -> Reports.write(Fixture.binary(), Optional.empty(), out));

        assertThat(failure).hasMessageContaining("report.html");
        assertThat(names(out)).doesNotContain("result.json").noneMatch(name -> name.endsWith(".tmp"));
    }

    @Test
    void shouldSayThatThePredictionsAreGone() {
        Path gone = folder.resolve("gone.parquet");

        BackendFailure failure = catchThrowableOfType(
                BackendFailure.class, () -> Reports.write(Fixture.binary(), Optional.of(gone), folder.resolve("out")));

        assertThat(failure).hasMessageContaining("gone.parquet");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        }
    }
}
