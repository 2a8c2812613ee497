package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.evaluate.Scorer;
import retrain.evaluate.Scorer.Scores;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.Digest;
import retrain.spec.SqlText;
import retrain.spec.Task;
import retrain.train.Feature;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

class OnnxScorerTest {
    private static final Feature X = new Feature("x", false, List.of());
    private static final Feature Y = new Feature("y", false, List.of());
    private static final Feature N = new Feature("n", false, List.of());
    private static final Feature C = new Feature("c", true, List.of("blue", "green", "red"));
    private static final List<Feature> NUMBERS = List.of(X, Y, N);

    @TempDir
    Path folder;

    private Prepared prepared;
    private Path table;
    private int calls;

    @BeforeEach
    void prepare() throws IOException {
        prepared = new Prepared(folder);
        Path rows = folder.resolve("rows.csv");
        Files.write(rows, resource("rows.csv"));
        table = prepared.table("SELECT * FROM read_csv(" + SqlText.literal(rows.toString()) + ", header = true)");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = OnnxScorerTest.class.getResourceAsStream("/onnx/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private Path archive(String model, String file) throws IOException {
        Path packed = Files.createDirectories(folder.resolve("packed/export"));
        Files.write(packed.resolve(file), resource(model + ".onnx"));
        Path archive = folder.resolve("model.tar.gz");
        Archives.pack(folder.resolve("packed"), archive);
        return archive;
    }

    private static ModelArtifact artifact(Task task, List<Feature> features, List<String> classes) {
        return new ModelArtifact(
                Digest.of("model"), 1, new ModelFormat.Onnx("export/model.onnx"), task, features, classes);
    }

    private Scores score(String model, Task task, List<Feature> features, List<String> classes) throws IOException {
        return score(new OnnxScorer(), artifact(task, features, classes), archive(model, "model.onnx"), table);
    }

    private Scores score(Scorer scorer, ModelArtifact artifact, Path archive, Path rows) {
        return scorer.score(artifact, archive, rows, folder.resolve("scratch-" + ++calls), Prepared.SILENT);
    }

    private static Problem problem(ThrowingCallable call) {
        List<Problem> problems = new ArrayList<>();
        assertThatThrownBy(call).isInstanceOfSatisfying(RetrainException.class, e -> problems.addAll(e.problems()));
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    /** The predictions of the library that trained the model, of the last so many columns. */
    private static float[] expected(String model, int columns) throws IOException {
        List<Float> values = new ArrayList<>();
        for (String line : new String(resource(model + ".csv"), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            List<Float> row = Stream.of(line.split(",", -1)).map(Float::valueOf).toList();
            values.addAll(row.subList(row.size() - columns, row.size()));
        }
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    @ParameterizedTest
    @CsvSource({"binary-zipmap", "binary-tensor", "lightgbm", "torch"})
    void shouldGiveTheProbabilityOfOneThatTheLibraryGives(String model) throws Exception {
        Scores scores = score(model, Task.BINARY, NUMBERS, List.of());

        assertThat(scores.width()).isEqualTo(1);
        assertThat(scores.values()).containsExactly(expected(model, 1), within());
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.data.Offset.offset(2e-6f);
    }

    @Test
    void shouldFeedColumnsByNameAsTextsFloatsAndIntegers() throws Exception {
        Scores scores = score("columns", Task.BINARY, List.of(N, C, Y, X), List.of());

        assertThat(scores.values()).containsExactly(expected("columns", 1), within());
    }

    @ParameterizedTest
    @CsvSource({
        "multiclass-zipmap, low;mid;top",
        "multiclass-numbers, 5;20;100",
        "multiclass-numbers, 5.0;20.0;100.0",
        "multiclass-tensor, 5;20;100"
    })
    void shouldGiveTheProbabilitiesOfTheClassesInTheirOrder(String model, String classes) throws Exception {
        Scores scores = score(model, Task.MULTICLASS, NUMBERS, List.of(classes.split(";", -1)));

        assertThat(scores.width()).isEqualTo(3);
        assertThat(scores.values()).containsExactly(expected(model, 3), within());
    }

    @Test
    void shouldFindTheClassesOfAZipMapWhateverTheirOrder() throws Exception {
        Scores scores = score("multiclass-zipmap", Task.MULTICLASS, NUMBERS, List.of("top", "low", "mid"));

        float[] inOrder = expected("multiclass-zipmap", 3);
        assertThat(scores.values()[0]).isCloseTo(inOrder[2], within());
        assertThat(scores.values()[1]).isCloseTo(inOrder[0], within());
    }

    @Test
    void shouldGiveTheNumbersOfARegression() throws Exception {
        Scores scores = score("regression", Task.REGRESSION, NUMBERS, List.of());

        assertThat(scores.values())
                .containsExactly(expected("regression", 1), org.assertj.core.data.Offset.offset(1e-5f));
    }

    @Test
    void shouldTakeATextAsItsCodeAndAnUnknownOneAsMissingWhereNumbersGoIn() throws Exception {
        Path rows =
                prepared.table("SELECT * FROM (VALUES (0.5, 'green', 1), (0.5, 'pink', 1), (0.5, NULL, 1)) t(x, c, n)");
        Path archive = archive("torch", "model.onnx");
        ModelArtifact artifact = artifact(Task.BINARY, List.of(X, C, N), List.of());

        // The linear layer is x - 0.5 c + 0.1 n - 0.5; green is 1. What is missing makes no score, which is refused.
        Path known = prepared.table("SELECT * FROM " + DuckDb.parquet(rows) + " LIMIT 1");
        assertThat(score(new OnnxScorer(), artifact, archive, known).values())
                .containsExactly(new float[] {(float) (1 / (1 + Math.exp(0.4)))}, within());
        assertThat(problem(() -> score(new OnnxScorer(), artifact, archive, rows))
                        .what())
                .isEqualTo("gave NaN for row 2");
    }

    @Test
    void shouldRefuseAMissingValueWhereWholeNumbersGoIn() throws Exception {
        Path rows = prepared.table("SELECT * FROM (VALUES (0.5, 'red', NULL::INTEGER)) t(x, c, n)");

        assertThat(problem(() -> score(
                                new OnnxScorer(),
                                artifact(Task.BINARY, List.of(X, C, N), List.of()),
                                archive("columns", "model.onnx"),
                                rows))
                        .what())
                .isEqualTo("takes whole numbers for column 'n', but a row has none");
    }

    @Test
    void shouldScoreManyRowsInBatches() throws Exception {
        Path many = prepared.table("SELECT i / 1e6 AS x, 0 AS y, 0 AS n FROM range(100000) t(i)");

        Scores scores = score(
                new OnnxScorer(), artifact(Task.BINARY, NUMBERS, List.of()), archive("torch", "model.onnx"), many);

        assertThat(scores.rows()).isEqualTo(100_000);
        assertThat(scores.values()[99_999]).isCloseTo((float) (1 / (1 + Math.exp(0.5 - 0.099999))), within());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    torch-margin     | BINARY     | 0 | , which is not a probability
                    torch-one-row    | BINARY     | 0 | has an input 'features' that takes exactly 1 rows at a time
                    multiclass-tensor| BINARY     | 0 | has an output 'probabilities' that has the shape [40, 3] for 40 rows
                    binary-tensor    | MULTICLASS | 3 | has an output 'probabilities' that has the shape [40, 2] for 40 rows
                    multiclass-zipmap| MULTICLASS | 3 | has the classes [low, mid, top], not 'k0'
                    multiclass-zipmap| BINARY     | 0 | has the classes [low, mid, top]
                    """)
    void shouldTakeNoScoresThatAreNotThoseOfTheTask(String model, Task task, int classes, String what) {
        List<String> names = Stream.of("k0", "k1", "k2").limit(classes).toList();

        Problem problem = problem(() -> score(model, task, NUMBERS, names));

        assertThat(problem.code()).isEqualTo(Code.SCORING_FAILED);
        assertThat(problem.what()).contains(what);
    }

    @Test
    void shouldSayThatTheInputsDoNotFitTheFeatures() {
        assertThat(problem(() -> score("torch", Task.BINARY, List.of(X, Y), List.of()))
                        .what())
                .startsWith("has an input 'features' that does not fit the 2 features");
        assertThat(problem(() -> score("columns", Task.BINARY, List.of(X, C), List.of()))
                        .what())
                .startsWith("has an input 'n' that has the name of no feature");
    }

    @Test
    void shouldSayThatTheFileIsNotThereOrIsNoModel() throws Exception {
        ModelArtifact artifact = artifact(Task.BINARY, NUMBERS, List.of());
        Path other = archive("torch", "other.onnx");

        assertThat(problem(() -> score(new OnnxScorer(), artifact, other, table))
                        .what())
                .isEqualTo("has no file 'export/model.onnx' in its archive");

        Files.writeString(folder.resolve("packed/export/model.onnx"), "no graph");
        Path broken = folder.resolve("broken.tar.gz");
        Archives.pack(folder.resolve("packed"), broken);
        Path scratch = folder.resolve("second");
        assertThat(problem(() -> new OnnxScorer().score(artifact, broken, table, scratch, Prepared.SILENT))
                        .what())
                .startsWith("cannot be scored by ONNX Runtime: ");
    }

    @Test
    void shouldNameTheDependencyThatIsMissing() throws Exception {
        URL classes = OnnxScorer.class.getProtectionDomain().getCodeSource().getLocation();
        Path archive = archive("torch", "model.onnx");
        try (Without loader = new Without(classes)) {
            Scorer scorer = (Scorer) loader.loadClass("retrain.local.OnnxScorer")
                    .getConstructor()
                    .newInstance();

            Problem problem = problem(() -> score(scorer, artifact(Task.BINARY, NUMBERS, List.of()), archive, table));

            assertThat(problem.code()).isEqualTo(Code.DEPENDENCY_MISSING);
            assertThat(problem.cure()).contains("com.microsoft.onnxruntime:onnxruntime:");
        }
    }

    @Test
    void shouldNameTheVersionThatTheBuildTests() throws Exception {
        String version = OnnxScorer.DEPENDENCY.substring(OnnxScorer.DEPENDENCY.lastIndexOf(':') + 1);

        assertThat(Files.readString(Path.of("../pom.xml")))
                .contains("<onnxruntime.version>" + version + "</onnxruntime.version>");
    }

    /** Sees everything but ONNX Runtime. */
    private static final class Without extends URLClassLoader {
        Without(URL classes) {
            super(new URL[] {classes}, OnnxScorerTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("ai.onnxruntime.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("retrain.local.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
