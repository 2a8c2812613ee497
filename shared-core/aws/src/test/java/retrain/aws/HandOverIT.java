package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.Outcome.Kind;
import retrain.problem.BackendFailure;
import retrain.run.Handover;

/** Runs whose jobs are begun and awaited by a state machine, and the same runs that begin and await them themselves. */
class HandOverIT {
    static final List<List<String>> FUNCTIONS = List.of(
            List.of("prepare", "inspect", "tune", "train", "evaluate"),
            List.of("gate", "register"),
            List.of("promote"));

    private static final String TRAINED = "sagemaker:createTrainingJob";
    private static final String SCORED = "sagemaker:createTransformJob";

    @TempDir
    private Path folder;

    /** What is other than in the usual world. */
    private interface Change {
        void of(AwsWorld world, Path folder) throws IOException;
    }

    private static Change spec(String... pairs) {
        return (world, folder) -> {
            Path file = folder.resolve("retrain.yaml");
            String text = Files.readString(file);
            for (int i = 0; i < pairs.length; i += 2) {
                assertThat(text).contains(pairs[i]);
                text = text.replace(pairs[i], pairs[i + 1]);
            }
            Files.writeString(file, text);
        };
    }

    private AwsWorld world(String name, Change change) throws IOException {
        AwsWorld world = AwsWorld.begin(folder.resolve(name));
        change.of(world, folder.resolve(name));
        return world;
    }

    /** Runs by itself, and driven: both come to the same. {@return the actions that were handed over} */
    private List<String> same(Kind kind, Change change) throws IOException {
        Map<String, String> alone;
        try (AwsWorld world = world("alone", change)) {
            assertThat(world.run().kind()).isEqualTo(kind);
            alone = left(world);
        }
        try (AwsWorld world = world("driven", change)) {
            HandOverDriver driver = driver(world);
            assertThat(driver.drive().kind()).isEqualTo(kind);
            assertThat(left(world)).isEqualTo(alone);
            RequestShapes.check(world.aws.calls());
            return actions(driver);
        }
    }

    private static HandOverDriver driver(AwsWorld world) {
        return new HandOverDriver(
                world.aws.address(),
                options -> {
                    world.loseTheMachine();
                    return world.execute(Command.RUN, options);
                },
                FUNCTIONS);
    }

    private static List<String> actions(HandOverDriver driver) {
        return driver.handedOver().stream()
                .flatMap(List::stream)
                .map(w -> w.kind() == Handover.Kind.JOB ? w.action() : w.kind() + " " + w.stage())
                .toList();
    }

    /** {@return what the registry holds, without times and ids of runs and the digests that cover them} */
    static Map<String, String> left(AwsWorld world) {
        Map<String, String> left = new TreeMap<>();
        for (String key : world.aws.s3.keys(AwsWorld.BUCKET, "store/models/")) {
            if (key.contains("/versions/") || key.contains("/audit/") || key.contains("/aliases/")) {
                String text = new String(world.aws.s3.get(AwsWorld.BUCKET, key).orElseThrow(), StandardCharsets.UTF_8);
                left.put(
                        key,
                        text.replaceAll("\\d{8}T\\d{6}Z-[0-9a-f]{6}", "RUN")
                                .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\"", "TIME")
                                .replaceAll("\"(document|entry|previous)\":\"[0-9a-f]{64}\"", "$1"));
            }
        }
        return left;
    }

    private static Map<Option, String> handOver(String... run) {
        Map<Option, String> options = new HashMap<>(Map.of(Option.SET, "aws.hand-over={}"));
        if (run.length > 0) {
            options.put(Option.RUN, run[0]);
        }
        return options;
    }

    @Test
    void shouldComeToTheSameByAStateMachine() throws IOException {
        assertThat(same(Kind.PROMOTED, spec()))
                .containsExactly(
                        TRAINED, SCORED, "STAGE gate", "STAGE promote", "LOOK_AGAIN promote", "LOOK_AGAIN promote");
    }

    @Test
    void shouldRejectTheSame() throws IOException {
        assertThat(same(Kind.REJECTED, spec("at-least: 0.5", "at-least: 0.999")))
                .containsExactly(TRAINED, SCORED, "STAGE gate");
    }

    @Test
    void shouldHandOverBothModelsAtOnceWhenThereIsAChampion() throws IOException {
        Map<String, String> alone;
        try (AwsWorld world = world("alone", spec())) {
            world.run();
            world.month(4);
            assertThat(world.run().kind()).isEqualTo(Kind.PROMOTED);
            alone = left(world);
        }
        try (AwsWorld world = world("driven", spec())) {
            driver(world).drive();
            world.month(4);
            HandOverDriver driver = driver(world);
            assertThat(driver.drive().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(driver.handedOver())
                    .filteredOn(what -> what.get(0).action().equals(SCORED))
                    .singleElement()
                    .satisfies(what -> assertThat(what)
                            .hasSize(2)
                            .allMatch(w -> w.stage().equals("evaluate"))
                            .extracting(Handover::name)
                            .doesNotHaveDuplicates());
            assertThat(left(world)).isEqualTo(alone);
            assertThat(world.state()).containsEntry("transform jobs", "3").containsEntry("models", "2");
        }
    }

    @Test
    void shouldFindNothingToDoWithoutHandingAnyJobOver() throws IOException {
        try (AwsWorld world = world("driven", spec())) {
            world.run();
            HandOverDriver driver = driver(world);

            assertThat(driver.drive().kind()).isEqualTo(Kind.UNCHANGED);
            assertThat(actions(driver)).containsExactly("STAGE promote");
        }
    }

    @Test
    void shouldScoreTheValidationRowsAtTheSameTime() throws IOException {
        List<String> actions = same(
                Kind.PROMOTED,
                spec(
                        "features: [x, y]",
                        "features: [x, y]\n  validation: {fraction: 0.2}",
                        "resamples: 200",
                        "resamples: 200, threshold: {precision: 0.7}"));

        assertThat(actions).startsWith(TRAINED, SCORED, SCORED, "STAGE gate");
    }

    @Test
    void shouldSearchByATuningJob() throws IOException {
        assertThat(same(Kind.PROMOTED, tuned("{instance: ml.m5.large}")))
                .startsWith("sagemaker:createHyperParameterTuningJob", TRAINED, SCORED, "STAGE gate");
    }

    private static Change tuned(String sagemaker) {
        return (world, folder) -> {
            new FakeTuning(world.aws, world.training);
            spec(
                            "train: {xgboost: {rounds: 5}, sagemaker: {instance: ml.m5.large}}",
                            "train: {xgboost: {rounds: 5, eval_metric: [auc]}, sagemaker: " + sagemaker
                                    + ", tune: {metric: auc, trials: 4, parallel: 2, ranges: {max_depth: {min: 1, max: 4}}}}",
                            "features: [x, y]",
                            "features: [x, y]\n  validation: {fraction: 0.2}")
                    .of(world, folder);
        };
    }

    @Test
    void shouldTrainTheTrialsOfABatchAtOnce() throws IOException {
        assertThat(same(Kind.PROMOTED, tuned("{instance: ml.m5.large, tuner: retrain}")))
                .startsWith(TRAINED, TRAINED, TRAINED, TRAINED, TRAINED, SCORED, "STAGE gate");
    }

    @Test
    void shouldTakeATrialThatFailsByItsOwnFaultAsItsResult() throws IOException {
        Change failing = (world, folder) -> {
            tuned("{instance: ml.m5.large, tuner: retrain}").of(world, folder);
            world.training.ending(name -> name.startsWith("tune-") && name.endsWith("-2")
                    ? FakeTraining.End.ALGORITHM_ERROR
                    : FakeTraining.End.COMPLETED);
        };

        assertThat(same(Kind.PROMOTED, failing)).filteredOn(TRAINED::equals).hasSize(5);
    }

    @Test
    void shouldPrepareByGlue() throws IOException {
        assertThat(same(Kind.PROMOTED, HandOverIT::byGlue)).startsWith("glue:startJobRun", TRAINED, SCORED);
    }

    private static void byGlue(AwsWorld world, Path folder) throws IOException {
        new FakeGlue(world.aws);
        Files.writeString(folder.resolve("prepare.sql"), "SELECT * FROM rows");
        spec("key: [id]", "key: [id]\n  prepare: {glue: {sql: prepare.sql}}").of(world, folder);
    }

    @Test
    void shouldHandOverAnotherRunOfGlueAfterOneThatFailed() throws IOException {
        try (AwsWorld world = world("driven", spec())) {
            FakeGlue glue = new FakeGlue(world.aws);
            Files.writeString(folder.resolve("driven/prepare.sql"), "SELECT * FROM rows");
            spec("key: [id]", "key: [id]\n  prepare: {glue: {sql: prepare.sql}}")
                    .of(world, folder.resolve("driven"));
            glue.end = "FAILED";
            glue.message = "it went wrong";
            HandOverDriver driver = driver(world).afterEachJob(job -> glue.end = "SUCCEEDED");

            assertThat(driver.drive().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(actions(driver)).startsWith("glue:startJobRun", "glue:startJobRun", TRAINED);
            assertThat(glue.runs()).hasSize(2);
        }
    }

    @Test
    void shouldPrepareByAProcessingJob() throws IOException {
        Change processed = (world, folder) -> {
            FakeProcessing processing = new FakeProcessing(world.aws);
            processing.work = (inputs, output) -> {
                S3Address to = S3Address.of(output);
                int number = 0;
                for (String rows : new TreeMap<>(inputs).values()) {
                    world.aws.s3.put(
                            to.bucket(), to.key() + "part-" + number++ + ".csv", rows.getBytes(StandardCharsets.UTF_8));
                }
            };
            spec("key: [id]", "key: [id]\n  prepare: {processing: {image: 'repo/clean@sha256:1'}}")
                    .of(world, folder);
        };

        assertThat(same(Kind.PROMOTED, processed)).startsWith("sagemaker:createProcessingJob", TRAINED, SCORED);
    }

    @Test
    void shouldHandOverTheNextTryOfATrainingThatFailed() throws IOException {
        try (AwsWorld world = world("driven", spec())) {
            world.training.ending(
                    name -> name.endsWith("-3") ? FakeTraining.End.COMPLETED : FakeTraining.End.ALGORITHM_ERROR);
            HandOverDriver driver = driver(world);

            assertThat(driver.drive().kind()).isEqualTo(Kind.PROMOTED);

            String first = driver.handedOver().get(0).get(0).name();
            assertThat(driver.ends()).startsWith(first + " Failed", first + "-2 Failed", first + "-3 Completed");
            assertThat(world.aws.s3.keys(AwsWorld.BUCKET, "store/usage/"))
                    .anyMatch(key -> key.endsWith(first + ".json"))
                    .anyMatch(key -> key.endsWith(first + "-2.json"))
                    .anyMatch(key -> key.endsWith(first + "-3.json"));
        }
    }

    @Test
    void shouldHandOverATrainingOnDemandWhenThereAreNoSpareInstances() throws IOException {
        try (AwsWorld world = world(
                "driven",
                spec("{instance: ml.m5.large}}\nevaluate", "{instance: ml.m5.large, spot: true}}\nevaluate"))) {
            world.training.ending(
                    name -> name.endsWith("-on-demand") ? FakeTraining.End.COMPLETED : FakeTraining.End.NO_CAPACITY);
            HandOverDriver driver = driver(world);

            assertThat(driver.drive().kind()).isEqualTo(Kind.PROMOTED);

            assertThat(driver.handedOver().get(0).get(0).request()).contains("\"EnableManagedSpotTraining\":true");
            assertThat(driver.handedOver().get(1).get(0).request()).contains("\"EnableManagedSpotTraining\":false");
            assertThat(driver.ends().get(1)).endsWith("-on-demand Completed");
        }
    }

    @Test
    void shouldHandOverTheNextTryOfAScoringThatFailed() throws IOException {
        try (AwsWorld world = world("driven", spec())) {
            world.transforms.fail = Optional.of("it went wrong");
            HandOverDriver driver = driver(world);

            assertThat(driver.drive().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(actions(driver)).startsWith(TRAINED, SCORED, SCORED, "STAGE gate");
            assertThat(world.transforms.jobs().values()).containsExactly("Failed", "Completed");
        }
    }

    /**
     * Each execution is killed as soon as a call has brought the run on; the next one goes on with it from its first function. So every call of
     * a run is a point where it is killed once, and gone on with.
     */
    @Test
    void shouldGoOnWhereverItIsKilled() throws IOException {
        try (AwsWorld world = world("driven", spec())) {
            List<List<Handover>> points = new ArrayList<>();
            Optional<Kind> end = Optional.empty();
            while (end.isEmpty()) {
                end = killed(world, points);
            }

            assertThat(end).contains(Kind.PROMOTED);
            assertThat(points.stream().map(p -> p.get(0)))
                    .extracting(w -> w.kind() == Handover.Kind.JOB ? w.action() : w.kind() + " " + w.stage())
                    .containsExactly(
                            TRAINED, SCORED, "STAGE gate", "STAGE promote", "LOOK_AGAIN promote", "LOOK_AGAIN promote");
            assertThat(world.state()).containsAllEntriesOf(AwsWorld.ONCE);
        }
    }

    /** Goes on until something is handed over that was not before, or is looked at. {@return how the run ended, unless it was killed} */
    private static Optional<Kind> killed(AwsWorld world, List<List<Handover>> points) {
        boolean[] brought = {false};
        HandOverDriver driver = new HandOverDriver(
                world.aws.address(),
                options -> {
                    if (brought[0]) {
                        throw new IllegalStateException("killed");
                    }
                    world.loseTheMachine();
                    Outcome outcome = world.execute(Command.RUN, options);
                    List<Handover> what = outcome.handedOver();
                    brought[0] = !what.isEmpty()
                            && (what.get(0).kind() == Handover.Kind.LOOK_AGAIN || !points.contains(what));
                    if (brought[0]) {
                        points.add(what);
                    }
                    return outcome;
                },
                FUNCTIONS);
        try {
            return Optional.of(driver.drive(world.begun()).kind());
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("killed");
            return Optional.empty();
        }
    }

    @Test
    void shouldDoNothingTwiceWhenEachCallIsMadeTwice() throws IOException {
        Map<String, String> alone;
        try (AwsWorld world = world("alone", spec())) {
            world.run();
            alone = left(world);
        }
        try (AwsWorld world = world("driven", spec())) {
            HandOverDriver driver = new HandOverDriver(
                    world.aws.address(),
                    options -> {
                        Outcome first = world.execute(Command.RUN, options);
                        Map<Option, String> again = new HashMap<>(options);
                        again.put(Option.RUN, first.run().orElseThrow());
                        if (first.kind() != Kind.HANDED_OVER) {
                            return first;
                        }
                        Outcome second = world.execute(Command.RUN, again);
                        assertThat(second.run()).isEqualTo(first.run());
                        return second;
                    },
                    FUNCTIONS);

            assertThat(driver.drive().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(left(world)).isEqualTo(alone);
            assertThat(world.state()).containsEntry("training jobs", "1").containsEntry("transform jobs", "1");
        }
    }

    @Test
    void shouldLookAgainAtAJobThatStillRuns() throws IOException {
        try (AwsWorld world = world("driven", spec())) {
            Outcome first = world.execute(Command.RUN, handOver());
            Handover job = first.handedOver().get(0);
            driver(world).begun(job);

            Outcome second = world.execute(Command.RUN, handOver(first.run().orElseThrow()));

            assertThat(second.kind()).isEqualTo(Kind.HANDED_OVER);
            assertThat(second.handedOver()).singleElement().satisfies(what -> {
                assertThat(what.kind()).isEqualTo(Handover.Kind.LOOK_AGAIN);
                assertThat(what.stage()).isEqualTo("train");
                assertThat(what.name()).contains(job.name());
            });
            assertThat(world.training.names()).hasSize(1);
        }
    }

    @Test
    void shouldSetARunDownWithoutAnEndAndWithoutReports() throws IOException {
        try (AwsWorld world = world("driven", spec())) {
            Outcome outcome = world.execute(Command.RUN, handOver());

            String run = outcome.run().orElseThrow();
            assertThat(outcome.fails()).isFalse();
            assertThat(outcome.report()).isEmpty();
            assertThat(outcome.text())
                    .containsExactly("train: begin and await " + TRAINED + " "
                            + outcome.handedOver().get(0).name());
            assertThat(folder.resolve("driven/out"))
                    .satisfiesAnyOf(
                            out -> assertThat(out).doesNotExist(),
                            out -> assertThat(out).isEmptyDirectory());
            assertThat(ledger(world, run)).noneMatch(entry -> entry.contains("\"type\":\"Ended\""));
            // Whoever began the run may go on with it and wait by himself.
            driver(world).begun(outcome.handedOver().get(0));
            assertThat(world.goOn(run).kind()).isEqualTo(Kind.PROMOTED);
            assertThat(world.training.names()).hasSize(1);
        }
    }

    private static List<String> ledger(AwsWorld world, String run) {
        return world.aws.s3.keys(AwsWorld.BUCKET, "store/runs/" + run + "/").stream()
                .map(key -> new String(world.aws.s3.get(AwsWorld.BUCKET, key).orElseThrow(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void shouldWriteNoIntentOfAStageThatAnotherProcessDoes() throws IOException {
        try (AwsWorld world = world("driven", spec())) {
            Outcome outcome = world.execute(Command.RUN, Map.of(Option.SET, "aws.hand-over.stages=[prepare]"));

            assertThat(outcome.handedOver()).containsExactly(new Handover("train", Handover.Kind.STAGE, "", "", ""));
            assertThat(ledger(world, outcome.run().orElseThrow()))
                    .anyMatch(entry -> entry.contains("\"stage\":\"prepare\""))
                    .noneMatch(entry -> entry.contains("\"stage\":\"train\""));
        }
    }

    @Test
    void shouldKeepTheLeaseOfARunThatIsDueUntilItHasEnded() throws IOException {
        try (AwsWorld world = world("driven", spec())) {
            Map<Option, String> due = handOver();
            due.put(Option.IF_DUE, "true");
            Outcome first = world.execute(Command.RUN, due);
            assertThat(first.kind()).isEqualTo(Kind.HANDED_OVER);
            assertThat(lease(world)).contains("\"left\":").contains("\"ended\":false");

            Outcome other = world.execute(Command.RUN, due);
            assertThat(other.kind()).isEqualTo(Kind.NOT_DUE);
            assertThat(other.text()).anyMatch(line -> line.contains(first.run().orElseThrow()));

            assertThat(driver(world).drive(first.run()).kind()).isEqualTo(Kind.PROMOTED);
            assertThat(lease(world)).doesNotContain("\"left\":").contains("\"ended\":true");
        }
    }

    private static String lease(AwsWorld world) {
        return new String(
                world.aws.s3.get(AwsWorld.BUCKET, "store/models/small/due.json").orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldKeepWhatARunMayCostReservedWhileItIsSetDown() throws IOException {
        Change budget = spec("gates:", "cost: {per-month: 10}\ngates:");
        try (AwsWorld world = world("driven", budget)) {
            Outcome first = world.execute(Command.RUN, handOver());
            assertThat(reserved(world)).contains(first.run().orElseThrow());

            assertThat(driver(world).drive(first.run()).kind()).isEqualTo(Kind.PROMOTED);
            assertThat(reserved(world)).doesNotContain("dollars");
        }
    }

    private static String reserved(AwsWorld world) {
        return new String(
                world.aws.s3.get(AwsWorld.BUCKET, "store/cost/budget.json").orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldSayThatADeploymentWentBackInsteadOfDeployingAgainAndAgain() throws IOException {
        try (AwsWorld world = world("driven", spec())) {
            driver(world).drive();
            world.month(4);
            world.endpoints.rollBack = true;
            HandOverDriver driver = driver(world);

            assertThatThrownBy(driver::drive)
                    .isInstanceOf(BackendFailure.class)
                    .hasMessageContaining("went back to the configuration small-v1-");
            assertThat(updates(world)).isEqualTo(1);

            // Whoever goes on with the run tries again.
            String run = driver.lastRun();
            assertThat(driver(world).drive(Optional.of(run)).kind()).isEqualTo(Kind.PROMOTED);
            assertThat(updates(world)).isEqualTo(2);
        }
    }

    private static long updates(AwsWorld world) {
        return world.aws.asked().stream()
                .filter("SageMaker.UpdateEndpoint"::equals)
                .count();
    }

    @Test
    void shouldCheckByAThrowAwayEndpointThatIsMadeAndRemovedOnce() throws IOException {
        Change checked =
                spec("{name: small, instance: ml.m5.large}", "{name: small, instance: ml.m5.large, check: endpoint}");
        assertThat(same(Kind.PROMOTED, checked)).contains("LOOK_AGAIN promote");
        try (AwsWorld world = world("counted", checked)) {
            driver(world).drive();
            assertThat(world.aws.asked())
                    .filteredOn(call -> call.endsWith("eEndpoint") && !call.contains("Describe"))
                    .containsExactly(
                            "SageMaker.CreateEndpoint", "SageMaker.DeleteEndpoint", "SageMaker.CreateEndpoint");
        }
    }

    @Test
    void shouldRollBackOnceHoweverOftenItIsGivenAgain() throws IOException {
        try (AwsWorld world = world("driven", spec())) {
            for (int month = 4; month <= 6; month++) {
                assertThat(driver(world).drive().kind()).isEqualTo(Kind.PROMOTED);
                world.month(month);
            }
            Map<Option, String> options = handOver();
            options.put(Option.WHY, "alarm of execution 7");
            List<Kind> kinds = new ArrayList<>();
            do {
                kinds.add(world.execute(Command.ROLLBACK, options).kind());
            } while (kinds.get(kinds.size() - 1) == Kind.HANDED_OVER);
            assertThat(kinds).hasSizeGreaterThan(1).endsWith(Kind.DONE);
            assertThat(world.execute(Command.ROLLBACK, options).text()).isEmpty();

            assertThat(world.endpoints.serves("small").orElseThrow()).startsWith("small-v2-");
            assertThat(left(world))
                    .containsKey("store/models/small/audit/4.json")
                    .doesNotContainKey("store/models/small/audit/5.json");
        }
    }
}
