package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrain.aws.AwsServer.Fault;
import retrain.local.Embedded;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.promote.Variant;
import retrain.registry.ModelVersion;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

class EndpointDeployerTest {
    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeEndpoints endpoints;
    private Store store;
    private final Map<String, String> alarms = new TreeMap<>();
    private TinyModel first;
    private TinyModel second;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        endpoints = new FakeEndpoints(aws);
        aws.onQuery("PutMetricAlarm", form -> {
            alarms.put(form.get("AlarmName"), form.get("Namespace") + "/" + form.get("MetricName"));
            return "";
        });
        aws.onQuery("DescribeAlarms", form -> "<MetricAlarms/>");
        store = Embedded.store(folder.resolve("store"));
        first = TinyModel.train(folder, 1);
        second = TinyModel.train(folder, 2);
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private Spec spec(String promote) {
        try {
            new S3Project(folder)
                    .spec("sources: {rows: rows.csv}\nholdout: {fraction: 0.3}", "promote: " + promote + "\n" + """
                            aws: {role: "arn:aws:iam::123456789012:role/retrain", work: "s3://bucket/work", poll: 0.01}
                            """);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), "");
    }

    private static final String REPLACE = "{strategy: replace, endpoint: {name: flights}}";

    private EndpointDeployer deployer(Spec spec) {
        Context context = new Context(folder, store, folder.resolve("scratch"), Clock.systemUTC(), e -> {});
        return new EndpointDeployer(spec, spec.promote().endpoint().orElseThrow(), context);
    }

    private void serve(Spec spec, ModelVersion version, TinyModel model) throws IOException {
        EndpointDeployer deployer = deployer(spec);
        Path arrived = deployer.stage(spec.promote(), folder, version, model.archive(), Optional.empty());
        assertThat(Digest.of(arrived)).isEqualTo(model.artifact().archive());
        deployer.activate(spec.promote(), folder, version);
    }

    private long asked(String action) {
        return aws.asked().stream().filter(("SageMaker." + action)::equals).count();
    }

    @Test
    void shouldSayWhatIsServed() throws IOException {
        Spec spec = spec(REPLACE);
        assertThat(deployer(spec).active(spec.promote(), folder, "small")).isEmpty();

        serve(spec, first.version(7), first);

        assertThat(deployer(spec).active(spec.promote(), folder, "small")).contains(7);
        assertThat(deployer(spec).serves(spec.promote(), folder, first.version(7)))
                .isTrue();
        assertThat(deployer(spec).serves(spec.promote(), folder, second.version(7)))
                .isFalse();
        assertThat(deployer(spec).shares(spec.promote(), folder, "small")).isEmpty();
        assertThat(deployer(spec).location(spec.promote(), folder, "small")).isEqualTo("endpoint flights in us-east-1");
    }

    @Test
    void shouldUpdateTheEndpointWhenTheSpecAsksForMoreInstances() throws IOException {
        serve(spec(REPLACE), first.version(1), first);
        Spec more = spec("{strategy: replace, endpoint: {name: flights, instances: 3}}");
        assertThat(deployer(more).serves(more.promote(), folder, first.version(1)))
                .isFalse();

        serve(more, first.version(1), first);

        assertThat(deployer(more).serves(more.promote(), folder, first.version(1)))
                .isTrue();
        assertThat(asked("UpdateEndpoint")).isEqualTo(1);
    }

    @Test
    void shouldTakeASilentRollbackForAFailure() throws IOException {
        Spec spec = spec(REPLACE);
        serve(spec, first.version(1), first);
        endpoints.rollBack = true;

        assertThatThrownBy(() -> serve(spec, second.version(2), second))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("went back to the configuration flights-v1-")
                .hasMessageContaining("'rollback'");
        assertThat(deployer(spec).serves(spec.promote(), folder, second.version(2)))
                .isFalse();
    }

    @Test
    void shouldNotTakeALateAnswerForARollback() throws IOException {
        Spec spec = spec(REPLACE);
        serve(spec, first.version(1), first);
        endpoints.late = true;

        serve(spec, second.version(2), second);

        assertThat(deployer(spec).serves(spec.promote(), folder, second.version(2)))
                .isTrue();
        assertThat(asked("UpdateEndpoint")).isEqualTo(1);
    }

    @Test
    void shouldMakeAFailedEndpointAnewWhenTheRunGoesOn() throws IOException {
        Spec spec = spec(REPLACE);
        endpoints.fail = Optional.of("The primary container did not pass the ping health check.");
        assertThatThrownBy(() -> serve(spec, first.version(1), first))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("ping health check");

        serve(spec, first.version(1), first);

        assertThat(deployer(spec).serves(spec.promote(), folder, first.version(1)))
                .isTrue();
        assertThat(asked("CreateModel")).isEqualTo(2);
        assertThat(endpoints.models).hasSize(1);
    }

    @Test
    void shouldRefuseAnEndpointThatAnotherModelMade() throws IOException {
        Spec spec = spec(REPLACE);
        serve(spec, first.version(1), first);
        Spec other = spec(REPLACE + "\n");
        Files.writeString(
                folder.resolve("retrain.yaml"),
                Files.readString(folder.resolve("retrain.yaml")).replace("model: small", "model: other"));
        Spec renamed = SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), "");

        assertThat(other.model()).isEqualTo("small");
        assertThatThrownBy(() -> serve(renamed, second.version(1), second))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("has no tag retrain:model=other");
    }

    @Test
    void shouldRefuseToServeACalibratedModelByTheBuiltInContainer() {
        Spec spec = spec(REPLACE);
        TinyModel calibrated = TinyModel.train(
                folder,
                3,
                "binary:logistic",
                Map.of(
                        "calibration.json",
                        "{\"format\":1,\"calibration\":{\"type\":\"Platt\",\"slope\":2,\"intercept\":1}}"));

        assertThatThrownBy(() -> serve(spec, calibrated.version(1), calibrated))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("is calibrated");
        assertThat(endpoints.models).isEmpty();
    }

    @Test
    void shouldMoveTheTrafficAsACanaryWithAlarms() throws IOException {
        Spec spec =
                spec("{strategy: canary, endpoint: {name: flights, canary: {size: 20, wait: 60}, termination-wait: 120,"
                        + " alarms: {errors: 0.01, latency: 250, quality: {metric: auc, at-least: 0.7}}}}");
        serve(spec, first.version(1), first);
        assertThat(endpoints.deployment("flights")).isEmpty();

        serve(spec, second.version(2), second);

        String rules = AwsServer.text(endpoints.deployment("flights").orElseThrow());
        assertThat(rules)
                .contains("\"Type\":\"CANARY\"", "\"Value\":20", "\"WaitIntervalInSeconds\":60")
                .contains("\"TerminationWaitInSeconds\":120")
                .contains("flights-5xx", "flights-latency", "flights-auc");
        assertThat(alarms)
                .containsEntry("flights-5xx", "AWS/SageMaker/Invocation5XXErrors")
                .containsEntry("flights-latency", "AWS/SageMaker/ModelLatency")
                .containsEntry("flights-auc", "Retrain/LiveMetric");
    }

    @Test
    void shouldGoBackAtOnceAndHeedNoAlarm() throws IOException {
        Spec spec = spec("{strategy: linear, endpoint: {name: flights, alarms: {errors: 0.01}}}");
        serve(spec, first.version(1), first);
        serve(spec, second.version(2), second);
        assertThat(AwsServer.text(endpoints.deployment("flights").orElseThrow()))
                .contains("LINEAR");

        serve(spec, first.version(1), first);

        assertThat(endpoints.deployment("flights")).isEmpty();
        assertThat(deployer(spec).active(spec.promote(), folder, "small")).contains(1);
    }

    @Test
    void shouldRefuseAlarmsThatAreNotThere() throws IOException {
        Spec spec = spec("{strategy: blue_green, endpoint: {name: flights, alarms: {names: [one, two]}}}");
        serve(spec, first.version(1), first);

        assertThatThrownBy(() -> serve(spec, second.version(2), second))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no alarm 'one'")
                .hasMessageContaining("no alarm 'two'");
        assertThat(asked("UpdateEndpoint")).isZero();
    }

    private void split(Spec spec, List<Variant> variants) {
        EndpointDeployer deployer = deployer(spec);
        for (Variant variant : variants) {
            TinyModel model = variant.version().number() == 1 ? first : second;
            deployer.stage(spec.promote(), folder, variant.version(), model.archive(), Optional.empty());
        }
        deployer.split(spec.promote(), folder, variants);
    }

    @Test
    void shouldServeTwoVersionsAndMoveTheirSharesWithoutAnotherUpdate() throws IOException {
        Spec spec = spec("{strategy: ab, endpoint: {name: flights}}");
        serve(spec, first.version(1), first);
        split(spec, List.of(Variant.of(first.version(1), 0.9), Variant.of(second.version(2), 0.1)));

        assertThat(deployer(spec).shares(spec.promote(), folder, "small").get("v2"))
                .isCloseTo(0.1, within(1e-6));

        split(spec, List.of(Variant.of(first.version(1), 0.5), Variant.of(second.version(2), 0.5)));

        assertThat(deployer(spec).shares(spec.promote(), folder, "small").get("v2"))
                .isCloseTo(0.5, within(1e-6));
        assertThat(asked("UpdateEndpoint")).isEqualTo(1);
        assertThat(asked("UpdateEndpointWeightsAndCapacities")).isEqualTo(1);
        assertThat(deployer(spec).serves(spec.promote(), folder, first.version(1)))
                .isFalse();

        serve(spec, second.version(2), second);
        assertThat(deployer(spec).serves(spec.promote(), folder, second.version(2)))
                .isTrue();
    }

    @Test
    void shouldMendWeightsThatSomebodyChanged() throws IOException {
        Spec spec = spec("{strategy: ab, endpoint: {name: flights}}");
        List<Variant> variants = List.of(Variant.of(first.version(1), 0.9), Variant.of(second.version(2), 0.1));
        split(spec, variants);
        endpoints.weight("flights", "v2", 0.6);

        split(spec, variants);

        assertThat(deployer(spec).shares(spec.promote(), folder, "small").get("v2"))
                .isCloseTo(0.1, within(1e-6));
    }

    @Test
    void shouldServeAShadowBesideTheChampion() throws IOException {
        Spec spec = spec("{strategy: shadow, endpoint: {name: flights}}");
        split(spec, List.of(Variant.of(first.version(1), 1), Variant.shadow(second.version(2))));

        assertThat(deployer(spec).shares(spec.promote(), folder, "small")).isEqualTo(Map.of("v1", 1.0));
        String config =
                AwsServer.text(endpoints.configs.get(endpoints.serves("flights").orElseThrow()));
        assertThat(config).contains("\"ShadowProductionVariants\":[{\"VariantName\":\"v2\"");
    }

    @Test
    void shouldLetInstancesFollowTheLoad() throws IOException {
        String scaled = "autoscaling: {min: 1, max: 4, target: 700}";
        Spec spec = spec("{strategy: replace, endpoint: {name: flights, " + scaled + "}}");
        serve(spec, first.version(1), first);
        assertThat(endpoints.scaling.policies).containsOnlyKeys("endpoint/flights/variant/AllTraffic");

        serve(spec, second.version(2), second);
        Spec other = spec("{strategy: replace, endpoint: {name: flights, instance: ml.c5.large, " + scaled + "}}");
        serve(other, second.version(2), second);
        assertThat(endpoints.scaling.policies).hasSize(1);
        assertThat(deployer(other).serves(other.promote(), folder, second.version(2)))
                .isTrue();
        endpoints.scaling.policies.clear();
        assertThat(deployer(other).serves(other.promote(), folder, second.version(2)))
                .isFalse();

        serve(spec(REPLACE), second.version(2), second);
        assertThat(endpoints.scaling.targets).isEmpty();
    }

    @Test
    void shouldServeWithoutInstancesAndCaptureRequests() throws IOException {
        serve(
                spec("{strategy: replace, endpoint: {name: idle, serverless: {memory: 3072, max-concurrency: 5}}}"),
                first.version(1),
                first);
        assertThat(AwsServer.text(endpoints.configs.get(endpoints.serves("idle").orElseThrow())))
                .contains("\"ServerlessConfig\":{\"MemorySizeInMB\":3072,\"MaxConcurrency\":5}")
                .doesNotContain("InstanceType");

        serve(
                spec("{strategy: replace, endpoint: {name: flights, data-capture: {percentage: 20}}}"),
                first.version(1),
                first);
        assertThat(AwsServer.text(
                        endpoints.configs.get(endpoints.serves("flights").orElseThrow())))
                .contains("\"InitialSamplingPercentage\":20", "s3://bucket/work/capture/flights");
    }

    @Test
    void shouldMendAnArchiveThatWasChangedInS3() throws IOException {
        Spec spec = spec(REPLACE);
        String key = "work/models/" + first.artifact().archive().hex() + "/model.tar.gz";
        byte[] damaged = Files.readAllBytes(first.archive());
        damaged[damaged.length / 2] ^= 1;
        aws.s3.put("bucket", key, damaged);

        serve(spec, first.version(1), first);

        assertThat(aws.s3.get("bucket", key)).contains(Files.readAllBytes(first.archive()));
    }

    /** Each call fails once in a way; whoever goes on ends with the same endpoint. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR_BEFORE", "ERROR_AFTER", "RESET_BEFORE", "RESET_AFTER", "THROTTLED"})
    void shouldEndWithOneUpdateWhateverFails(Fault fault) throws IOException {
        Spec spec = spec(REPLACE);
        serve(spec, first.version(1), first);
        int calls = aws.calls().size();
        serve(spec, second.version(2), second);
        int each = aws.calls().size() - calls;
        for (int at = 1; at <= each; at++) {
            AtFault once = new AtFault(aws.calls().size() + at, fault);
            aws.faults(once::of);
            TinyModel model = at % 2 == 0 ? second : first;
            ModelVersion version = model.version(at + 2);
            long updates = updated();
            goOn(spec, version, model);
            assertThat(deployer(spec).serves(spec.promote(), folder, version)).isTrue();
            assertThat(updated() - updates).isEqualTo(1);
        }
    }

    private record AtFault(int number, Fault fault) {
        Fault of(AwsServer.Call call) {
            return call.number() == number ? fault : Fault.NONE;
        }
    }

    private void goOn(Spec spec, ModelVersion version, TinyModel model) throws IOException {
        try {
            serve(spec, version, model);
        } catch (BackendFailure e) {
            serve(spec, version, model);
        }
    }

    /** {@return how often the endpoint was updated, by what it tells: refused updates do not count} */
    private long updated() {
        return endpoints.updates;
    }

    /** A process that is killed after any call is followed by another, which goes on. */
    @Test
    void shouldGoOnAfterAKillAtAnyCall() throws IOException {
        Spec spec = spec(REPLACE);
        serve(spec, first.version(1), first);
        int calls = aws.calls().size();
        serve(spec, second.version(2), second);
        int each = aws.calls().size() - calls;
        for (int at = 1; at <= each; at++) {
            int last = aws.calls().size() + at;
            aws.faults(call -> call.number() > last ? Fault.DENIED : Fault.NONE);
            TinyModel model = at % 2 == 0 ? second : first;
            ModelVersion version = model.version(at + 2);
            long updates = updated();
            try {
                serve(spec, version, model);
            } catch (InvalidInput | BackendFailure e) {
                assertThat(e).hasMessageContaining("denied");
            }
            aws.faults(call -> Fault.NONE);
            serve(spec, version, model);
            assertThat(deployer(spec).serves(spec.promote(), folder, version)).isTrue();
            assertThat(updated() - updates).isEqualTo(1);
        }
    }
}
