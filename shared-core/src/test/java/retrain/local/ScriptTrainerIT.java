package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Snapshot;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Inputs;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.run.Json;
import retrain.spec.ScriptSpec;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.train.Feature;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;
import retrain.train.TrainedModel.Point;
import retrain.train.Trainer.TrainingJob;

class ScriptTrainerIT {
    private static final String ROWS =
            "SELECT * FROM (VALUES (1, 0.5, 'a, b', true), (0, NULL, NULL, false), (1, 3, '', NULL))"
                    + " t(late, x, c, b)";

    @TempDir
    Path folder;

    private final ScriptTrainer trainer = new ScriptTrainer();
    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private Prepared prepared;
    private Snapshot snapshot;

    @BeforeEach
    void prepare() throws IOException {
        prepared = new Prepared(folder);
        Path table = prepared.table(ROWS);
        snapshot = prepared.snapshot("late", table, Optional.of(table));
        Scripts.code(folder);
    }

    private TrainingJob job(ScriptSpec script) throws IOException {
        return prepared.job(Scripts.spec(Task.BINARY, "late", script), snapshot, Optional.empty());
    }

    private TrainingJob job(String mode) throws IOException {
        return job(Scripts.script(TestTraining.command(mode)));
    }

    private JobStatus run(TrainingJob job) throws InterruptedException {
        return end(trainer, trainer.submit(job, events::add));
    }

    private static JobStatus end(ScriptTrainer trainer, JobHandle handle) throws InterruptedException {
        JobStatus status = trainer.poll(handle);
        while (status instanceof JobStatus.Running) {
            Thread.sleep(5);
            status = trainer.poll(handle);
        }
        return status;
    }

    private String failure(String mode) throws Exception {
        JobStatus status = run(job(mode));
        assertThat(status).isInstanceOf(JobStatus.Failed.class);
        return ((JobStatus.Failed) status).reason();
    }

    @Test
    void shouldTellTheProgramAllThatTheContractSays() throws Exception {
        Map<String, Object> hyperparameters = new LinkedHashMap<>();
        hyperparameters.put("learning-rate", 0.1);
        hyperparameters.put("n", 3);
        hyperparameters.put("name", "greater than");
        hyperparameters.put("shuffle", true);
        hyperparameters.put("layers", List.of(8, 4));
        ScriptSpec script = Scripts.with(Scripts.script(TestTraining.command("well")), hyperparameters);
        TrainingJob job = job(script);

        assertThat(run(job)).isEqualTo(new JobStatus.Succeeded());

        Path root = job.scratch().toRealPath();
        Path config = root.resolve("ml/input/config");
        String seen = Files.readString(root.resolve("ml/model/seen.txt"))
                .lines()
                .filter(l -> l.startsWith("SM_")
                        || l.startsWith("SAGEMAKER_")
                        || l.startsWith("OMP_")
                        || l.startsWith("TRAINING_")
                        || l.startsWith("arguments")
                        || l.startsWith("folder"))
                .map(l -> l + "\n")
                .reduce("", String::concat);
        String all = seen + "\nhyperparameters.json\n" + Files.readString(config.resolve("hyperparameters.json"))
                + "\n\ninputdataconfig.json\n" + Files.readString(config.resolve("inputdataconfig.json"))
                + "\n\nresourceconfig.json\n" + Files.readString(config.resolve("resourceconfig.json"))
                + "\n\nretrain.json\n" + Files.readString(config.resolve("retrain.json"))
                + "\ntrain.csv\n" + Files.readString(root.resolve("ml/input/data/train/train.csv"));
        String found = all.replace(root + "/ml", "/opt/ml")
                .replace(job.name(), "JOB")
                .replaceAll("num_gpus\":[0-9]+", "num_gpus\":0")
                .replaceAll("SM_NUM_GPUS=[0-9]+", "SM_NUM_GPUS=0");
        assertThat(found).isEqualTo(golden("script-contract.txt"));
    }

    private static String golden(String name) throws IOException {
        try (var in = ScriptTrainerIT.class.getResourceAsStream("/" + name)) {
            return in == null ? "" : new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldPassOnNothingOfTheBuildsEnvironmentButTheNeedful() throws Exception {
        TrainingJob job = job("well");

        run(job);

        Set<String> needful = CleanEnvironment.of(System.getenv()).keySet();
        List<String> names = Files.readString(job.scratch().resolve("ml/model/seen.txt"))
                .lines()
                .skip(2)
                .filter(l -> l.contains("="))
                .map(l -> l.substring(0, l.indexOf('=')))
                .toList();
        assertThat(names)
                .isNotEmpty()
                .allMatch(name -> needful.contains(name)
                        || name.startsWith("SM_")
                        || name.startsWith("SAGEMAKER_")
                        || name.equals("TRAINING_JOB_NAME")
                        || name.equals("OMP_NUM_THREADS")
                        || name.equals("RETRAIN_PROCESS"));
        assertThat(CleanEnvironment.of(Map.of(
                        "PATH",
                        "/bin",
                        "LC_ALL",
                        "C",
                        "AWS_SECRET_ACCESS_KEY",
                        "s",
                        "GITHUB_TOKEN",
                        "t",
                        "MAVEN_OPTS",
                        "o")))
                .containsOnly(Map.entry("PATH", "/bin"), Map.entry("LC_ALL", "C"));
    }

    @Test
    void shouldKeepTheModelItsCodeAndItsCurve() throws Exception {
        TrainingJob job = job("well");
        JobHandle handle = trainer.submit(job, events::add);
        end(trainer, handle);

        TrainedModel model = trainer.collect(handle, job);

        ModelFormat.Container format = (ModelFormat.Container) model.artifact().format();
        Path archive = prepared.store.fetch(model.artifact().archive());
        Archives.unpack(archive, folder.resolve("model"));
        Archives.unpack(prepared.store.fetch(format.code()), folder.resolve("unpacked"));
        assertThat(model.artifact().bytes()).isEqualTo(Files.size(archive));
        assertThat(Archives.files(folder.resolve("model")))
                .extracting(f -> Archives.name(folder.resolve("model"), f))
                .containsExactly("parts/copy.csv", "seen.txt");
        assertThat(Archives.files(folder.resolve("unpacked")))
                .extracting(f -> Archives.name(folder.resolve("unpacked"), f))
                .containsExactly("lib/more.txt", "train.txt");
        assertThat(format.serve()).isEqualTo(TestServer.command("well"));
        assertThat(model.artifact().features())
                .containsExactly(
                        new Feature("x", false, List.of()),
                        new Feature("c", true, List.of("", "a, b")),
                        new Feature("b", false, List.of()));
        assertThat(model.curve())
                .containsExactlyInAnyOrder(
                        new Point(1, "auc", 0.5),
                        new Point(2, "auc", 0.75),
                        new Point(1, "loss", 0.7),
                        new Point(2, "loss", Double.NaN));
        assertThat(model.provenance().trainRows()).isEqualTo(snapshot.train().digest());
        assertThat(Json.read(Json.write(model), TrainedModel.class, "test")).isEqualTo(model);
    }

    @Test
    void shouldPackTheSameModelIntoTheSameBytes() throws Exception {
        List<TrainedModel> models = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            TrainingJob job = job("long-line");
            JobHandle handle = trainer.submit(job, events::add);
            end(trainer, handle);
            models.add(trainer.collect(handle, job));
        }

        assertThat(models.get(0).artifact()).isEqualTo(models.get(1).artifact());
    }

    @Test
    void shouldTellLinesAndMetricsAsTheyAppear() throws Exception {
        run(job("well"));

        assertThat(events).contains(new Event.Printed("train", "round 1 auc=0.5 loss=0.7"));
        assertThat(events)
                .filteredOn(e -> e instanceof Event.Progressed p && p.note().startsWith("auc"))
                .extracting(e -> ((Event.Progressed) e).done() + " " + ((Event.Progressed) e).note())
                .containsExactly("1 auc 0.5", "2 auc 0.75");
    }

    @Test
    void shouldCutLongLinesAndSeeThoseThatEndWithACarriageReturn() throws Exception {
        TrainingJob job = job("long-line");
        JobHandle handle = trainer.submit(job, events::add);
        end(trainer, handle);

        assertThat(trainer.collect(handle, job).curve())
                .containsExactly(new Point(1, "auc", 0.25), new Point(2, "auc", 0.5));
        assertThat(events)
                .allMatch(e -> !(e instanceof Event.Printed p) || p.line().length() <= 8192);
    }

    @Test
    void shouldSayThatAMetricsExpressionIsTooDeepForTheOutput() throws Exception {
        ScriptSpec plain = Scripts.script(TestTraining.command("long-line"));
        ScriptSpec script = new ScriptSpec(
                plain.command(),
                plain.code(),
                plain.hyperparameters(),
                Map.of("auc", "^((?:x|y|z)*)$"),
                plain.format(),
                plain.serve(),
                plain.onnx());

        assertThatThrownBy(() -> run(job(script)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("train.script.metrics.auc: is too deep for a line of the program's output");
    }

    @Test
    void shouldGiveTheFailureFileAsTheReason() throws Exception {
        assertThat(failure("failure-file"))
                .startsWith(
                        "its program ended with exit code 3: ValueError: no rows\n?[31min train.csv; the end of its output")
                .contains("log.txt")
                .endsWith("| reading rows");
    }

    @Test
    void shouldGiveTheLastLinesAsTheReasonWithoutAFailureFile() throws Exception {
        assertThat(failure("exit-code"))
                .startsWith("its program ended with exit code 7; the end of its output")
                .endsWith("| about to ?[31mfail");
    }

    @Test
    void shouldFailWhenThereIsAFailureFileWhateverTheExitCode() throws Exception {
        assertThat(failure("failure-file-only"))
                .isEqualTo("its program wrote a failure file: half of it is missing; it printed nothing");
    }

    @Test
    void shouldNameTheSignalThatKilledTheProgram() throws Exception {
        assertThat(failure("killed")).startsWith("its program was killed by signal 9, perhaps for want of memory");
    }

    @Test
    void shouldFailWhenNoModelIsLeft() throws Exception {
        assertThat(failure("no-model")).startsWith("its program ended well, but left no file in SM_MODEL_DIR");
    }

    @Test
    void shouldFailWhenTheModelFolderHoldsALink() throws Exception {
        assertThat(failure("link")).contains("left 'weights' in SM_MODEL_DIR, which is not an ordinary file");
    }

    @Test
    void shouldFailWhenTheOnnxFileIsNotThere() throws Exception {
        TrainingJob job = job(Scripts.onnx(Scripts.script(TestTraining.command("well")), "model.onnx"));

        assertThat(run(job))
                .isInstanceOfSatisfying(
                        JobStatus.Failed.class,
                        failed -> assertThat(failed.reason())
                                .startsWith("its program left no 'model.onnx' (train.script.onnx) in SM_MODEL_DIR"));
        assertThatThrownBy(() ->
                        trainer.collect(new JobHandle(job.name(), job.scratch().toString()), job))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("has not ended well");
    }

    @Test
    void shouldSayThatTheProgramCannotBeStarted() {
        assertThatThrownBy(() -> run(job(Scripts.script(List.of("no-such-program-7")))))
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::code, Problem::where)
                                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                                        Code.TRAINING_FAILED, "train.script.command")));
    }

    @Test
    void shouldReportAllMistakesOfTheSpecAtOnce() {
        ScriptSpec script = new ScriptSpec(
                List.of(),
                "no-such-folder",
                Map.of("a b", 1),
                Map.of("open", "(", "groupless", "auc"),
                ScriptSpec.Format.CSV,
                Optional.of(List.of("java")),
                Optional.of("../model.onnx"));
        Spec spec = Scripts.spec(Task.BINARY, "late", script);

        assertThatThrownBy(() -> trainer.describe(spec, folder, new Inputs.Builder()))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::where)
                                .containsExactlyInAnyOrder(
                                        "train.script.command",
                                        "train.script.code",
                                        "train.script.hyperparameters",
                                        "train.script.metrics.open",
                                        "train.script.metrics.groupless",
                                        "train.script",
                                        "train.script.onnx"));
    }

    @Test
    void shouldDependOnEveryFileOfTheCodeAndEveryHyperparameter() throws Exception {
        ScriptSpec script = Scripts.with(Scripts.script(List.of("java")), Map.of("depth", 6));
        Inputs before = inputs(script);

        Files.writeString(folder.resolve("code/lib/more.txt"), "changed");
        Files.writeString(folder.resolve("code/.git/HEAD"), "changed");
        Inputs after = inputs(Scripts.with(script, Map.of("depth", 7)));

        assertThat(after.changesSince(before))
                .containsExactly(
                        "code: lib/more.txt changed", "spec: train.script.hyperparameters.depth changed from 6 to 7");
    }

    private Inputs inputs(ScriptSpec script) {
        Inputs.Builder builder = new Inputs.Builder();
        trainer.describe(Scripts.spec(Task.BINARY, "late", script), folder, builder);
        return builder.build();
    }

    @Test
    void shouldGiveParquetFilesWithTheTargetFirst() throws Exception {
        TrainingJob job = job(Scripts.parquet(Scripts.script(TestTraining.command("no-model"))));

        run(job);

        Path train = job.scratch().resolve("ml/input/data/train/train.parquet");
        assertThat(new DuckDbRows().schema(train).names()).containsExactly("late", "x", "c", "b");
        assertThat(new DuckDbRows().numbers(train, "late")).containsExactly(1f, 0f, 1f);
        assertThat(job.scratch().resolve("ml/input/data/validation/validation.parquet"))
                .isRegularFile();
    }

    @Test
    void shouldGiveTheClassesInTheOrderOfNumbers() throws Exception {
        Path table = prepared.table("SELECT * FROM (VALUES (10, 1), (2, 2), (-1, 3)) t(kind, x)");
        TrainingJob job = prepared.job(
                Scripts.spec(Task.MULTICLASS, "kind", Scripts.script(TestTraining.command("well"))),
                prepared.snapshot("kind", table, Optional.empty()),
                Optional.empty());
        JobHandle handle = trainer.submit(job, events::add);
        end(trainer, handle);

        assertThat(trainer.collect(handle, job).artifact().classes()).containsExactly("-1", "2", "10");
        assertThat(Files.readString(job.scratch().resolve("ml/input/config/retrain.json")))
                .contains("\"multiclass\"");
    }

    @Test
    void shouldGiveTheModelThatIsToBeContinued() throws Exception {
        TrainingJob first = job("well");
        JobHandle handle = trainer.submit(first, events::add);
        end(trainer, handle);
        TrainedModel champion = trainer.collect(handle, first);
        TrainingJob next = prepared.job(first.spec(), snapshot, Optional.of(champion.artifact()));

        handle = trainer.submit(next, events::add);
        end(trainer, handle);

        assertThat(next.scratch().resolve("ml/input/data/model/model.tar.gz"))
                .hasSameBinaryContentAs(prepared.store.fetch(champion.artifact().archive()));
        assertThat(trainer.collect(handle, next).provenance().continuedFrom())
                .contains(champion.artifact().archive());
    }

    @Test
    void shouldEndTheProgramAndWhatItStartedWhenStopped() throws Exception {
        CompletableFuture<Long> child = new CompletableFuture<>();
        JobHandle handle = trainer.submit(job("hang"), watcher(child));
        ProcessHandle process =
                ProcessHandle.of(child.get(60, TimeUnit.SECONDS)).orElseThrow();

        trainer.stop(handle);

        assertThat(end(trainer, handle)).isInstanceOf(JobStatus.Stopped.class);
        process.onExit().get(60, TimeUnit.SECONDS);
        trainer.stop(handle);
    }

    @Test
    void shouldEndWhatIsStartedWhileTheProgramEnds() throws Exception {
        assumeTrue(
                Files.isReadable(Path.of("/proc/self/environ")), "the system tells no environment of other processes");
        CompletableFuture<Long> child = new CompletableFuture<>();
        CompletableFuture<Long> late = new CompletableFuture<>();
        Observer first = watcher(child, "child ");
        Observer second = watcher(late, "late ");
        JobHandle handle = trainer.submit(job("starts-late"), event -> {
            first.on(event);
            second.on(event);
        });
        child.get(60, TimeUnit.SECONDS);

        trainer.stop(handle);

        assertThat(end(trainer, handle)).isInstanceOf(JobStatus.Stopped.class);
        ProcessHandle.of(late.get(60, TimeUnit.SECONDS))
                .ifPresent(left -> assertThat(left.onExit()).succeedsWithin(java.time.Duration.ofSeconds(60)));
    }

    @Test
    void shouldEndWhatTheProgramLeavesBehind() throws Exception {
        CompletableFuture<Long> child = new CompletableFuture<>();
        JobHandle handle = trainer.submit(job("leaves-child"), watcher(child));
        ProcessHandle process =
                ProcessHandle.of(child.get(60, TimeUnit.SECONDS)).orElseThrow();

        assertThat(end(trainer, handle)).isEqualTo(new JobStatus.Succeeded());

        process.onExit().get(60, TimeUnit.SECONDS);
    }

    private static Observer watcher(CompletableFuture<Long> child) {
        return watcher(child, "child ");
    }

    private static Observer watcher(CompletableFuture<Long> child, String word) {
        return event -> {
            if (event instanceof Event.Printed printed && printed.line().startsWith(word)) {
                child.complete(Long.parseLong(printed.line().substring(word.length())));
            }
        };
    }

    @Test
    void shouldAttachToAJobThatRuns() throws Exception {
        CompletableFuture<Long> child = new CompletableFuture<>();
        TrainingJob job = job("hang");
        JobHandle first = trainer.submit(job, watcher(child));
        child.get(60, TimeUnit.SECONDS);

        JobHandle second = trainer.submit(job, events::add);

        assertThat(second).isEqualTo(first);
        assertThat(trainer.poll(second)).isInstanceOf(JobStatus.Running.class);
        assertThat(events).isEmpty();
        trainer.stop(first);
    }

    @Test
    void shouldAttachToAJobThatAnotherProcessHasFinished() throws Exception {
        TrainingJob job = job("well");
        JobHandle handle = trainer.submit(job, events::add);
        end(trainer, handle);
        events.clear();

        ScriptTrainer other = new ScriptTrainer();
        JobHandle again = other.submit(job, events::add);

        assertThat(other.poll(again)).isEqualTo(new JobStatus.Succeeded());
        assertThat(other.collect(again, job)).isEqualTo(trainer.collect(handle, job));
        assertThat(events).isEmpty();
    }

    @Test
    void shouldRunAnewWhatAnotherProcessLeftHalfDoneAndEndItsProgram() throws Exception {
        CompletableFuture<Long> child = new CompletableFuture<>();
        TrainingJob job = job("hang");
        trainer.submit(job, watcher(child));
        ProcessHandle left = ProcessHandle.of(child.get(60, TimeUnit.SECONDS)).orElseThrow();
        Files.writeString(job.scratch().resolve("ml/model/half"), "half");
        ScriptTrainer other = new ScriptTrainer();
        JobHandle handle =
                new JobHandle(job.name(), job.scratch().toAbsolutePath().toString());
        assertThat(other.poll(handle)).isInstanceOf(JobStatus.Stopped.class);
        TrainingJob repaired = new TrainingJob(
                job.name(),
                Scripts.spec(Task.BINARY, "late", Scripts.script(TestTraining.command("well"))),
                job.base(),
                job.snapshot(),
                job.continueFrom(),
                job.store(),
                job.scratch());

        assertThat(end(other, other.submit(repaired, events::add))).isEqualTo(new JobStatus.Succeeded());

        left.onExit().get(60, TimeUnit.SECONDS);
        assertThat(job.scratch().resolve("ml/model/half")).doesNotExist();
    }

    @Test
    void shouldRunAnewWhatHasFailed() throws Exception {
        TrainingJob job = job("exit-code");
        assertThat(run(job)).isInstanceOf(JobStatus.Failed.class);

        events.clear();
        assertThat(run(job)).isInstanceOf(JobStatus.Failed.class);

        assertThat(events).anyMatch(e -> e instanceof Event.Printed);
    }
}
