package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.evaluate.Scorer.Scores;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.spec.Task;
import retrain.train.Feature;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

class ContainerScorerIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final ModelServer.Limits PATIENT = new ModelServer.Limits(LONG, LONG, 3, 1 << 20);
    private static final ModelServer.Limits NEVER_READY =
            new ModelServer.Limits(Duration.ofSeconds(2), LONG, 3, 1 << 20);
    private static final ModelServer.Limits HASTY = new ModelServer.Limits(LONG, Duration.ofSeconds(1), 3, 1 << 20);
    private static final List<Feature> FEATURES =
            List.of(new Feature("x", false, List.of()), new Feature("c", true, List.of()));
    private static final float[] EXPECTED = {0.25f, 0.5f, 1f, 0f, 0.125f};

    @TempDir
    Path folder;

    private Prepared prepared;
    private Path table;
    private int calls;

    @BeforeEach
    void prepare() {
        prepared = new Prepared(folder);
        table = prepared.table(
                "SELECT * FROM (VALUES (0.25, 'a'), (NULL, NULL), (1, 'b, c'), (0, ''), (0.125, 'say \"x\"')) t(x, c)");
    }

    private ModelArtifact artifact(Task task, List<String> serve, List<Feature> features, List<String> classes)
            throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("weights"), "1");
        Path archive = folder.resolve("model.tar.gz");
        Archives.pack(model, archive);
        ModelFormat format = new ModelFormat.Container(serve, prepared.store.put(archive));
        return new ModelArtifact(prepared.store.put(archive), Files.size(archive), format, task, features, classes);
    }

    private ModelArtifact binary(String mode) throws IOException {
        return artifact(Task.BINARY, TestServer.command(mode), FEATURES, List.of());
    }

    private Scores score(ModelArtifact artifact, Path rows, ModelServer.Limits limits) {
        Path scratch = folder.resolve("scratch-" + ++calls);
        return new ContainerScorer(prepared.store, limits)
                .score(artifact, prepared.store.fetch(artifact.archive()), rows, scratch, Prepared.SILENT);
    }

    private static Problem problem(ThrowingCallable call) {
        List<Problem> problems = new ArrayList<>();
        assertThatThrownBy(call).isInstanceOfSatisfying(RetrainException.class, e -> problems.addAll(e.problems()));
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    private Problem failure(String mode, ModelServer.Limits limits) throws IOException {
        ModelArtifact artifact = binary(mode);
        Problem problem = problem(() -> score(artifact, table, limits));
        assertThat(problem.code()).isEqualTo(Code.SCORING_FAILED);
        assertThat(problem.where()).isEqualTo("model " + artifact.archive().brief());
        return problem;
    }

    @ParameterizedTest
    @CsvSource({"well", "one-line", "pairs", "busy-once"})
    void shouldScoreAllRowsInOrder(String mode) throws Exception {
        Scores scores = score(binary(mode), table, PATIENT);

        assertThat(scores.width()).isEqualTo(1);
        assertThat(scores.values()).containsExactly(EXPECTED);
    }

    @Test
    void shouldSendCsvInBatchesWithoutAHeader() throws Exception {
        score(binary("record"), table, PATIENT);

        Path model = folder.resolve("scratch-1/ml/model");
        assertThat(model.resolve("request-1.csv")).hasContent("0.25,a\n,\n1,\"b, c\"\n");
        assertThat(Files.readString(model.resolve("request-2.csv"))).isEqualTo("0,\"\"\n0.125,\"say \"\"x\"\"\"\n");
        assertThat(model.resolve("type")).hasContent("text/csv text/csv");
    }

    @Test
    void shouldPutThePortAndTheModelIntoTheCommand() throws Exception {
        List<String> command = Stream.concat(TestServer.command("port-argument").stream(), Stream.of("{port}"))
                .toList();

        assertThat(score(artifact(Task.BINARY, command, FEATURES, List.of()), table, PATIENT)
                        .values())
                .containsExactly(EXPECTED);
    }

    @Test
    void shouldGiveAProbabilityForEachClass() throws Exception {
        ModelArtifact artifact =
                artifact(Task.MULTICLASS, TestServer.command("thirds"), FEATURES, List.of("a", "b", "c"));

        Scores scores = score(artifact, table, PATIENT);

        assertThat(scores.width()).isEqualTo(3);
        assertThat(scores.values()).startsWith(0.25f, 0f, 0.75f, 0.5f, 0f, 0.5f).hasSize(15);
    }

    @Test
    void shouldTakeAnyNumberInARegression() throws Exception {
        ModelArtifact artifact = artifact(Task.REGRESSION, TestServer.command("margins"), FEATURES, List.of());

        assertThat(score(artifact, table, PATIENT).values()).containsOnly(-2.5f).hasSize(5);
    }

    @Test
    void shouldScoreManyRowsOfOneColumnWithMissingValues() throws Exception {
        Path many = prepared.table(
                "SELECT CASE WHEN i % 10 = 0 THEN NULL ELSE (i % 8) / 8.0 END AS x FROM range(50000) t(i)");
        ModelArtifact artifact = artifact(Task.BINARY, TestServer.command("quoted"), FEATURES.subList(0, 1), List.of());

        Scores scores = score(artifact, many, ModelServer.Limits.usual());

        assertThat(scores.rows()).isEqualTo(50_000);
        assertThat(scores.values()[8]).isZero();
        assertThat(scores.values()[10]).isEqualTo(0.5f);
        assertThat(scores.values()[49_999]).isEqualTo(0.875f);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    one-row-less | answered 3 rows with 2 scores, beginning with
                    one-row-more | answered 3 rows with 4 scores, beginning with 'score'
                    empty        | answered 3 rows with 0 scores
                    json         | answered '{"p": 1}', which is not a number
                    not-a-number | gave NaN for row 1
                    margins      | gave -2.5 for row 1, which is not a probability
                    thirds       | answered a row with 3 values, where 1 must be: '0.25,0,0.75'
                    refuses      | has a server that answered 3 rows with HTTP status 500: KeyError: 'colour' is not ?[31ma column
                    always-busy  | has a server that answered 3 rows with HTTP status 503: later
                    dies         | has a server that ended while it scored 3 rows
                    endless      | has a server that broke off while it scored 3 rows (the reply is longer than 67108864 bytes)
                    ends         | has a server that ended before it answered; the end of its output:
                    """)
    void shouldTakeNoScoresFromABadServer(String mode, String what) throws Exception {
        assertThat(failure(mode, PATIENT).what()).startsWith(what);
    }

    @Test
    void shouldShowTheEndOfTheServersOutput() throws Exception {
        assertThat(failure("ends", PATIENT).what()).endsWith("output:\n  | cannot import the model");
    }

    @Test
    void shouldNotWaitForEverForAServerThatNeverListens() throws Exception {
        assertThat(failure("never-listens", NEVER_READY).what())
                .startsWith("has a server that did not answer GET /ping with 200 on port ")
                .contains("within 2 s");
    }

    @Test
    void shouldNotAskAServerThatIsNotReady() throws Exception {
        assertThat(failure("never-ready", PATIENT).what()).startsWith("has a server that ended before it answered");
    }

    @Test
    void shouldNotWaitForEverForTheBodyOfAReply() throws Exception {
        assertThat(failure("slow", HASTY).what()).startsWith("has a server that did not answer 3 rows within 1 s");
    }

    @Test
    void shouldSayThatTheServerCannotBeStarted() throws Exception {
        ModelArtifact artifact = artifact(Task.BINARY, List.of("no-such-program-7"), FEATURES, List.of());

        Problem problem = problem(() -> score(artifact, table, PATIENT));

        assertThat(problem.what()).startsWith("has a server that cannot be started: 'no-such-program-7'");
    }

    @ParameterizedTest
    @CsvSource({"well", "refuses", "one-row-less"})
    void shouldEndTheServerHoweverTheScoringEnds(String mode) throws Exception {
        ModelArtifact artifact = binary(mode);

        try {
            score(artifact, table, PATIENT);
        } catch (BackendFailure expected) {
            assertThat(mode).isNotEqualTo("well");
        }

        long process = Files.readString(folder.resolve("scratch-1/log.txt"))
                .lines()
                .filter(l -> l.startsWith("process "))
                .map(l -> Long.parseLong(l.substring("process ".length())))
                .findFirst()
                .orElseThrow();
        assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void shouldStopAndEndTheServerWhenInterrupted() throws Exception {
        ModelArtifact artifact = binary("slow");
        CompletableFuture<Problem> end = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread scoring = new Thread(() -> {
            end.complete(problem(() -> score(artifact, table, PATIENT)));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        scoring.start();

        scoring.interrupt();

        assertThat(end.get(60, TimeUnit.SECONDS).code()).isEqualTo(Code.CANCELLED);
        assertThat(flag.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldNameTheColumnsThatTheRowsDoNotHave() throws Exception {
        List<Feature> features =
                List.of(new Feature("x", true, List.of()), new Feature("gone", false, List.of()), FEATURES.get(1));
        ModelArtifact artifact = artifact(Task.BINARY, TestServer.command("well"), features, List.of());

        assertThatThrownBy(() -> score(artifact, table, PATIENT))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::code)
                                .containsExactly(Code.CHAMPION_INCOMPATIBLE))
                .hasMessageContaining("column 'x' (text), which now is DECIMAL(")
                .hasMessageContaining("column 'gone' (number), which the rows do not have");
    }
}
