package retrain.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import retrain.aws.AwsServer.Refused;

/**
 * What SageMaker's own XGBoost container does with an archive and rows of CSV: loads the only file of the archive, whose card it does not
 * know, and answers what the booster predicts.
 */
final class FakeContainer {
    private FakeContainer() {}

    /** {@return the predictions, a row each} */
    static List<float[]> predict(byte[] archive, String csv) {
        List<String> lines = csv.lines().toList();
        float[] values = new float[0];
        int width = 0;
        int at = 0;
        for (String line : lines) {
            String[] fields = line.split(",", -1);
            if (values.length == 0) {
                width = fields.length;
                values = new float[width * lines.size()];
            }
            if (fields.length != width) {
                throw new Refused(424, "ModelError", "setting an array element with a sequence");
            }
            for (String field : fields) {
                // As numpy does it: by way of a double; an empty field is missing.
                values[at++] = field.isEmpty() ? Float.NaN : (float) number(field);
            }
        }
        return predict(archive, values, lines.size(), width);
    }

    private static double number(String field) {
        try {
            return Double.parseDouble(field);
        } catch (NumberFormatException e) {
            throw new Refused(424, "ModelError", "could not convert string to float: '" + field + "'");
        }
    }

    private static List<float[]> predict(byte[] archive, float[] values, int rows, int width) {
        try {
            Booster booster = XGBoost.loadModel(model(archive));
            DMatrix matrix = new DMatrix(values, rows, width, Float.NaN);
            try {
                return Arrays.asList(booster.predict(matrix));
            } finally {
                matrix.dispose();
                booster.dispose();
            }
        } catch (XGBoostError e) {
            throw new Refused(424, "ModelError", "Unable to evaluate payload provided: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The container takes every file for a model. */
    static byte[] model(byte[] archive) {
        List<byte[]> files = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GzipCompressorInputStream(new ByteArrayInputStream(archive)), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.add(tar.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (files.size() != 1) {
            throw new Refused(424, "ModelError", "Model cannot be loaded: " + files.size() + " files");
        }
        return files.get(0);
    }

    /** {@return as an endpoint answers text/csv} */
    static String online(List<float[]> predictions) {
        return predictions.stream()
                .map(row -> texts(row).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** {@return as older images answer: all in a line} */
    static String onlineInALine(List<float[]> predictions) {
        return predictions.stream().map(FakeContainer::python).collect(Collectors.joining(","));
    }

    /** {@return as a batch transform answers: lines of what Python prints} */
    static List<String> batch(List<float[]> predictions) {
        return predictions.stream().map(FakeContainer::python).toList();
    }

    private static String python(float[] row) {
        String texts = texts(row).collect(Collectors.joining(", "));
        return row.length == 1 ? texts : "[" + texts + "]";
    }

    private static Stream<String> texts(float[] row) {
        List<String> texts = new ArrayList<>();
        for (float value : row) {
            texts.add(Double.toString(value));
        }
        return texts.stream();
    }
}
