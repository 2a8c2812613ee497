package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.aws.AwsServer.Fault;
import retrain.evaluate.Scorer;
import retrain.evaluate.Scorer.Scores;
import retrain.local.Embedded;
import retrain.local.XgboostScorer;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.run.Store;
import retrain.run.Usage;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

class SageMakerScorerTest {
    private static final int ROWS = 700;

    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeEndpoints endpoints;
    private FakeTransform transform;
    private Store store;
    private Path table;
    private int scratch;

    @BeforeEach
    void start() throws Exception {
        aws = AwsServer.start();
        endpoints = new FakeEndpoints(aws);
        transform = new FakeTransform(aws, endpoints);
        store = Embedded.store(folder.resolve("store"));
        table = folder.resolve("rows.parquet");
        rows();
    }

    private void rows() throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            statement.execute("COPY (SELECT i AS id, CASE WHEN i % 7 = 0 THEN NULL ELSE sin(i * 0.7) END AS x,"
                    + " cos(i * 1.3)::FLOAT AS y, i % 2 AS late FROM range(" + ROWS + ") t(i)) TO '" + table
                    + "' (FORMAT parquet)");
        }
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private Spec spec(String sagemaker, String promote) {
        try {
            new S3Project(folder)
                    .spec(
                            "sources: {rows: rows.csv}\nholdout: {fraction: 0.3}",
                            "evaluate: {sagemaker: " + sagemaker + "}\npromote: " + promote + "\n" + """
                            aws: {role: "arn:aws:iam::123456789012:role/retrain", work: "s3://bucket/work", poll: 0.01}
                            """);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), "");
    }

    private static final String HERE = "{strategy: replace}";

    private Path scratch() throws IOException {
        return Files.createDirectories(folder.resolve("scratch-" + ++scratch));
    }

    private Scores score(Spec spec, TinyModel model) throws IOException {
        return new SageMakerScorer(spec, spec.evaluate().sagemaker().orElseThrow(), store)
                .score(model.artifact(), model.archive(), table, scratch(), e -> {});
    }

    private void assertSame(Scores scores, TinyModel model) throws IOException {
        Scores here = new XgboostScorer().score(model.artifact(), model.archive(), table, scratch(), e -> {});
        assertThat(scores.width()).isEqualTo(here.width());
        assertThat(scores.values()).hasSize(here.values().length).containsExactly(here.values(), Offset.offset(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{transform: {instance: ml.m5.large}}",
                "{transform: {gzip: false, part-rows: 100, instances: 2}}",
                "{transform: {part-rows: 699}}"
            })
    void shouldScoreByABatchTransformAsHere(String how) throws IOException {
        TinyModel model = TinyModel.train(folder, 1);

        assertSame(score(spec(how, HERE), model), model);

        assertThat(transform.jobs()).hasSize(1).containsValue("Completed");
        assertThat(endpoints.models).isEmpty();
        assertThat(Usage.of(store, YearMonth.of(2026, 1), java.util.Set.of()))
                .singleElement()
                .satisfies(u -> assertThat(u.service() + " " + u.unit() + " " + u.seconds())
                        .isEqualTo("sagemaker-transform ml.m5.large 90.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"multi:softprob", "multi:softmax", "binary:logitraw", "reg:logistic"})
    void shouldGiveTheSameScoresForEveryObjective(String objective) throws IOException {
        TinyModel model = TinyModel.train(folder, 1, objective, Map.of());

        assertSame(score(spec("{transform: {}}", HERE), model), model);
        assertThat(transform.jobs()).containsValue("Completed");
    }

    @Test
    void shouldSendACalibratedModelAloneAndCalibrateTheAnswers() throws IOException {
        TinyModel model = TinyModel.train(
                folder,
                3,
                "binary:logistic",
                Map.of(
                        "calibration.json",
                        "{\"format\":1,\"calibration\":{\"type\":\"Platt\",\"slope\":2,\"intercept\":1}}"));

        assertSame(score(spec("{transform: {}}", HERE), model), model);
    }

    @Test
    void shouldAttachToTheJobWhenItExistsAlready() throws IOException {
        Spec spec = spec("{transform: {}}", HERE);
        TinyModel model = TinyModel.train(folder, 1);
        score(spec, model);

        assertSame(score(spec, model), model);

        assertThat(transform.jobs()).hasSize(1);
        assertThat(aws.asked().stream().filter("SageMaker.CreateTransformJob"::equals))
                .hasSize(1);
    }

    @Test
    void shouldTryAgainUnderAnotherNameWhenTheJobHadFailed() throws IOException {
        Spec spec = spec("{transform: {}}", HERE);
        TinyModel model = TinyModel.train(folder, 1);
        transform.fail = Optional.of("ClientError: out of memory");
        assertThatThrownBy(() -> score(spec, model))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("out of memory");

        assertSame(score(spec, model), model);

        assertThat(transform.jobs().values()).containsExactly("Failed", "Completed");
    }

    @Test
    void shouldRefuseAnswersInAnotherOrder() {
        transform.shuffle = true;

        assertThatThrownBy(() -> score(spec("{transform: {}}", HERE), TinyModel.train(folder, 1)))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("answers row '699' where row 0 is due");
    }

    @Test
    void shouldStopTheJobWhenInterrupted() {
        transform.looks = 1_000_000;
        Thread here = Thread.currentThread();
        aws.faults(call -> {
            if (call.name().equals("SageMaker.DescribeTransformJob")
                    && transform.jobs().size() == 1) {
                here.interrupt();
            }
            return Fault.NONE;
        });

        assertThatThrownBy(() -> score(spec("{transform: {}}", HERE), TinyModel.train(folder, 1)))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("stop");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(transform.jobs().values()).containsExactly("Stopping");
    }

    private void serve(Spec spec, TinyModel model, int number) {
        Context context = new Context(folder, store, folder.resolve("scratch"), Clock.systemUTC(), e -> {});
        EndpointDeployer deployer =
                new EndpointDeployer(spec, spec.promote().endpoint().orElseThrow(), context);
        deployer.stage(spec.promote(), folder, model.version(number), model.archive(), Optional.empty());
        deployer.activate(spec.promote(), folder, model.version(number));
    }

    @Test
    void shouldAskTheEndpointThatServesTheChampionAndTransformTheCandidate() throws IOException {
        Spec spec = spec("{transform: {}, champion: endpoint}", "{strategy: replace, endpoint: {name: flights}}");
        TinyModel champion = TinyModel.train(folder, 1);
        TinyModel candidate = TinyModel.train(folder, 2);
        serve(spec, champion, 1);

        assertSame(score(spec, champion), champion);
        assertThat(endpoints.invoked()).containsOnly("flights/AllTraffic");
        assertThat(transform.jobs()).isEmpty();

        assertSame(score(spec, candidate), candidate);
        assertThat(transform.jobs()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldScoreBatchesInParallelInTheirOrder(boolean inALine) throws IOException {
        Spec spec = spec(
                "{endpoint: {name: flights, parallel: 3, rows: 33}}", "{strategy: replace, endpoint: {name: flights}}");
        TinyModel model = TinyModel.train(folder, 1);
        serve(spec, model, 1);
        endpoints.inALine = inALine;
        int[] throttled = {0};
        aws.faults(
                call -> call.name().contains("/invocations") && ++throttled[0] % 4 == 0 ? Fault.THROTTLED : Fault.NONE);

        assertSame(score(spec, model), model);

        assertThat(endpoints.invoked()).hasSize(22);
    }

    @Test
    void shouldScoreWhatTheEndpointDoesNotServeByAThrowAwayOne() throws IOException {
        Spec spec = spec("{endpoint: flights}", "{strategy: replace, endpoint: {name: flights}}");
        TinyModel served = TinyModel.train(folder, 1);
        TinyModel other = TinyModel.train(folder, 2);
        serve(spec, served, 1);

        assertSame(score(spec, other), other);

        assertThat(endpoints.invoked()).allMatch(i -> i.matches("flights-check-[0-9a-f]{12}/AllTraffic"));
        assertOnlyServed();
    }

    private void assertOnlyServed() {
        // The last look shows it as it is deleted.
        aws.faults(call -> Fault.NONE);
        assertThat(endpoints.remaining()).containsExactly("flights");
        assertThat(endpoints.configs).hasSize(1);
        assertThat(endpoints.models).hasSize(1);
    }

    @Test
    void shouldRemoveTheThrowAwayEndpointWhenScoringFails() throws IOException {
        Spec spec = spec("{endpoint: flights}", "{strategy: replace, endpoint: {name: flights}}");
        serve(spec, TinyModel.train(folder, 1), 1);
        aws.faults(call -> call.name().contains("/invocations") ? Fault.DENIED : Fault.NONE);

        assertThatThrownBy(() -> score(spec, TinyModel.train(folder, 2)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("sagemaker:InvokeEndpoint");

        assertOnlyServed();
    }

    @Test
    void shouldUseAndRemoveTheThrowAwayEndpointThatAKilledProcessLeft() throws IOException {
        Spec spec = spec("{endpoint: flights}", "{strategy: replace, endpoint: {name: flights}}");
        TinyModel other = TinyModel.train(folder, 2);
        serve(spec, TinyModel.train(folder, 1), 1);
        // From the first invocation on, nothing works any more: as if the process had been killed.
        boolean[] killed = {false};
        aws.faults(call -> {
            killed[0] |= call.name().contains("/invocations");
            return killed[0] ? Fault.DENIED : Fault.NONE;
        });
        assertThatThrownBy(() -> score(spec, other)).isInstanceOf(InvalidInput.class);
        aws.faults(call -> Fault.NONE);
        assertThat(endpoints.remaining()).hasSize(2);

        assertSame(score(spec, other), other);

        assertOnlyServed();
        assertThat(aws.asked().stream().filter("SageMaker.CreateEndpoint"::equals))
                .hasSize(2);
    }

    @Test
    void shouldCheckACandidateByAnEndpointLikeTheOneThatIsToServeIt() throws IOException {
        Spec spec = spec("{transform: {}}", "{strategy: replace, endpoint: {name: flights, check: endpoint}}");
        TinyModel model = TinyModel.train(folder, 1);
        Context context = new Context(folder, store, folder.resolve("scratch"), Clock.systemUTC(), e -> {});
        Scorer checker = SageMakerScorer.checker(spec, spec.promote().endpoint().orElseThrow(), context);

        assertSame(checker.score(model.artifact(), model.archive(), table, scratch(), e -> {}), model);

        assertThat(endpoints.remaining()).isEmpty();
        assertThat(List.copyOf(endpoints.models.keySet())).isEmpty();
    }
}
