package retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import retrain.evaluate.Evaluation;
import retrain.problem.InvalidInput;
import retrain.registry.AuditEntry;
import retrain.registry.ModelVersion;
import retrain.registry.Registry;
import retrain.run.Context;
import retrain.run.Json;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.stream.Audit;
import retrain.stream.BatchSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamIT {
    private static final int LONG = 400;

    private Path temp;
    private StreamProject base;

    @BeforeAll
    void makeAChampion(@TempDir Path folder) throws IOException {
        temp = folder;
        base = StreamProject.in(temp.resolve("base"), "rounds: 2");
        assertThat(base.run().kind()).isEqualTo(Outcome.Kind.PROMOTED);
    }

    private StreamProject project(String name, String stream) throws IOException {
        return StreamProject.copy(base, temp.resolve(name), stream);
    }

    private static Audit.Trail trail(StreamProject project) {
        return Audit.of(project.store(), "small");
    }

    private static Registry registry(StreamProject project) {
        return new Registry(project.store(), "small", Clock.systemUTC());
    }

    @Test
    void shouldLearnEachBatchOnceInTheOrderOfNames() throws IOException {
        StreamProject project = project("order", "rounds: 2");
        project.batch(2);
        project.batch(1);
        Outcome first = project.stream();
        project.batch(3);
        project.stream();

        assertThat(first.summary()).isEqualTo("The stream has ended: no batch has come for 0 seconds");
        Audit.Trail trail = trail(project);
        assertThat(trail.offsets()).containsExactly("batch-001.csv", "batch-002.csv", "batch-003.csv");
        assertThat(trail.learned()).isEqualTo(3L * StreamProject.ROWS);
        assertThat(trail.steps()).containsExactly("began", "learned", "learned", "learned");
        assertThat(Files.readString(project.folder().resolve("out/stream.json")))
                .contains(
                        "\"offset\" : \"batch-003.csv\"",
                        "\"rows\" : 120",
                        "\"rounds\" : 11",
                        "\"metric\" : \"log_loss\"");
    }

    @Test
    void shouldLeaveWhatIsNotWholeYet() throws IOException {
        StreamProject project = project("half", "rounds: 2");
        Path incoming = project.folder().resolve("incoming");
        project.batch(1);
        Files.writeString(incoming.resolve("batch-000.csv.part"), "id,x");
        Files.writeString(incoming.resolve(".batch-000.csv"), "id,x");
        Files.writeString(incoming.resolve("_batch-000.csv"), "id,x");
        Files.writeString(incoming.resolve("batch-002.csv"), "");
        project.batch(3);

        Outcome outcome = project.stream();

        assertThat(trail(project).offsets()).containsExactly("batch-001.csv");
        assertThat(outcome.summary()).endsWith("that is whole; 2 are empty, still grow or wait for those");
    }

    @Test
    void shouldEndAfterSoManyBatches() throws IOException {
        StreamProject project = project("after", "rounds: 2\nstop-after: 1");
        project.batch(1);
        project.batch(2);
        assertThat(project.stream().summary()).contains("as many batches were taken as stream.stop-after allows (1)");
        assertThat(trail(project).offsets()).containsExactly("batch-001.csv");
        assertThat(Files.readString(project.folder().resolve("out/stream.json")))
                .contains("\"batches\" : 1,", "\"rows\" : 40");
    }

    @Test
    void shouldRefuseABatchThatWasLearnedWithAnotherContent() throws IOException {
        StreamProject project = project("changed", "rounds: 2");
        project.batch(1);
        project.batch(2);
        project.stream();
        project.put("batch-001.csv", StreamProject.rows(9000, 20, 0));
        assertThatThrownBy(project::stream)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "batch-001.csv: was learned with another content. Bring the new content under a new name");
    }

    @Test
    void shouldRefuseABatchThatCameTooLateForItsName() throws IOException {
        StreamProject project = project("late", "rounds: 2");
        project.batch(2);
        project.stream();
        project.batch(1);
        assertThatThrownBy(project::stream)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "batch-001.csv: came after batch-002.csv was taken, and its name sorts before it");
    }

    @Test
    void shouldGoOnWhenBatchesThatWereLearnedAreMovedAway() throws IOException {
        StreamProject project = project("moved", "rounds: 2");
        project.batch(1);
        project.stream();
        Files.delete(project.folder().resolve("incoming/batch-001.csv"));
        project.batch(2);
        project.stream();
        assertThat(trail(project).offsets()).containsExactly("batch-001.csv", "batch-002.csv");
    }

    @Test
    void shouldRefuseABatchWithOtherColumnsAndLearnItOnceItIsMended() throws IOException {
        StreamProject project = project("columns", "rounds: 2");
        project.put("batch-001.csv", "id,x,late,z\n1,red,1,2\n2,blue,0,3\n");
        assertThatThrownBy(project::stream)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "batch batch-001.csv: column 'x': is VARCHAR in the batch, and DOUBLE in the model's rows")
                .hasMessageContaining("column 'y': is missing in the batch's rows")
                .hasMessageContaining("column 'z': is in the batch's rows, and not in the model's");
        assertThat(trail(project).steps()).containsExactly("began");

        project.put("batch-001.csv", "id,x,y,late\n1,0.5,,1\n2,0.25,,1\n");
        project.stream();
        assertThat(trail(project).learned()).isEqualTo(2);
    }

    @Test
    void shouldGateAModelByTheBatchesAfterItAndPromoteIt() throws IOException {
        StreamProject project = project("gated", "rounds: 2\ngate-every: 2");
        for (int batch = 1; batch <= 6; batch++) {
            project.batch(batch);
        }
        project.stream();

        assertThat(trail(project).steps())
                .containsExactly(
                        "began", "learned", "learned", "learned", "judged", "learned", "learned", "judged", "learned");
        Registry registry = registry(project);
        assertThat(registry.audit()).extracting(AuditEntry::version).containsExactly(1, 2, 3);
        assertThat(registry.verify()).isEmpty();
        ModelVersion champion = registry.champion().orElseThrow();
        assertThat(champion.number()).isEqualTo(3);
        assertThat(project.execute(Command.HISTORY, Map.of()).text()).anyMatch(line -> line.contains("stream"));
        assertThat(Json.read(project.store().get(champion.evaluation()), Evaluation.class, "evaluation")
                        .rows())
                .as("the batches after the model")
                .isEqualTo(2L * StreamProject.ROWS);
        project.batch(7);
        project.stream();
        assertThat(trail(project).steps())
                .doesNotContainSubsequence("began", "began")
                .endsWith("learned", "judged");
    }

    @Test
    void shouldNotPromoteAModelThatFailsItsGate() throws IOException {
        StreamProject project = project("held", "rounds: 2\ngate-every: 1");
        Path config = project.folder().resolve("retrain.yaml");
        Files.writeString(config, Files.readString(config).replace("at-least: 0.05", "at-least: 0.9999"));
        project.put("batch-001.csv", StreamProject.rows(1000, 40, 0));
        project.put("batch-002.csv", StreamProject.rows(2000, 60, 1));
        project.stream();
        assertThat(trail(project).steps()).containsExactly("began", "learned", "learned", "judged");
        assertThat(registry(project).champion().orElseThrow().number()).isEqualTo(1);
        assertThat(registry(project).versions()).hasSize(2);
    }

    @Test
    void shouldTrainAnewWhenTheErrorsBecomeLarger() throws IOException {
        StreamProject project = project("drift", "rounds: 2\ndetector: adwin");
        for (int batch = 1; batch <= 6; batch++) {
            project.put(StreamProject.name(batch), StreamProject.rows(1000 * batch, LONG, batch > 3 ? 1 : 0));
        }
        project.stream();

        Audit.Trail trail = trail(project);
        assertThat(trail.steps()).containsSubsequence("began", "learned", "learned", "learned", "learned", "began");
        assertThat(project.notices())
                .anyMatch(n -> n.contains("the errors have become larger, so that all is trained anew"));
        assertThat(trail.offsets().size() + trail.skipped().size()).isEqualTo(6);
        assertThat(trail.skipped()).isNotEmpty().allMatch(name -> name.compareTo("batch-004.csv") > 0);
        assertThat(trail.learned()).isEqualTo((long) LONG * trail.offsets().size());
    }

    @Test
    void shouldTrainAnewWhenTheModelHasGrownToItsLimit() throws IOException {
        StreamProject project = project("limit", "rounds: 2\nmax-rounds: 8");
        project.batch(1);
        project.stream();
        assertThat(trail(project).steps()).containsExactly("began", "learned", "began");
        assertThat(project.notices()).anyMatch(n -> n.contains("the model has 7 rounds, and stream.max-rounds is 8"));
        assertThat(Files.readString(project.folder().resolve("out/stream.json")))
                .contains("\"rounds\" : 5");
    }

    @Test
    void shouldGiveTheTreesNewLeavesInsteadOfMoreTrees() throws IOException {
        StreamProject project = project("refresh", "refresh: true");
        String before =
                registry(project).champion().orElseThrow().artifact().archive().hex();
        project.put("batch-001.csv", StreamProject.rows(1000, LONG, 1));
        project.put("batch-002.csv", StreamProject.rows(2000, LONG, 1));
        project.stream();
        assertThat(trail(project).archive()).isNotEqualTo(before);
        String state = Files.readString(project.folder().resolve("out/stream.json"));
        assertThat(state).contains("\"rounds\" : 5,");
        project.put("batch-003.csv", StreamProject.rows(3000, LONG, 1));
        project.spec("refresh: true\nwindow: 2", "");
        project.stream();
        // What was turned round is learned: the refreshed leaves are right where the old ones were wrong.
        assertThat(logLoss(project)).isLessThan(0.6);
    }

    @Test
    void shouldLetAProgramGoOnWithTheModelSoFar() throws IOException {
        StreamProject project = StreamProject.in(temp.resolve("program"), "gate-every: 1");
        Path config = project.folder().resolve("retrain.yaml");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace(
                                "  xgboost: {rounds: 5, max_depth: 2}",
                                "  script: {command: [sh, train.sh], code: code, onnx: model.onnx, metrics: {models: 'models=(.+)'}}")
                        .replace("at-least: 0.05", "at-least: 0"));
        Path code = Files.createDirectories(project.folder().resolve("code"));
        Files.copy(Path.of("src", "test", "resources", "onnx", "torch.onnx"), code.resolve("model.onnx"));
        Files.writeString(code.resolve("train.sh"), """
                set -e
                count=0
                if [ -n "$SM_CHANNEL_MODEL" ]; then
                  tar -xzf "$SM_CHANNEL_MODEL/model.tar.gz"
                  count=$(cat count)
                fi
                cp model.onnx "$SM_MODEL_DIR"
                echo $((count + 1)) > "$SM_MODEL_DIR/count"
                echo "models=$((count + 1))"
                """);
        Files.writeString(project.folder().resolve("rows.csv"), three(StreamProject.rows(0, 300, 0)));
        assertThat(project.run().kind()).isEqualTo(Outcome.Kind.PROMOTED);
        for (int batch = 1; batch <= 3; batch++) {
            project.put(StreamProject.name(batch), three(StreamProject.rows(1000 * batch, 60, 0)));
        }
        project.stream();

        assertThat(Audit.trained(project.store(), "small", "models")).isEqualTo(4);
        assertThat(trail(project).steps())
                .containsExactly("began", "learned", "learned", "judged", "learned", "judged");
    }

    /** {@return the rows with a third feature} */
    private static String three(String rows) {
        return rows.replaceAll("(?m)$", ",1").replaceFirst(",1", ",n").replaceFirst("\\n,1$", "\n");
    }

    private static double logLoss(StreamProject project) {
        return Audit.latest(project.store(), "small", "log_loss");
    }

    @Test
    void shouldGoOverToAChampionThatSomebodyElseMade() throws IOException {
        StreamProject project = project("champion", "rounds: 2");
        project.batch(1);
        project.stream();
        project.execute(Command.RUN, Map.of(Option.SET, "train.xgboost.rounds=6"));
        project.batch(2);
        project.stream();
        assertThat(trail(project).steps()).containsExactly("began", "learned", "began", "learned");
        assertThat(Files.readString(project.folder().resolve("out/stream.json")))
                .contains("\"rounds\" : 8,");
    }

    @Test
    void shouldLetOneOfTwoStreamsGoOn() throws IOException {
        StreamProject project = project("two", "rounds: 2");
        project.batch(1);
        Ports busy = new OtherPorts(Ports.embedded()) {
            @Override
            public BatchSource batches(Spec spec, Context context, BatchSource.Delivered delivered) {
                return new Overtaken(super.batches(spec, context, delivered), project);
            }
        };
        assertThatThrownBy(() -> project.execute(Command.STREAM, Map.of(), busy))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(
                        "the stream of model 'small': goes on in another process, which has written entry 2; what this one did");
        assertThat(trail(project).offsets()).containsExactly("batch-001.csv");
    }

    /** While one stream has found a batch, another one learns it. */
    private record Overtaken(BatchSource source, StreamProject project) implements BatchSource {
        @Override
        public Look look(Optional<String> offset) {
            Look look = source.look(offset);
            if (look.next().isPresent()) {
                project.stream();
            }
            return look;
        }

        @Override
        public String location() {
            return source.location();
        }
    }

    @Test
    void shouldNameTheModuleThatALogNeeds() throws IOException {
        StreamProject project = project("module", "rounds: 2");
        Path config = project.folder().resolve("retrain.yaml");
        String text = Files.readString(config);
        Files.writeString(config, text.replace("folder: incoming", "kafka: {servers: 'localhost:9092', topic: t}"));
        assertThatThrownBy(project::stream)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("stream.kafka: needs the module retrain-kafka, which is not on the class path")
                .hasMessageContaining("Add io.retrain:retrain-kafka to the <dependencies> of retrain-maven-plugin");
        Files.writeString(config, text.replace("folder: incoming", "kinesis: {stream: s}"));
        assertThatThrownBy(project::stream).hasMessageContaining("stream.kinesis: needs the module retrain-aws");
        assertThat(project.execute(Command.STREAM, Map.of(Option.DRY_RUN, "true"))
                        .summary())
                .isEqualTo("Dry run: batches of the stream s would be learned");
    }

    @Test
    void shouldSayWhatIsMissing() throws IOException {
        StreamProject none = StreamProject.in(temp.resolve("none"), "rounds: 2");
        assertThatThrownBy(none::stream)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "model 'small': has no champion, and a stream goes on from one. Make one with the command 'run' first");
        StreamProject project = project("pull", "rounds: 2");
        assertThatThrownBy(() -> project.execute(Command.STREAM, Map.of(Option.INTENT, "pull-request/7")))
                .hasMessageContaining("a stream takes its batches for good");
    }

    /** The store fails at a write of chance, before or after it is done, again and again; the end is that of an undisturbed stream. */
    @Test
    void shouldUseEachRowOnceWhateverWriteItFailsAt() throws IOException {
        StreamProject whole = project("whole", "rounds: 2\ngate-every: 2\ndetector: page_hinkley");
        StreamProject broken = project("broken", "rounds: 2\ngate-every: 2\ndetector: page_hinkley");
        for (int batch = 1; batch <= 8; batch++) {
            whole.batch(batch);
            broken.batch(batch);
        }
        whole.stream();
        Random chance = new Random(3);
        int failures = 0;
        while (!ends(broken, 1 + chance.nextInt(14), chance.nextBoolean())) {
            failures++;
        }
        assertThat(failures).isGreaterThan(8);
        assertThat(trail(broken)).isEqualTo(trail(whole));
        assertThat(registry(broken).versions()).hasSameSizeAs(registry(whole).versions());
        assertThat(registry(broken).audit()).hasSameSizeAs(registry(whole).audit());
        assertThat(registry(broken).verify()).isEmpty();
        assertThat(registry(broken).champion().orElseThrow().artifact().archive())
                .isEqualTo(registry(whole).champion().orElseThrow().artifact().archive());
    }

    private static boolean ends(StreamProject project, int write, boolean before) {
        Ports mortal = new OtherPorts(Ports.embedded()) {
            @Override
            public Store store(Spec spec, Path folder) {
                return new HaltingStore(super.store(spec, folder), HaltingStore.Fuse.throwing(write, before));
            }
        };
        try {
            project.execute(Command.STREAM, Map.of(), mortal);
            return true;
        } catch (HaltingStore.Halted e) {
            return false;
        }
    }
}
