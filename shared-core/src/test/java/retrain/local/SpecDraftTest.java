package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.PrepareStage;
import retrain.data.Snapshot;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.spec.Spec;
import retrain.spec.SpecDraft;
import retrain.spec.SpecReader;
import retrain.spec.Task;

class SpecDraftTest {
    @TempDir
    Path base;

    @Test
    void shouldDraftARunnableSpecForTextClassesAndOddNames() throws IOException {
        SpecDraft draft = draft(
                "customer id,\"first \"\"nick\"\" name\",it's: #1,constant,reason code,churn",
                i -> "c" + i + ",n" + i % 7 + "," + i * 0.25 + ",x," + (i % 3 == 0 ? "gone" : "here") + ","
                        + (i % 3 == 0 ? "positive" : "negative"));

        Spec spec = read();
        assertThat(spec.task()).isEqualTo(Task.BINARY);
        assertThat(spec.target()).isEqualTo("churn");
        assertThat(spec.data().key()).containsExactly("customer id");
        assertThat(spec.data().ignore()).containsExactly("constant", "reason code");
        assertThat(draft.sql()).contains("WHEN 'positive' THEN 1 WHEN 'negative' THEN 0 END AS \"churn\"");
        assertThat(draft.guesses())
                .anyMatch(g -> g.startsWith("target: churn (binary)"))
                .anyMatch(g -> g.contains("reason code, since it says the same as the target"));
        assertThat(prepared(spec).schema().names()).contains("first \"nick\" name", "it's: #1");
    }

    @Test
    void shouldHoldOutTheLatestRowsWhenThereIsATime() throws IOException {
        draft(
                "when,x,price",
                i -> String.format(
                        Locale.ROOT, "2020-%02d-%02d,%d,%s", 1 + i / 28, 1 + i % 28, i % 11, i == 5 ? "" : i * 1.5));

        Spec spec = read();
        assertThat(spec.task()).isEqualTo(Task.REGRESSION);
        assertThat(spec.data().time()).contains("when");
        assertThat(spec.data().holdout().latest()).isPresent();
        prepared(spec);
    }

    @Test
    void shouldTakeTextClassesForMulticlass() throws IOException {
        draft("id,length,species", i -> i + "," + i * 0.1 + "," + new String[] {"a", "b", "c"}[i % 3]);

        Spec spec = read();
        assertThat(spec.task()).isEqualTo(Task.MULTICLASS);
        assertThat(spec.data().key()).containsExactly("id");
        prepared(spec);
    }

    @Test
    void shouldMapNumbersOtherThanZeroAndOne() throws IOException {
        SpecDraft draft = draft("x,y", i -> i * 0.5 + "," + (1 + i % 2));

        assertThat(draft.sql()).contains("WHEN '2' THEN 1 WHEN '1' THEN 0");
        prepared(read());
    }

    @Test
    void shouldRefuseAFileWithoutAnythingToPredict() {
        assertThatThrownBy(() -> draft("id,constant", i -> i + ",x"))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.DATA_UNUSABLE));
        assertThatThrownBy(() -> DuckDbFacts.of(base.resolve("absent.csv")))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.DATA_MISSING));
    }

    private SpecDraft draft(String header, IntFunction<String> row) throws IOException {
        StringBuilder csv = new StringBuilder(header).append('\n');
        for (int i = 0; i < 200; i++) {
            csv.append(row.apply(i)).append('\n');
        }
        Path file = Files.writeString(base.resolve("my data.csv"), csv);
        SpecDraft draft = SpecDraft.of("my model!", "my data.csv", DuckDbFacts.of(file));
        Files.writeString(base.resolve("retrain.yaml"), draft.yaml());
        Files.writeString(base.resolve("prepare.sql"), draft.sql());
        return draft;
    }

    private Spec read() {
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
    }

    private Snapshot prepared(Spec spec) {
        Context context = new Context(
                base,
                FolderStore.open(base.resolve(".retrain")),
                base.resolve("scratch"),
                Clock.systemUTC(),
                event -> {});
        return new PrepareStage(spec, context, new DuckDbPreparer(2))
                .run(new Stage.Job(new RunId("20260101T000000Z-000000"), "prepare-job"));
    }
}
