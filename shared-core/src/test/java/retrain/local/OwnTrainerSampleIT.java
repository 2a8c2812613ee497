package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Snapshot;
import retrain.evaluate.Scorer.Scores;
import retrain.event.Event;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.spec.ScriptSpec;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.train.TrainedModel;
import retrain.train.Trainer.TrainingJob;

/** The programs of samples/own-trainer, and those of its README in Python, on the sample's rows. */
class OwnTrainerSampleIT {
    private static final Path SAMPLE = Path.of("../samples/own-trainer");
    private static final String FEATURES =
            "carrier, origin, dest, hour, hour_of_day, weekday, distance, temp, wind_speed, precip, visib";

    @TempDir
    Path folder;

    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    private Path rows(Prepared prepared, String where) throws IOException {
        String query = Files.readString(SAMPLE.resolve("prepare.sql"))
                .replace("FROM weather", "FROM " + csv("weather"))
                .replace("FROM flights f", "FROM " + csv("flights-2013-0[123]") + " f");
        assertThat(query).contains("weather.csv.gz", "flights-2013-0[123].csv.gz");
        return prepared.table("SELECT late::INTEGER AS late, " + FEATURES + " FROM (" + query + ") WHERE " + where
                + " ORDER BY time_hour, carrier, flight, origin");
    }

    private static String csv(String name) {
        Path data = SAMPLE.resolve("../flight-delay/data").toAbsolutePath().normalize();
        return "read_csv(" + DuckDb.literal(data.resolve(name + ".csv.gz").toString()) + ")";
    }

    private double auc(Path base, ScriptSpec script) throws Exception {
        Prepared prepared = new Prepared(folder);
        Path train = rows(prepared, "time_hour < '2013-03-01'");
        Path holdout = rows(prepared, "time_hour >= '2013-03-01'");
        Snapshot snapshot = prepared.snapshot("late", train, Optional.empty());
        Spec spec = Scripts.spec(Task.BINARY, "late", script);
        TrainingJob made = prepared.job(spec, snapshot, Optional.empty());
        TrainingJob job =
                new TrainingJob(made.name(), spec, base, snapshot, Optional.empty(), prepared.store, made.scratch());
        ScriptTrainer trainer = new ScriptTrainer();
        JobHandle handle = trainer.submit(job, events::add);
        JobStatus status = trainer.poll(handle);
        while (status instanceof JobStatus.Running) {
            Thread.sleep(20);
            status = trainer.poll(handle);
        }
        assertThat(status).isEqualTo(new JobStatus.Succeeded());
        TrainedModel model = trainer.collect(handle, job);
        Scores scores = new Scorers(prepared.store, new XgboostScorer())
                .score(
                        model.artifact(),
                        prepared.store.fetch(model.artifact().archive()),
                        holdout,
                        Files.createDirectories(folder.resolve("scoring")),
                        Prepared.SILENT);
        assertThat(model.curve()).extracting(TrainedModel.Point::metric).contains("log_loss");
        return Prepared.auc(scores.values(), new DuckDbRows().numbers(holdout, "late"));
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

        double auc = auc(SAMPLE.toAbsolutePath().normalize(), script);

        assertThat(auc).isGreaterThan(0.65);
        assertThat(events).filteredOn(e -> e instanceof Event.Progressed).hasSize(8);
    }

    /** Runs with {@code -Dretrain.python=python3}; its README snippets need numpy and scikit-learn. */
    @Test
    void shouldTrainAndServeTheReadmesModelInPython() throws Exception {
        String python = System.getProperty("retrain.python", "");
        assumeThat(python)
                .as("the property retrain.python names an interpreter")
                .isNotEmpty();
        Path code = Files.createDirectories(folder.resolve("base/code"));
        for (String name : List.of("train.py", "serve.py")) {
            Files.writeString(code.resolve(name), snippet(name));
        }
        ScriptSpec script = script(List.of(python, "train.py"), List.of(python, "serve.py"), Map.of("C", 0.5));

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
