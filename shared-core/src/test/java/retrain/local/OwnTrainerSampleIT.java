package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Specs;
import retrain.data.PrepareStage;
import retrain.data.Snapshot;
import retrain.evaluate.Scorer.Scores;
import retrain.event.Event;
import retrain.run.Context;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.run.Store;
import retrain.spec.DataSpec;
import retrain.spec.PrepareSpec;
import retrain.spec.ScriptSpec;
import retrain.spec.Spec;
import retrain.spec.SplitSpec;
import retrain.spec.Task;
import retrain.train.TrainStage;
import retrain.train.TrainedModel;

/** The programs of samples/own-trainer, and those of its README in Python, on the sample's rows. */
class OwnTrainerSampleIT {
    private static final Path SAMPLE =
            Path.of("../samples/own-trainer").toAbsolutePath().normalize();
    private static final Stage.Job JOB = new Stage.Job(new RunId("20260101T000000Z-000000"), "job");
    private static final List<String> FEATURES = List.of(
            "carrier",
            "origin",
            "dest",
            "hour",
            "hour_of_day",
            "weekday",
            "distance",
            "temp",
            "wind_speed",
            "precip",
            "visib");

    @TempDir
    Path folder;

    private Store store;
    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() {
        store = FolderStore.open(folder.resolve("store"));
    }

    /** Prepares, trains and scores as a run does, with the data part of the sample's retrain.yaml. */
    private double auc(Path base, ScriptSpec script) throws Exception {
        Spec spec = spec(script);
        Snapshot snapshot = new PrepareStage(spec, context(SAMPLE), new DuckDbPreparer()).run(JOB);
        TrainStage train = new TrainStage(spec, context(base), snapshot, Optional.empty(), new ScriptTrainer());
        assertThat(train.inputs().values()).containsKey("spec: train.script.command");
        TrainedModel model = train.run(JOB);
        Path holdout = store.fetch(snapshot.holdout().digest());
        Scores scores = new Scorers(store, new XgboostScorer())
                .score(
                        model.artifact(),
                        store.fetch(model.artifact().archive()),
                        holdout,
                        Files.createDirectories(folder.resolve("scoring")),
                        Prepared.SILENT);
        assertThat(model.curve()).extracting(TrainedModel.Point::metric).contains("log_loss");
        return Prepared.auc(scores.values(), new DuckDbRows().numbers(holdout, "late"));
    }

    private Context context(Path base) {
        return new Context(base, store, folder.resolve("scratch"), Clock.systemUTC(), events::add);
    }

    private static Spec spec(ScriptSpec script) {
        Spec any = Scripts.spec(Task.BINARY, "late", script);
        DataSpec data = Specs.data(
                Map.of(
                        "flights",
                        IntStream.rangeClosed(1, 3)
                                .mapToObj(m -> "../flight-delay/data/flights-2013-0" + m + ".csv.gz")
                                .toList(),
                        "weather",
                        List.of("../flight-delay/data/weather.csv.gz")),
                Optional.of(new PrepareSpec(Optional.of("prepare.sql"), Optional.empty(), List.of())),
                Optional.of("time_hour"),
                List.of("carrier", "flight", "origin", "time_hour"),
                Optional.of(FEATURES),
                List.of(),
                new SplitSpec(Optional.of("1 month"), Optional.empty(), Optional.empty()),
                Optional.empty(),
                "1GB");
        return Specs.spec(
                any.model(),
                any.task(),
                any.target(),
                any.store(),
                any.seed(),
                data,
                any.train(),
                any.evaluate(),
                any.gates(),
                any.promote());
    }

    private static ScriptSpec script(List<String> train, List<String> serve, Map<String, Object> hyperparameters) {
        return new ScriptSpec(
                train,
                "code",
                hyperparameters,
                Map.of("log_loss", "log_loss=(\\S+)"),
                ScriptSpec.Format.CSV,
                Optional.of(serve),
                Optional.empty());
    }

    @Test
    void shouldTrainAndServeTheSamplesModel() throws Exception {
        ScriptSpec script = script(
                List.of("java", "Train.java"),
                List.of("java", "Serve.java"),
                Map.of("epochs", 8, "rate", 0.05, "l2", 1e-6));

        double auc = auc(SAMPLE, script);

        assertThat(auc).isGreaterThan(0.65);
        assertThat(events)
                .filteredOn(e -> e instanceof Event.Progressed p && p.note().startsWith("log_loss"))
                .hasSize(8);
    }

    @Test
    void shouldTrainAndServeTheReadmesModelInPython() throws Exception {
        String python = Python.interpreter();
        Path code = Files.createDirectories(folder.resolve("base/code"));
        for (String name : List.of("train.py", "serve.py")) {
            Files.writeString(code.resolve(name), snippet(name));
        }
        ScriptSpec script = script(List.of(python, "train.py"), List.of(python, "serve.py"), Map.of("C", 0.5));

        assertThat(auc(folder.resolve("base"), script)).isGreaterThan(0.65);
    }

    @Test
    void shouldTrainTheReadmesModelInPythonAndScoreItHereByOnnx() throws Exception {
        String python = Python.interpreter();
        Path code = Files.createDirectories(folder.resolve("base/code"));
        Files.writeString(code.resolve("train.py"), snippet("train.py") + snippet("At the end of train.py"));
        List<String> command = List.of(python, "train.py");
        ScriptSpec script = Scripts.onnx(script(command, command, Map.of("C", 0.5)), "model.onnx");

        assertThat(auc(folder.resolve("base"), script)).isGreaterThan(0.65);
    }

    /** The code block of the README that begins with the file's name. */
    private static String snippet(String name) throws IOException {
        return Stream.of(Files.readString(SAMPLE.resolve("README.md")).split("```"))
                .filter(block -> block.startsWith("python\n# " + name))
                .map(block -> block.substring("python\n".length()))
                .findFirst()
                .orElseThrow();
    }
}
