package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Outcome;
import retrain.Request;
import retrain.Retrain;
import retrain.data.Snapshot;
import retrain.evaluate.Scorer;
import retrain.local.Embedded;
import retrain.run.Json;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.spec.SpecReader;
import retrain.train.TrainedModel;

/**
 * The sources of SageMaker's own container, in Python: its training reads our channels and hyperparameters, its serving loads our model, and
 * scores are the same.
 */
class XgboostContainerIT {
    private static final double CLOSE = 1e-6;

    @TempDir
    private Path folder;

    private String python = "";
    private String sources = "";
    private AwsServer aws;

    @BeforeEach
    void start() throws IOException {
        python = System.getProperty("retrain.xgboost.python", "");
        sources = System.getProperty("retrain.xgboost.container", "");
        if (python.isEmpty() || sources.isEmpty()) {
            System.out.println("Skipped: tests with SageMaker's XGBoost container; name an interpreter with"
                    + " -Dretrain.xgboost.python=<path> and its sources with -Dretrain.xgboost.container=<folder>");
        }
        assumeTrue(!python.isEmpty() && !sources.isEmpty(), "no container");
        aws = AwsServer.start();
    }

    @AfterEach
    void stop() {
        if (aws != null) {
            aws.close();
        }
    }

    private Spec spec(String xgboost, String sagemaker) throws IOException {
        Path file = Files.writeString(folder.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows.csv}
                  key: [id]
                  features: [x, y]
                  holdout: {fraction: 0.3}
                  validation: {fraction: 0.2}
                train:
                  threads: 1
                  xgboost: %s
                %s
                gates: [{metric: auc, at-least: 0.5}]
                aws: {role: 'arn:aws:iam::123456789012:role/retrain', work: 's3://b/work', poll: 0.01}
                """.formatted(xgboost, sagemaker));
        return SpecReader.read(file, Optional.empty(), "");
    }

    private Outcome train() {
        return new Retrain(e -> {})
                .execute(new Request(Command.TRAIN, new HashMap<>(), folder, folder.resolve("out"), "test"));
    }

    @Test
    void shouldTrainByTheContainersOwnSourcesAndScoreAsItDoes() throws Exception {
        Files.writeString(folder.resolve("rows.csv"), S3Project.rows(0, 1000).replace("0.5", ""));
        FakeTraining training = new FakeTraining(aws).program(this::byTheContainer);
        Spec spec = spec(
                "{rounds: 30, eta: 0.5, early_stopping_rounds: 5, eval_metric: [auc, logloss]}",
                "  sagemaker: {instance: ml.m5.xlarge}");

        assertThat(train().kind()).isEqualTo(Outcome.Kind.TRAINED);

        assertThat(training.names()).hasSize(1);
        TrainedModel theirs = stored("\"trainer\":\"SageMaker ");
        compare(spec, theirs);
        Spec here = spec("{rounds: 30, eta: 0.5, early_stopping_rounds: 5, eval_metric: [auc, logloss]}", "");
        assertThat(train().kind()).isEqualTo(Outcome.Kind.TRAINED);
        TrainedModel ours = stored("\"trainer\":\"xgboost4j ");
        compare(here, ours);
        float[] same = scores(here, ours);
        float[] asSame = scores(spec, theirs);
        for (int i = 0; i < same.length; i++) {
            assertThat(asSame[i]).isCloseTo(same[i], org.assertj.core.data.Offset.offset((float) CLOSE));
        }
    }

    /** The container's training, on what was uploaded. */
    private Map<String, byte[]> byTheContainer(FakeTraining.Job job) {
        try {
            Path at = folder.resolve("container");
            for (String channel : List.of("train", "validation")) {
                Files.createDirectories(at.resolve(channel));
                Files.write(
                        at.resolve(channel).resolve(channel + ".parquet"),
                        job.channel(channel).get(0));
            }
            Files.writeString(at.resolve("hyperparameters.json"), AwsServer.text(job.hyperparameters()));
            Path model = Files.createDirectories(at.resolve("model"));
            List<String> lines = run("train", at.toString(), model.toString());
            lines.forEach(line -> job.log(line.replace("\t", "#011")));
            return Map.of("xgboost-model", Files.readAllBytes(model.resolve("xgboost-model")));
        } catch (IOException e) {
            throw AwsServer.unchecked(e);
        }
    }

    private List<String> run(String command, String in, String target) throws IOException {
        Path script = Path.of("src/test/resources/sagemaker_xgboost.py").toAbsolutePath();
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = new ProcessBuilder(python, script.toString(), command, sources, in, target)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor())
                    .as(Files.readString(err) + Files.readString(out))
                    .isZero();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Files.readAllLines(out);
    }

    private Store store() {
        return Embedded.store(folder.resolve(".retrain"));
    }

    private TrainedModel stored(String mark) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(".retrain/objects"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] content = Files.readAllBytes(file);
                if (new String(content, StandardCharsets.ISO_8859_1).contains(mark)) {
                    return Json.read(content, TrainedModel.class, file.toString());
                }
            }
        }
        throw new AssertionError("no model of " + mark);
    }

    private Path holdout() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(".retrain/datasets/small"))) {
            Path file = files.findFirst().orElseThrow();
            Snapshot snapshot = Json.read(Files.readAllBytes(file), Snapshot.class, file.toString());
            return store().fetch(snapshot.holdout().digest());
        }
    }

    private float[] scores(Spec spec, TrainedModel model) throws IOException {
        Scorer scorer = Embedded.scorer(spec, folder, store());
        return scorer.score(
                        model.artifact(),
                        store().fetch(model.artifact().archive()),
                        holdout(),
                        Files.createDirectories(folder.resolve("scoring")),
                        event -> {})
                .values();
    }

    /** Our archive, as SageMaker unpacks it, in the container's server. */
    private void compare(Spec spec, TrainedModel model) throws IOException {
        float[] ours = scores(spec, model);
        Path served = Files.createTempDirectory(folder, "served");
        unpack(store().fetch(model.artifact().archive()), served);
        List<String> theirs = run("serve", served.toString(), rows().toString());
        assertThat(theirs).hasSize(ours.length);
        for (int i = 0; i < ours.length; i++) {
            assertThat(Double.parseDouble(theirs.get(i)))
                    .isCloseTo(ours[i], org.assertj.core.data.Offset.offset(CLOSE));
        }
    }

    private Path rows() throws IOException {
        float[] x = Embedded.rows().numbers(holdout(), "x");
        float[] y = Embedded.rows().numbers(holdout(), "y");
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < x.length; i++) {
            csv.append(text(x[i])).append(',').append(text(y[i])).append('\n');
        }
        return Files.writeString(folder.resolve("request.csv"), csv);
    }

    private static String text(float value) {
        return Float.isNaN(value) ? "nan" : Float.toString(value);
    }

    private static void unpack(Path archive, Path to) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GzipCompressorInputStream(Files.newInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Files.copy(tar, to.resolve(entry.getName()));
            }
        }
    }
}
