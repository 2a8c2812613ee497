package retrain.aws;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import retrain.gate.Verdict;
import retrain.registry.ModelVersion;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.spec.Task;
import retrain.train.Feature;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

/** A model of two numbers, x and y, trained in milliseconds. */
record TinyModel(Path archive, ModelArtifact artifact) {
    /**
     * Trains one.
     *
     * @param seed models of different seeds score differently
     * @param objective of XGBoost
     * @param beside what else is in the archive, by the names of the files
     */
    static TinyModel train(Path folder, int seed, String objective, Map<String, String> beside) {
        boolean classes = objective.startsWith("multi:");
        Random random = new Random(seed);
        float[] values = new float[400];
        float[] labels = new float[200];
        for (int i = 0; i < 200; i++) {
            values[2 * i] = (float) random.nextGaussian();
            values[2 * i + 1] = (float) random.nextGaussian();
            double signal = values[2 * i] + 0.5 * values[2 * i + 1] + random.nextGaussian();
            labels[i] = classes ? Math.max(0, Math.min(2, (int) (signal + 1.5))) : signal > 0 ? 1 : 0;
        }
        try {
            DMatrix matrix = new DMatrix(values, 200, 2, Float.NaN);
            matrix.setLabel(labels);
            Map<String, Object> parameters = classes
                    ? Map.of("objective", objective, "num_class", 3, "nthread", 1, "max_depth", 3)
                    : Map.of("objective", objective, "nthread", 1, "max_depth", 3);
            Booster booster = XGBoost.train(matrix, parameters, 5, Map.of(), null, null);
            booster.setAttr("retrain", card(objective, classes));
            Path archive = folder.resolve("model-" + seed + ".tar.gz");
            pack(archive, booster.toByteArray("ubj"), beside);
            matrix.dispose();
            booster.dispose();
            return new TinyModel(archive, artifact(archive, classes));
        } catch (XGBoostError | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static TinyModel train(Path folder, int seed) {
        return train(folder, seed, "binary:logistic", Map.of());
    }

    private static String card(String objective, boolean classes) {
        return "{\"format\":1,\"task\":\"" + (classes ? "multiclass" : "binary")
                + "\",\"target\":\"late\",\"categories\":\"ordinal\",\"objective\":\"" + objective
                + "\",\"features\":[{\"name\":\"x\",\"categorical\":false,\"categories\":[]},{\"name\":\"y\",\"categorical\":false,"
                + "\"categories\":[]}],\"classes\":" + (classes ? "[\"a\",\"b\",\"c\"]" : "[]") + "}";
    }

    private static void pack(Path archive, byte[] model, Map<String, String> beside) throws IOException {
        try (OutputStream out = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out))) {
            add(tar, "xgboost-model", model);
            for (Map.Entry<String, String> file : beside.entrySet()) {
                add(tar, file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static ModelArtifact artifact(Path archive, boolean classes) throws IOException {
        return new ModelArtifact(
                Digest.of(archive),
                Files.size(archive),
                new ModelFormat.Xgboost(),
                classes ? Task.MULTICLASS : Task.BINARY,
                List.of(new Feature("x", false, List.of()), new Feature("y", false, List.of())),
                classes ? List.of("a", "b", "c") : List.of());
    }

    /** {@return the model as a version} */
    ModelVersion version(int number) {
        Digest none = Digest.of("none");
        return new ModelVersion(
                "small",
                number,
                new RunId("20260101T000000Z-aaaaaa"),
                "candidate",
                artifact,
                none,
                none,
                none,
                none,
                Verdict.PASSED,
                Instant.EPOCH,
                "test");
    }
}
