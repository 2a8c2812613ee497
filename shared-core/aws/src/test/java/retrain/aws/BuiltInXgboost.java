package retrain.aws;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What the container of SageMaker's XGBoost 3.0-5 does, as its sources have it: it refuses hyperparameters that it does not know, reads Parquet
 * with the label first, tells a line a round, looks at the last metric that is named when it ends early, and keeps the best rounds then.
 */
final class BuiltInXgboost {
    private static final Set<String> KNOWN = Set.of(
            "alpha",
            "base_score",
            "booster",
            "colsample_bylevel",
            "colsample_bynode",
            "colsample_bytree",
            "deterministic_histogram",
            "early_stopping_rounds",
            "eta",
            "eval_metric",
            "gamma",
            "grow_policy",
            "lambda",
            "max_bin",
            "max_delta_step",
            "max_depth",
            "max_leaves",
            "min_child_weight",
            "nthread",
            "num_class",
            "num_parallel_tree",
            "num_round",
            "objective",
            "scale_pos_weight",
            "seed",
            "subsample",
            "tree_method",
            "verbosity",
            "_tuning_objective_metric");

    private static final Set<String> MAXIMIZED = Set.of("auc", "aucpr", "map", "ndcg");

    /** The container ended with an error. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(String reason) {
            super(reason);
        }
    }

    private final FakeTraining.Job job;
    private final Map<String, String> given;

    private BuiltInXgboost(FakeTraining.Job job) {
        this.job = job;
        this.given = new TreeMap<>(job.hyperparameters());
    }

    /** {@return the files of the model} */
    static Map<String, byte[]> train(FakeTraining.Job job) {
        try {
            return Map.of("xgboost-model", new BuiltInXgboost(job).model());
        } catch (XGBoostError | SQLException | IOException e) {
            throw new Failed("AlgorithmError: XGB train call failed with exception: " + e.getMessage());
        }
    }

    private byte[] model() throws XGBoostError, SQLException, IOException {
        for (String name : given.keySet()) {
            if (!KNOWN.contains(name)) {
                throw new Failed("AlgorithmError: Extraneous hyperparameter found: " + name);
            }
        }
        int rounds = Integer.parseInt(given.remove("num_round"));
        int patience = Integer.parseInt(given.getOrDefault("early_stopping_rounds", "0"));
        List<String> metrics = metrics();
        given.keySet().removeAll(Set.of("early_stopping_rounds", "eval_metric", "_tuning_objective_metric"));
        try (Rows train = new Rows(job.channel("train"));
                Rows validation = new Rows(job.channel("validation"))) {
            Map<String, Object> parameters = new TreeMap<>(given);
            parameters.put("nthread", 1);
            Booster booster = XGBoost.train(train.matrix(), parameters, 0, Map.of(), null, null);
            for (String metric : metrics) {
                booster.setParam("eval_metric", metric);
            }
            return boosted(booster, train, validation, rounds, metrics.isEmpty() ? 0 : patience, metrics);
        }
    }

    private List<String> metrics() {
        String text = given.getOrDefault("eval_metric", "");
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1));
    }

    private byte[] boosted(Booster booster, Rows train, Rows validation, int rounds, int patience, List<String> metrics)
            throws XGBoostError {
        double best = Double.NEGATIVE_INFINITY;
        int bestRound = 0;
        byte[] model = {};
        String line = "";
        for (int round = 0; round < rounds; round++) {
            booster.update(train.matrix(), round);
            line = line(booster, train, validation, round);
            job.log(line.replace("\t", "#011"));
            double watched = watched(line, metrics);
            if (patience == 0 || watched > best) {
                best = watched;
                bestRound = round;
                model = booster.toByteArray("ubj");
            }
            if (patience > 0 && round - bestRound >= patience) {
                break;
            }
        }
        told(line);
        booster.dispose();
        return model;
    }

    private static String line(Booster booster, Rows train, Rows validation, int round) throws XGBoostError {
        boolean both = !validation.isEmpty();
        DMatrix[] matrices =
                both ? new DMatrix[] {train.matrix(), validation.matrix()} : new DMatrix[] {train.matrix()};
        String[] names = both ? new String[] {"train", "validation"} : new String[] {"train"};
        return booster.evalSet(matrices, names, round);
    }

    private static double watched(String line, List<String> metrics) {
        String last = metrics.isEmpty() ? "" : metrics.get(metrics.size() - 1);
        for (String part : line.split("\t", -1)) {
            if (part.startsWith("validation-" + last + ":")) {
                double value = Double.parseDouble(part.substring(part.lastIndexOf(':') + 1));
                return MAXIMIZED.contains(last) ? value : -value;
            }
        }
        return 0;
    }

    private void told(String line) {
        for (String part : line.split("\t", -1)) {
            int colon = part.lastIndexOf(':');
            if (colon > 0) {
                job.metric(
                        part.substring(0, colon).replaceFirst("-", ":"), Double.parseDouble(part.substring(colon + 1)));
            }
        }
    }

    /** The rows of a channel. */
    private static final class Rows implements AutoCloseable {
        private final @Nullable DMatrix matrix;

        Rows(List<byte[]> files) throws SQLException, XGBoostError, IOException {
            List<float[]> rows = new ArrayList<>();
            for (byte[] file : files) {
                rows.addAll(rows(file));
            }
            this.matrix = rows.isEmpty() ? null : matrix(rows);
        }

        boolean isEmpty() {
            return matrix == null;
        }

        DMatrix matrix() {
            if (matrix == null) {
                throw new Failed("AlgorithmError: No data in training channel path");
            }
            return matrix;
        }

        private static List<float[]> rows(byte[] file) throws SQLException, IOException {
            Path temp = Files.createTempFile("channel", ".parquet");
            Files.write(temp, file);
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SELECT * FROM read_parquet('" + temp + "')")) {
                List<float[]> rows = new ArrayList<>();
                int width = result.getMetaData().getColumnCount();
                while (result.next()) {
                    float[] row = new float[width];
                    for (int i = 0; i < width; i++) {
                        float value = result.getFloat(i + 1);
                        row[i] = result.wasNull() ? Float.NaN : value;
                    }
                    rows.add(row);
                }
                return rows;
            } finally {
                Files.delete(temp);
            }
        }

        private static DMatrix matrix(List<float[]> rows) throws XGBoostError {
            int width = rows.get(0).length - 1;
            float[] values = new float[rows.size() * width];
            float[] labels = new float[rows.size()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = rows.get(i)[0];
                System.arraycopy(rows.get(i), 1, values, i * width, width);
            }
            DMatrix matrix = new DMatrix(values, labels.length, width, Float.NaN);
            matrix.setLabel(labels);
            return matrix;
        }

        @Override
        public void close() {
            if (matrix != null) {
                matrix.dispose();
            }
        }
    }

    /** {@return a model.tar.gz} */
    static byte[] archive(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes), "UTF-8")) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
