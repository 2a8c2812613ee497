package retrain.spark;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import retrain.data.PrepareStage;
import retrain.data.Snapshot;
import retrain.evaluate.Scorer;
import retrain.event.Observer;
import retrain.local.Embedded;
import retrain.run.Context;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.spec.SpecReader;
import retrain.train.TrainStage;
import retrain.train.TrainedModel;

/** A folder with a spec, its sources and a store, to do each stage in both ways. */
final class Workplace {
    private static final AtomicBoolean SAID = new AtomicBoolean();
    private static final Observer SILENT = event -> {};

    final Path folder;
    private int jobs;

    Workplace(Path folder) {
        this.folder = folder;
    }

    /** {@return the installation to test with; without one the test is skipped, and the build says so once a test run} */
    static String home() {
        String home = System.getProperty("retrain.spark", "");
        if (home.isEmpty() && SAID.compareAndSet(false, true)) {
            System.out.println("Skipped: tests with Spark; name an installation with -Dretrain.spark=<SPARK_HOME>");
        }
        assumeTrue(!home.isEmpty(), "no Spark");
        return home;
    }

    /** {@return the jar under test, as the build has just packed it} */
    static String jar() {
        Path given = Path.of(System.getProperty("retrain.spark.jar", ""));
        if (!given.toString().isEmpty()) {
            return given.toString();
        }
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(f -> f.getFileName().toString().matches("retrain-spark-.*\\.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath()
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Workplace file(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), content);
        return this;
    }

    /** {@return the spec as it is, or with Spark} */
    Spec spec(boolean spark) {
        return SpecReader.read(
                folder.resolve("retrain.yaml"),
                spark ? Optional.of("spark") : Optional.empty(),
                spark ? "spark.home=" + home() + ",spark.jar=" + jar() : "");
    }

    Store store() {
        return Embedded.store(folder.resolve(".retrain"));
    }

    private Context context() {
        return new Context(folder, store(), folder.resolve("scratch"), Clock.systemUTC(), SILENT);
    }

    private Stage.Job job(String stage) {
        return new Stage.Job(new RunId("20260101T000000Z-000000"), stage + ++jobs);
    }

    Snapshot prepare(boolean spark) {
        Spec spec = spec(spark);
        return new PrepareStage(spec, context(), Embedded.preparer(spec, folder)).run(job("prepare"));
    }

    TrainedModel train(Snapshot snapshot, boolean spark) {
        Spec spec = spec(spark);
        return new TrainStage(spec, context(), snapshot, Optional.empty(), Embedded.trainer(spec)).run(job("train"));
    }

    /** {@return the scores of the rows that are held out} */
    float[] score(Snapshot snapshot, TrainedModel trained, boolean spark) throws IOException {
        Spec spec = spec(spark);
        Scorer scorer = Embedded.scorer(spec, folder, store());
        Path scratch = Files.createDirectories(folder.resolve("scratch-score" + ++jobs));
        return scorer.score(
                        trained.artifact(),
                        store().fetch(trained.artifact().archive()),
                        store().fetch(snapshot.holdout().digest()),
                        scratch,
                        SILENT)
                .values();
    }
}
