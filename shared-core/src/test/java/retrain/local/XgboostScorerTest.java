package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.evaluate.Scorer.Scores;
import retrain.event.Event;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Digest;
import retrain.spec.Task;
import retrain.spec.TrainSpec.Categories;
import retrain.train.Feature;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;

class XgboostScorerTest {
    private static final String ROWS =
            "SELECT (i * 7) %% 10 AS x, ['a', 'b', 'c'][1 + i %% 3] AS kind, CAST(i %% 3 = 0 OR (i * 7) %% 10 > 6 AS INT)"
                    + " AS y FROM range(%d) t(i)";

    @TempDir
    Path folder;

    private Prepared prepared;

    @BeforeEach
    void prepare() {
        prepared = new Prepared(folder);
    }

    private TrainedModel model(Categories categories) throws Exception {
        Path train = prepared.table(ROWS.formatted(300));
        return prepared.train(
                Prepared.spec(Task.BINARY, "y", Map.of("rounds", 30, "max_depth", 4, "eta", 0.5), categories, 2),
                prepared.snapshot("y", train, Optional.empty()));
    }

    private ModelArtifact model() throws Exception {
        return model(Categories.ORDINAL).artifact();
    }

    @ParameterizedTest
    @EnumSource(Categories.class)
    void shouldScoreACategoryThatTrainingDidNotSeeAsMissing(Categories categories) throws Exception {
        ModelArtifact model = model(categories).artifact();
        Path table = prepared.table("SELECT * FROM (VALUES (3, 'zebra'), (3, NULL), (3, 'a'), (3, 'b')) t(x, kind)");

        float[] scores = prepared.score(model, table).values();

        assertThat(scores[0]).isEqualTo(scores[1]);
        assertThat(scores[2]).isGreaterThan(0.9f);
        assertThat(scores[3]).isLessThan(0.1f);
    }

    @Test
    void shouldReadColumnsByNameWhateverTheirOrderAndWhatElseIsThere() throws Exception {
        ModelArtifact model = model();
        Path plain = prepared.table("SELECT x, kind FROM (" + ROWS.formatted(50) + ")");
        Path other = prepared.table("SELECT 'q' AS extra, kind, x::DOUBLE AS x FROM (" + ROWS.formatted(50) + ")");

        assertThat(prepared.score(model, other).values())
                .isEqualTo(prepared.score(model, plain).values());
    }

    @Test
    void shouldScoreRowsAlikeInOneBatchAndInSeveral() throws Exception {
        ModelArtifact model = model();
        List<Event.Progressed> events = new ArrayList<>();
        Path large = prepared.table("SELECT x, kind FROM (" + ROWS.formatted(150_000) + ")");
        Scores scores = new XgboostScorer()
                .score(
                        model,
                        prepared.store.fetch(model.archive()),
                        large,
                        folder.resolve("scratch"),
                        e -> events.add((Event.Progressed) e));

        assertThat(scores.rows()).isEqualTo(150_000);
        for (int row = 0; row < 150_000; row++) {
            assertThat(scores.values()[row]).isEqualTo(scores.values()[row % 30]);
        }
        assertThat(events).extracting(Event.Progressed::done).containsExactly(65536L, 131072L, 150_000L);
    }

    @Test
    void shouldScoreNoRows() throws Exception {
        Path none = prepared.table("SELECT x, kind FROM (" + ROWS.formatted(5) + ") WHERE x > 100");

        assertThat(prepared.score(model(), none).rows()).isZero();
    }

    @Test
    void shouldSayWhichColumnsTheNewSchemaLacks() throws Exception {
        ModelArtifact model = model();
        Path table = prepared.table("SELECT 1 AS kind, 2 AS other");

        assertThatThrownBy(() -> prepared.score(model, table))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.CHAMPION_INCOMPATIBLE))
                .hasMessageContaining("the champion cannot score the new schema")
                .hasMessageContaining("column 'x' (number), which the rows do not have")
                .hasMessageContaining("column 'kind' (text), which now is INTEGER");
    }

    @Test
    void shouldTurnMarginsIntoProbabilities() throws Exception {
        Path train = prepared.table(ROWS.formatted(300));
        Map<String, Object> margins = Map.of("rounds", 5, "objective", "binary:logitraw", "base_score", 0.5);
        Map<String, Object> plain = Map.of("rounds", 5, "objective", "binary:logistic", "base_score", 0.5);
        ModelArtifact raw = prepared.train(
                        Prepared.spec(Task.BINARY, "y", margins), prepared.snapshot("y", train, Optional.empty()))
                .artifact();
        ModelArtifact logistic = prepared.train(
                        Prepared.spec(Task.BINARY, "y", plain), prepared.snapshot("y", train, Optional.empty()))
                .artifact();

        float[] scores = prepared.score(raw, train).values();
        float[] expected = prepared.score(logistic, train).values();
        for (int i = 0; i < scores.length; i++) {
            assertThat(scores[i]).isBetween(0f, 1f);
        }
        assertThat(Prepared.auc(scores, new DuckDbRows().numbers(train, "y")))
                .isCloseTo(Prepared.auc(expected, new DuckDbRows().numbers(train, "y")), within(0.01));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99})
    void shouldRefuseAnArchiveWithAnEditedByte(double where) throws Exception {
        ModelArtifact model = model();
        byte[] bytes = Files.readAllBytes(prepared.store.fetch(model.archive()));
        bytes[(int) (where * bytes.length)] ^= 0x10;

        assertUnusable(model, bytes, "the archive's content is sha256:");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 1000})
    void shouldRefuseATruncatedArchive(int length) throws Exception {
        ModelArtifact model = model();
        byte[] bytes = Files.readAllBytes(prepared.store.fetch(model.archive()));

        assertUnusable(model, Arrays.copyOf(bytes, length), "the archive's content is sha256:");
    }

    @Test
    void shouldRefuseAnArchiveOfSomethingElse() throws Exception {
        Path content = Files.createDirectories(folder.resolve("content"));
        Files.writeString(content.resolve("xgboost-model"), "no model");
        assertUnusable(packed(content), "cannot be used as a model");
        Files.writeString(content.resolve("readme.txt"), "hello");
        assertUnusable(packed(content), "must hold the file xgboost-model and no other");
    }

    /** What Python's pickle writes of a call of os.system: reading it must not be tried by anything. */
    @Test
    void shouldNotReadAPickle() throws Exception {
        Path content = Files.createDirectories(folder.resolve("content"));
        byte[] pickle = "\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093\u008c\u0002id\u0085R."
                .getBytes(StandardCharsets.ISO_8859_1);
        Files.write(content.resolve("xgboost-model"), pickle);

        assertUnusable(packed(content), "is a Python pickle, which runs code when it is read, so it is not read");
    }

    private byte[] packed(Path content) throws Exception {
        Path archive = folder.resolve("other.tar.gz");
        Archives.pack(content, archive);
        return Files.readAllBytes(archive);
    }

    private void assertUnusable(byte[] archive, String message) throws Exception {
        ModelArtifact artifact = new ModelArtifact(
                Digest.of(archive),
                archive.length,
                new ModelFormat.Xgboost(),
                Task.BINARY,
                List.of(new Feature("x", false, List.of())),
                List.of());
        assertUnusable(artifact, archive, message);
    }

    private void assertUnusable(ModelArtifact artifact, byte[] archive, String message) throws Exception {
        Path file = Files.write(folder.resolve("damaged.tar.gz"), archive);
        Path table = prepared.table("SELECT 1 AS x, 'a' AS kind");
        assertThatThrownBy(() ->
                        new XgboostScorer().score(artifact, file, table, folder.resolve("scratch"), Prepared.SILENT))
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.SCORING_FAILED))
                .hasMessageContaining(message);
    }
}
