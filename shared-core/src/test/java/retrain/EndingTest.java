package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.HandedOver;
import retrain.run.Handover;
import retrain.run.RunId;

class EndingTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "ending");

    @TempDir
    Path folder;

    private Ending written(Ending ending, String golden) throws IOException {
        Path file = folder.resolve("a/ending.json");
        ending.write(file);
        Golden.check(GOLDEN.resolve(golden), Files.readString(file));
        assertThat(folder.resolve("a")).isDirectoryContaining(f -> f.endsWith("ending.json"));
        assertThat(Ending.read(file)).isEqualTo(ending);
        return ending;
    }

    @Test
    void shouldTellOfAnOutcome() throws IOException {
        Outcome outcome = new Outcome(
                Outcome.Kind.REJECTED,
                "auc is too low",
                List.of("a line"),
                Optional.of("20260101T000000Z-000000"),
                Optional.of(Path.of("report.html")));

        assertThat(written(Ending.of(outcome, 2), "rejected.json").exit()).isEqualTo(2);
        assertThat(Ending.of(outcome, 0).exit()).isZero();
    }

    @Test
    void shouldTellOfEveryMistake() throws IOException {
        InvalidInput mistakes = new InvalidInput(List.of(
                new Problem(Code.SPEC_CONTRADICTION, "retrain.yaml:3:1", "is no key", "Remove it"),
                new Problem(Code.DATA_MISSING, "data.sources", "names no file", "Name one")));

        Ending ending = written(Ending.of(mistakes, Optional.empty()), "mistakes.json");

        assertThat(ending.exit()).isEqualTo(3);
        assertThat(ending.problems()).isEqualTo(mistakes.problems());
    }

    @Test
    void shouldTellWhetherAFailureMayPass() throws IOException {
        Problem slow = new Problem(Code.REMOTE_FAILED, "s3://b/k", "is slow", "Wait");
        BackendFailure failure = BackendFailure.retryable(slow, "REQ1", null);

        Ending ending = written(Ending.of(failure, Optional.of("20260101T000000Z-000000")), "failed.json");

        assertThat(ending.exit()).isEqualTo(4);
        assertThat(ending.retryable()).isTrue();
        assertThat(ending.requestId()).contains("REQ1");
        assertThat(Ending.of(BackendFailure.permanent(slow, null), Optional.empty())
                        .retryable())
                .isFalse();
    }

    @Test
    void shouldTellWhatSomebodyElseIsToDo() throws IOException {
        Outcome outcome = Outcome.of(
                new HandedOver(
                        Handover.job("sagemaker:createTrainingJob", "train-1", "{\"TrainingJobName\":\"train-1\"}")),
                Optional.of(new RunId("20260101T000000Z-000000")));

        Ending ending = written(Ending.of(outcome, outcome.exitCode()), "handed-over.json");

        assertThat(ending.exit()).isZero();
        assertThat(ending.handedOver())
                .singleElement()
                .extracting(Handover::request)
                .isEqualTo("{\"TrainingJobName\":\"train-1\"}");
    }

    @Test
    void shouldReadAnEndingOfBeforeWorkWasHandedOver() throws IOException {
        Path file = folder.resolve("ending.json");
        Files.writeString(
                file,
                "{\"format\":1,\"exit\":0,\"kind\":\"PROMOTED\",\"summary\":\"s\",\"text\":[],\"problems\":[],\"retryable\":false}");

        assertThat(Ending.read(file).handedOver()).isEmpty();
    }

    @Test
    void shouldTellABugFromAFailure() {
        assertThat(Ending.bug(new IllegalStateException("?"), Optional.empty()).exit())
                .isEqualTo(70);
    }
}
