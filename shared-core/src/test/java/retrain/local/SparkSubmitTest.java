package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.event.Event;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.SparkSpec;
import retrain.spec.SparkSpec.SparkStage;
import retrain.spec.Task;
import retrain.spec.TrainSpec;

/** How the process is started, and what it may leave; real Spark is tested in the module of the job. */
class SparkSubmitTest {
    private static final SparkTask TASK = new SparkTask.Train(
            new SparkTask.Encoding(Task.BINARY, "y", TrainSpec.Categories.ORDINAL, List.of(), List.of()),
            Map.of(),
            0,
            1,
            2,
            "train.parquet",
            Optional.empty(),
            "booster.json");

    @TempDir
    Path folder;

    private final List<Event> events = new ArrayList<>();

    @BeforeEach
    void jar() throws IOException {
        Files.writeString(folder.resolve("retrain-spark.jar"), "");
    }

    private SparkSpec spec(Optional<String> home, String jar) {
        return new SparkSpec(
                "local[2]",
                home,
                Optional.of(jar),
                List.of(SparkStage.TRAIN),
                2,
                Map.of("spark.executor.memory", "2g"));
    }

    private SparkSubmit submit() {
        return new SparkSubmit(
                spec(Optional.of("spark"), "retrain-spark.jar"), folder, Map.of("PATH", "/usr/bin:/bin"));
    }

    private SparkAnswer run() {
        return submit().run("train", Code.TRAINING_FAILED, TASK, folder.resolve("scratch"), events::add, () -> false);
    }

    private void install(String core, String script) throws IOException {
        Path program = folder.resolve("spark/bin/spark-submit");
        Files.createDirectories(program.getParent());
        Files.createDirectories(folder.resolve("spark/jars"));
        Files.writeString(folder.resolve("spark/jars").resolve(core), "");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @CsvSource({
        "spark-core_2.12-3.4.1.jar, 'is Spark 3.4.1, and 3.5 is needed'",
        "spark-core_2.13-3.5.6.jar, 'is a Spark of Scala 2.13, and 2.12 is needed'",
        "spark-core_2.13-4.0.0.jar, 'is a Spark of Scala 2.13, and 2.12 is needed'",
        "readme.txt, 'so it is no whole Spark'"
    })
    void shouldRefuseAnotherSpark(String core, String message) throws IOException {
        install(core, "exit 0");

        assertThatThrownBy(() -> submit().name())
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("spark.home")
                .hasMessageContaining(message)
                .hasMessageContaining("pip install pyspark");
    }

    @Test
    void shouldTellItsVersionWithoutStartingIt() throws IOException {
        install("spark-core_2.12-3.5.6.jar", "touch started");

        assertThat(submit().name()).isEqualTo("spark 3.5.6");
        assertThat(folder.resolve("started")).doesNotExist();
    }

    @Test
    void shouldFindItByTheEnvironment() throws IOException {
        install("spark-core_2.12-3.5.1-amzn-0.jar", "exit 0");
        Map<String, String> environment =
                Map.of("SPARK_HOME", folder.resolve("spark").toString());

        assertThat(new SparkSubmit(spec(Optional.empty(), "retrain-spark.jar"), folder, environment).name())
                .isEqualTo("spark 3.5.1");
    }

    @Test
    void shouldSayThatThereIsNoSpark() {
        assertThatThrownBy(() -> new SparkSubmit(spec(Optional.empty(), "retrain-spark.jar"), folder, Map.of()).name())
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("SPARK_HOME is not set")
                .hasMessageContaining("remove 'spark' from the spec");
        assertThatThrownBy(() -> submit().name())
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("has no bin/spark-submit that can be run");
    }

    @Test
    void shouldSayHowToFetchTheJobThatIsNotThere() throws IOException {
        install("spark-core_2.12-3.5.6.jar", "exit 0");
        SparkSubmit submit = new SparkSubmit(spec(Optional.of("spark"), "absent.jar"), folder, Map.of());

        assertThatThrownBy(() -> submit.run(
                        "train", Code.TRAINING_FAILED, TASK, folder.resolve("scratch"), events::add, () -> false))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("absent.jar")
                .hasMessageContaining("mvn dependency:get");
    }

    @Test
    void shouldHandOverTheTaskAndTakeTheAnswer() throws IOException {
        install("spark-core_2.12-3.5.6.jar", """
                echo "$@" > arguments; env > environment
                echo 'retrain: half of it is done'; echo 'WARN: something'
                for a in "$@"; do task="$answer"; answer="$a"; done
                grep -q '"type":"Train"' "$task" || exit 3
                echo '{"problems":[],"trained":{"rounds":7,"curve":[]}}' > "$answer"
                """);

        SparkAnswer answer = run();

        assertThat(answer.trained().orElseThrow().rounds()).isEqualTo(7);
        assertThat(events).containsExactly(new Event.Printed("train", "half of it is done"));
        assertThat(folder.resolve("scratch/spark/arguments"))
                .content()
                .contains("--master local[2] --deploy-mode client --name retrain train --class retrain.spark.SparkJob")
                .contains("--conf spark.executor.memory=2g", "xgboost4j", "retrain-core");
        assertThat(folder.resolve("scratch/spark/environment"))
                .content()
                .contains("SPARK_HOME=" + folder.resolve("spark"), "JAVA_HOME=");
    }

    @Test
    void shouldPassOnWhatTheUserMustMend() throws IOException {
        install("spark-core_2.12-3.5.6.jar", """
                for a in "$@"; do answer="$a"; done
                echo '{"problems":[{"code":"data-sql","where":"q.sql:1:8","what":"no function f","cure":"Correct it"}]}' > "$answer"
                """);

        assertThatThrownBy(this::run).isInstanceOf(InvalidInput.class).hasMessageContaining("q.sql:1:8: no function f");
    }

    @Test
    void shouldFailWithWhatTheJobSaidLast() throws IOException {
        install("spark-core_2.12-3.5.6.jar", "echo 'retrain failed: Executor lost'; echo '\tat a.b.C'; exit 1");

        assertThatThrownBy(this::run)
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("spark-submit to local[2]")
                .hasMessageContaining("ended without a result: Executor lost");
    }

    @Test
    void shouldKillItWhenTheRunIsToldToStop() throws IOException {
        install("spark-core_2.12-3.5.6.jar", "echo 'retrain: works'; echo $$ > pid; exec sleep 600");

        assertThatThrownBy(() -> submit().run(
                                "train",
                                Code.TRAINING_FAILED,
                                TASK,
                                folder.resolve("scratch"),
                                events::add,
                                () -> Files.exists(folder.resolve("scratch/spark/pid"))))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("was told to stop");
        long pid = Long.parseLong(
                Files.readString(folder.resolve("scratch/spark/pid")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }
}
