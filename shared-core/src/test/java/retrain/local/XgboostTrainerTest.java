package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.evaluate.Scorer.Scores;
import retrain.event.Event;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.RetrainException;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.TrainSpec.Categories;
import retrain.train.Feature;
import retrain.train.TrainedModel;
import retrain.train.Trainer.TrainingJob;

class XgboostTrainerTest {
    /** Deterministic pseudo-random numbers in 0 to 1, by row and column. */
    private static final String RANDOM = "((hash(i * 31 + %d) %% 1000003) / 1000003.0)";

    private static final String ROWS = """
            SELECT CASE WHEN a > 0.9 THEN NULL ELSE a END AS a, b, kind,
                   CAST(a + 0.5 * b + (kind = 'red')::INT * 0.4 + 0.2 * noise > 1.0 AS INT) AS y,
                   a * 3 + b - (kind = 'red')::INT AS amount,
                   CASE WHEN a < 0.3 THEN 'low' WHEN b < 0.5 THEN 'middle' ELSE 'high' END AS level
            FROM (SELECT %s AS a, %s AS b, %s AS noise,
                         ['red', 'green', 'blue'][1 + CAST(hash(i + 5) %% 3 AS INT)] AS kind
                  FROM range(%d, %d) t(i))
            """;

    @TempDir
    Path folder;

    private Prepared prepared;

    @BeforeEach
    void prepare() {
        prepared = new Prepared(folder);
    }

    private static String rows(int from, int to) {
        return ROWS.formatted(RANDOM.formatted(1), RANDOM.formatted(2), RANDOM.formatted(3), from, to);
    }

    private Path rows(String columns, int from, int to) {
        return prepared.table("SELECT " + columns + " FROM (" + rows(from, to) + ")");
    }

    private Snapshot binary() {
        return prepared.snapshot("y", rows("a, b, kind, y", 0, 2000), Optional.empty());
    }

    private static Spec binary(Map<String, Object> hyperparameters) {
        return Prepared.spec(Task.BINARY, "y", hyperparameters);
    }

    @Test
    void shouldTrainAModelThatTellsTheClassesApart() throws Exception {
        TrainedModel model = prepared.train(binary(Map.of("rounds", 40, "max_depth", 3)), binary());

        Path unseen = rows("a, b, kind, y", 5000, 6000);
        Scores scores = prepared.score(model.artifact(), unseen);
        assertThat(scores.rows()).isEqualTo(1000);
        assertThat(Prepared.auc(scores.values(), new DuckDbRows().numbers(unseen, "y")))
                .isGreaterThan(0.95);
    }

    @Test
    void shouldTellWhatMadeTheModel() throws Exception {
        Snapshot snapshot = binary();
        TrainedModel model = prepared.train(binary(Map.of("rounds", 10, "eta", 0.2)), snapshot);

        TrainedModel.Provenance provenance = model.provenance();
        assertThat(provenance.trainer()).isEqualTo("xgboost4j 3.0.4");
        assertThat(provenance.snapshot()).isEqualTo(snapshot.digest());
        assertThat(provenance.trainRows()).isEqualTo(snapshot.train().digest());
        assertThat(provenance.seed()).isEqualTo(7);
        assertThat(provenance.threads()).isEqualTo(1);
        assertThat(provenance.continuedFrom()).isEmpty();
        assertThat(provenance.hyperparameters())
                .containsEntry("num_round", "10")
                .containsEntry("eta", "0.2")
                .containsEntry("objective", "binary:logistic");
        assertThat(model.artifact().features())
                .containsExactly(
                        new Feature("a", false, List.of()),
                        new Feature("b", false, List.of()),
                        new Feature("kind", true, List.of("blue", "green", "red")));
        assertThat(model.importance()).containsOnlyKeys("a", "b", "kind");
        assertThat(model.importance().get("a")).isGreaterThan(model.importance().get("kind"));
        assertThat(model.curve()).hasSize(10);
        assertThat(model.curve().get(9).value()).isLessThan(model.curve().get(0).value());
    }

    @Test
    void shouldPutNothingButTheModelIntoTheArchive() throws Exception {
        TrainedModel model = prepared.train(binary(Map.of("rounds", 2)), binary());

        Path archive = prepared.store.fetch(model.artifact().archive());
        Path content = folder.resolve("content");
        Archives.unpack(archive, content);
        assertThat(Archives.files(content)).containsExactly(content.resolve("xgboost-model"));
        assertThat(Files.size(archive)).isEqualTo(model.artifact().bytes());
    }

    @ParameterizedTest
    @EnumSource(Categories.class)
    void shouldGiveTheSameBytesAgainWhateverTheThreads(Categories categories) throws Exception {
        Snapshot snapshot = binary();
        Map<String, Object> hyperparameters =
                Map.of("rounds", 15, "subsample", 0.7, "colsample_bytree", 0.7, "max_depth", 4);
        TrainedModel first = prepared.train(Prepared.spec(Task.BINARY, "y", hyperparameters, categories, 2), snapshot);
        TrainedModel again = prepared.train(Prepared.spec(Task.BINARY, "y", hyperparameters, categories, 2), snapshot);
        TrainedModel alone = prepared.train(Prepared.spec(Task.BINARY, "y", hyperparameters, categories, 1), snapshot);

        TrainedModel open = prepared.train(Prepared.spec(Task.BINARY, "y", hyperparameters, categories, 0), snapshot);

        assertThat(again).isEqualTo(first);
        assertThat(open.artifact()).isEqualTo(first.artifact());
        assertThat(alone.artifact()).isEqualTo(first.artifact());
        assertThat(alone.provenance().threads()).isEqualTo(1);
    }

    @Test
    void shouldGiveTheSameBytesWhenTrainedFromItsProvenance() throws Exception {
        Snapshot snapshot = binary();
        TrainedModel model = prepared.train(binary(Map.of("rounds", 8, "eta", 0.3, "subsample", 0.5)), snapshot);

        Map<String, Object> told = new TreeMap<>(model.provenance().hyperparameters());
        Spec again = Prepared.spec(
                Task.BINARY, "y", told, Categories.ORDINAL, model.provenance().threads());
        assertThat(prepared.train(again, snapshot)).isEqualTo(model);
    }

    @Test
    void shouldEndEarlyAndKeepTheBestRounds() throws Exception {
        Path train = rows("a, b, kind, CAST(hash(a) % 2 AS INT) AS y", 0, 300);
        Path validation = rows("a, b, kind, CAST(hash(a) % 2 AS INT) AS y", 9000, 9300);
        Snapshot snapshot = prepared.snapshot("y", train, Optional.of(validation));
        Map<String, Object> hyperparameters = Map.of(
                "rounds", 200, "eta", 0.3, "early_stopping_rounds", 5, "eval_metric", "auc,logloss", "max_depth", 5);
        TrainedModel model = prepared.train(binary(hyperparameters), snapshot);

        List<TrainedModel.Point> watched = model.curve().stream()
                .filter(p -> p.metric().equals("validation-logloss"))
                .toList();
        int best = watched.stream()
                .min(Comparator.comparingDouble(TrainedModel.Point::value))
                .orElseThrow()
                .round();
        assertThat(watched).hasSize(best + 5);
        assertThat(rounds(model)).isEqualTo(best);

        TrainedModel asLong = prepared.train(
                binary(Map.of("rounds", best, "eta", 0.3, "eval_metric", "auc,logloss", "max_depth", 5)), snapshot);
        assertThat(model.artifact()).isEqualTo(asLong.artifact());
        assertThat(model.importance()).isEqualTo(asLong.importance());
    }

    @ParameterizedTest
    @CsvSource({"num_parallel_tree, 3", "booster, dart", "booster, gblinear", "tree_method, exact"})
    void shouldEndEarlyWithSeveralTreesARound(String name, String value) throws Exception {
        Path train = rows("a, b, kind, ['x', 'y', 'z'][1 + CAST(hash(a) % 3 AS INT)] AS level", 0, 200);
        Path validation = rows("a, b, kind, ['x', 'y', 'z'][1 + CAST(hash(a) % 3 AS INT)] AS level", 9000, 9200);
        Snapshot snapshot = prepared.snapshot("level", train, Optional.of(validation));
        Map<String, Object> hyperparameters =
                Map.of("rounds", 100, "early_stopping_rounds", 4, "eta", 0.5, "max_depth", 3, name, value);

        TrainedModel model = prepared.train(Prepared.spec(Task.MULTICLASS, "level", hyperparameters), snapshot);

        int trained =
                model.curve().stream().mapToInt(TrainedModel.Point::round).max().orElseThrow();
        assertThat(rounds(model)).isEqualTo(value.equals("gblinear") || trained == 100 ? trained : trained - 4);
        assertThat(prepared.score(model.artifact(), validation).rows()).isEqualTo(200);
    }

    private XgboostModel load(TrainedModel model) {
        Path archive = prepared.store.fetch(model.artifact().archive());
        return XgboostModel.load(model.artifact(), archive, folder.resolve("looking"));
    }

    private int rounds(TrainedModel model) throws Exception {
        try (XgboostModel loaded = load(model)) {
            return loaded.booster().getNumBoostedRound();
        }
    }

    @Test
    void shouldAddRoundsToTheChampion() throws Exception {
        Snapshot snapshot = binary();
        Map<String, Object> half = Map.of("rounds", 20, "max_depth", 3, "eta", 0.2);
        TrainedModel whole = prepared.train(binary(Map.of("rounds", 40, "max_depth", 3, "eta", 0.2)), snapshot);
        TrainedModel base = prepared.train(binary(half), snapshot);
        TrainedModel continued =
                prepared.train(Prepared.continuing(Task.BINARY, "y", half), snapshot, Optional.of(base.artifact()));

        Path unseen = rows("a, b, kind", 5000, 5500);
        float[] expected = prepared.score(whole.artifact(), unseen).values();
        float[] scores = prepared.score(continued.artifact(), unseen).values();
        assertThat(rounds(continued)).isEqualTo(40);
        assertThat(continued.provenance().continuedFrom())
                .contains(base.artifact().archive());
        IntStream.range(0, expected.length).forEach(i -> assertThat(scores[i]).isCloseTo(expected[i], within(1e-5f)));
    }

    @Test
    void shouldKeepTheChampionsCodesWhenNewRowsHaveOtherCategories() throws Exception {
        Map<String, Object> hyperparameters = Map.of("rounds", 5, "max_depth", 3);
        TrainedModel base = prepared.train(binary(hyperparameters), binary());
        Path newer = rows("a, b, CASE kind WHEN 'blue' THEN 'amber' ELSE kind END AS kind, y", 0, 500);
        TrainedModel continued = prepared.train(
                Prepared.continuing(Task.BINARY, "y", hyperparameters),
                prepared.snapshot("y", newer, Optional.empty()),
                Optional.of(base.artifact()));

        assertThat(continued.artifact().features()).isEqualTo(base.artifact().features());
    }

    @Test
    void shouldRefuseToContinueAChampionOfOtherFeatures() throws Exception {
        Map<String, Object> hyperparameters = Map.of("rounds", 2);
        TrainedModel base = prepared.train(binary(hyperparameters), binary());
        Snapshot other = prepared.snapshot("y", rows("a, b AS c, y", 0, 500), Optional.empty());

        assertThatThrownBy(() -> prepared.train(
                        Prepared.continuing(Task.BINARY, "y", hyperparameters), other, Optional.of(base.artifact())))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems())
                                .hasSize(2)
                                .allSatisfy(p -> assertThat(p.code()).isEqualTo(Code.CHAMPION_INCOMPATIBLE)))
                .hasMessageContaining("[a, b], now wanted is [a, c]")
                .hasMessageContaining("[kind], now wanted is []");
    }

    @Test
    void shouldTrainSeveralClasses() throws Exception {
        Snapshot snapshot = prepared.snapshot("level", rows("a, b, level", 0, 2000), Optional.empty());
        TrainedModel model = prepared.train(Prepared.spec(Task.MULTICLASS, "level", Map.of("rounds", 20)), snapshot);

        assertThat(model.artifact().classes()).containsExactly("high", "low", "middle");
        assertThat(model.provenance().hyperparameters()).containsEntry("num_class", "3");
        Path unseen = rows("a, b, level", 5000, 5400);
        assertRight(
                prepared.score(model.artifact(), unseen),
                unseen,
                model.artifact().classes(),
                0.9);
    }

    @Test
    void shouldGiveProbabilitiesOfAModelTrainedForTheBestClassAlone() throws Exception {
        Snapshot snapshot = prepared.snapshot("level", rows("a, b, level", 0, 500), Optional.empty());
        TrainedModel soft = prepared.train(Prepared.spec(Task.MULTICLASS, "level", Map.of("rounds", 5)), snapshot);
        TrainedModel hard = prepared.train(
                Prepared.spec(Task.MULTICLASS, "level", Map.of("rounds", 5, "objective", "multi:softmax")), snapshot);

        Path unseen = rows("a, b", 5000, 5100);
        assertThat(prepared.score(hard.artifact(), unseen).values())
                .isEqualTo(prepared.score(soft.artifact(), unseen).values());
    }

    @Test
    void shouldOrderClassesThatAreNumbersByTheirValues() throws Exception {
        Path train = prepared.table("SELECT i AS x, (i % 3) * 5 AS y FROM range(60) t(i)");
        TrainedModel model = prepared.train(
                Prepared.spec(Task.MULTICLASS, "y", Map.of("rounds", 2)),
                prepared.snapshot("y", train, Optional.empty()));

        assertThat(model.artifact().classes()).containsExactly("0", "5", "10");
    }

    private static void assertRight(Scores scores, Path table, List<String> classes, double share) {
        Rows.Codes codes = new DuckDbRows().codes(table, "level");
        int right = 0;
        for (int row = 0; row < scores.rows(); row++) {
            int best = 0;
            double sum = 0;
            for (int c = 0; c < classes.size(); c++) {
                float score = scores.values()[row * scores.width() + c];
                sum += score;
                best = score > scores.values()[row * scores.width() + best] ? c : best;
            }
            assertThat(sum).isCloseTo(1, within(1e-5));
            right += classes.get(best).equals(codes.values().get(codes.code()[row])) ? 1 : 0;
        }
        assertThat((double) right / scores.rows()).isGreaterThan(share);
    }

    @Test
    void shouldTrainARegression() throws Exception {
        Snapshot snapshot = prepared.snapshot("amount", rows("a, b, kind, amount", 0, 2000), Optional.empty());
        TrainedModel model =
                prepared.train(Prepared.spec(Task.REGRESSION, "amount", Map.of("rounds", 60, "eta", 0.2)), snapshot);

        Path unseen = rows("a, b, kind, amount", 5000, 5400);
        float[] scores = prepared.score(model.artifact(), unseen).values();
        float[] truth = new DuckDbRows().numbers(unseen, "amount");
        double squares = IntStream.range(0, truth.length)
                .mapToDouble(i -> Math.pow(scores[i] - truth[i], 2))
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(squares)).isLessThan(0.1);
        assertThat(model.curve()).allSatisfy(p -> assertThat(p.metric()).isEqualTo("train-rmse"));
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "5"})
    void shouldTrainOnVeryFewRows(int rows) throws Exception {
        Path train = prepared.table("SELECT i AS x, i % 2 AS y FROM range(" + rows + ") t(i)");
        TrainedModel model =
                prepared.train(binary(Map.of("rounds", 3)), prepared.snapshot("y", train, Optional.empty()));

        assertThat(prepared.score(model.artifact(), train).rows()).isEqualTo(rows);
    }

    @Test
    void shouldTrainWithColumnsThatAreAllMissing() throws Exception {
        Path train = prepared.table("""
                SELECT i AS x, CAST(NULL AS DOUBLE) AS number, CAST(NULL AS VARCHAR) AS text, i % 2 AS y
                FROM range(100) t(i)
                """);
        TrainedModel model =
                prepared.train(binary(Map.of("rounds", 3)), prepared.snapshot("y", train, Optional.empty()));

        assertThat(model.importance()).doesNotContainKeys("number", "text");
        assertThat(prepared.score(model.artifact(), train).rows()).isEqualTo(100);
    }

    @Test
    void shouldTrainOnBooleansAndColumnsWithStrangeNames() throws Exception {
        Path train = prepared.table("SELECT i % 3 = 0 AS \"a \"\"b\"\" [<c>]\", i % 3 = 0 AS y,"
                + " ['it''s', '', 'ü\uD83D\uDE00'][1 + i % 3] AS \"é\uD83D\uDE00\" FROM range(100) t(i)");
        TrainedModel model =
                prepared.train(binary(Map.of("rounds", 5)), prepared.snapshot("y", train, Optional.empty()));

        assertThat(model.importance()).containsOnlyKeys("a \"b\" [<c>]");
        assertThat(model.artifact().features().get(1).categories()).containsExactly("", "it's", "ü\uD83D\uDE00");
        try (XgboostModel loaded = load(model)) {
            assertThat(loaded.card().features()).isEqualTo(model.artifact().features());
        }
        float[] scores = prepared.score(model.artifact(), train).values();
        assertThat(scores[0]).isGreaterThan(0.5f);
        assertThat(scores[1]).isLessThan(0.5f);
    }

    @Test
    void shouldNameTheColumnsWithValuesThatCannotBeTrainedOn() {
        Path train = prepared.table("SELECT 'infinity'::DOUBLE AS x, 1e300 AS z, i AS fine, i AS y FROM range(4) t(i)");

        assertThatThrownBy(() ->
                        prepared.train(binary(Map.of("rounds", 3)), prepared.snapshot("y", train, Optional.empty())))
                .isInstanceOfSatisfying(
                        InvalidInput.class, e -> assertThat(e.problems()).hasSize(3))
                .hasMessageContaining("column x")
                .hasMessageContaining("column z")
                .hasMessageContaining("column y: 2 of the 4 training rows hold a target that is neither 0 nor 1");
    }

    @Test
    void shouldRefuseRowsOfOneClass() {
        Path train = prepared.table("SELECT i AS x, 1 AS y FROM range(4) t(i)");

        assertThatThrownBy(() ->
                        prepared.train(binary(Map.of("rounds", 3)), prepared.snapshot("y", train, Optional.empty())))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("column y: all training rows hold the class 1");
    }

    @Test
    void shouldRefuseToEndEarlyByAnUndefinedMetric() {
        Path validation = rows("a, b, kind, 1 AS y", 0, 10);
        Snapshot snapshot = prepared.snapshot("y", rows("a, b, kind, y", 0, 100), Optional.of(validation));

        assertThatThrownBy(() -> prepared.train(
                        binary(Map.of("rounds", 3, "early_stopping_rounds", 2, "eval_metric", "auc")), snapshot))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("validation-auc is undefined");
    }

    @Test
    void shouldTrainARegressionOnASingleRow() throws Exception {
        Path train = prepared.table("SELECT 1 AS x, 42 AS y");
        TrainedModel model = prepared.train(
                Prepared.spec(Task.REGRESSION, "y", Map.of("rounds", 3)),
                prepared.snapshot("y", train, Optional.empty()));

        assertThat(prepared.score(model.artifact(), train).values()[0]).isCloseTo(42, within(1e-3f));
    }

    @Test
    void shouldRefuseATimeAsAFeature() {
        Path train = prepared.table("SELECT i AS x, TIMESTAMP '2013-01-01' AS at, i % 2 AS y FROM range(4) t(i)");

        assertThatThrownBy(() ->
                        prepared.train(binary(Map.of("rounds", 3)), prepared.snapshot("y", train, Optional.empty())))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("column at: is a time");
    }

    @Test
    void shouldRefuseValidationRowsOfAnUnknownClass() {
        Path train = rows("a, level", 0, 100);
        Path validation = rows("a, 'other' AS level", 0, 10);

        assertThatThrownBy(() -> prepared.train(
                        Prepared.spec(Task.MULTICLASS, "level", Map.of("rounds", 3)),
                        prepared.snapshot("level", train, Optional.of(validation))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("10 of the 10 validation rows");
    }

    @ParameterizedTest
    @CsvSource({"eval_metric, no-such-metric", "interaction_constraints, zz", "tree_method, zz"})
    void shouldSayWhichHyperparameterXgboostRefuses(String name, String value) {
        Map<String, Object> hyperparameters = new TreeMap<>(Map.of("rounds", 3));
        hyperparameters.put(name, value);
        assertThatThrownBy(() -> prepared.train(binary(hyperparameters), binary()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("train.xgboost")
                .hasMessageContaining(value)
                .hasMessageNotContaining("Stack trace");
    }

    @Test
    void shouldSayThatTheTargetDoesNotSuitTheObjective() {
        Snapshot snapshot = prepared.snapshot("amount", rows("a, b - 1 AS amount", 0, 50), Optional.empty());

        assertThatThrownBy(() -> prepared.train(
                        Prepared.spec(Task.REGRESSION, "amount", Map.of("rounds", 3, "objective", "reg:gamma")),
                        snapshot))
                .isInstanceOfSatisfying(
                        RetrainException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.DATA_UNUSABLE))
                .hasMessageContaining("label must be positive for gamma regression");
    }

    @Test
    void shouldTellProgressWithTheMetric() throws Exception {
        List<Event.Progressed> events = new ArrayList<>();
        TrainingJob job = prepared.job(binary(Map.of("rounds", 40, "eval_metric", "auc")), binary(), Optional.empty());
        Prepared.train(job, e -> events.add((Event.Progressed) e));

        assertThat(events).hasSize(10);
        assertThat(events.get(9).done()).isEqualTo(40);
        assertThat(events.get(9).allocation().total()).isEqualTo(40);
        assertThat(events.get(9).note()).matches("train-auc 0\\.\\d{4}");
    }

    @Test
    void shouldStopBetweenTwoRounds() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        TrainingJob job = prepared.job(binary(Map.of("rounds", 1_000_000)), binary(), Optional.empty());
        XgboostTrainer trainer = new XgboostTrainer();
        JobHandle handle = trainer.submit(job, e -> begun.countDown());
        JobHandle same = trainer.submit(job, e -> told.countDown());
        while (trainer.poll(handle) instanceof JobStatus.Running && Files.notExists(job.scratch())) {
            Thread.onSpinWait();
        }
        trainer.stop(handle);

        assertThat(same).isEqualTo(handle);
        assertThat(trainer.poll(handle)).isInstanceOf(JobStatus.Stopped.class);
        assertThat(told.getCount()).as("the second submit attaches").isEqualTo(1);
    }

    @Test
    void shouldAttachToTheResultOfAProcessThatHasEnded() throws Exception {
        TrainingJob job = prepared.job(binary(Map.of("rounds", 3)), binary(), Optional.empty());
        TrainedModel model = Prepared.train(job, Prepared.SILENT);

        XgboostTrainer later = new XgboostTrainer();
        List<Event> events = new ArrayList<>();
        JobHandle handle = later.submit(job, events::add);

        assertThat(later.poll(handle)).isEqualTo(new JobStatus.Succeeded());
        assertThat(later.collect(handle, job)).isEqualTo(model);
        assertThat(events).isEmpty();
    }

    @Test
    void shouldTrainAgainIfTheArchiveIsGone() throws Exception {
        TrainingJob job = prepared.job(binary(Map.of("rounds", 3)), binary(), Optional.empty());
        TrainedModel model = Prepared.train(job, Prepared.SILENT);
        prepared.store.delete(model.artifact().archive());

        assertThat(Prepared.train(job, Prepared.SILENT)).isEqualTo(model);
        assertThat(prepared.store.has(model.artifact().archive())).isTrue();
    }

    @Test
    void shouldTellItsVersionWithoutLoadingTheLibrary() throws Exception {
        try (var in = ClassLoader.getSystemResourceAsStream("xgboost4j-version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            assertThat(XgboostLibrary.VERSION).isEqualTo(properties.getProperty("version"));
        }
    }
}
