package retrain.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.Communicator;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.RabitTracker;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;
import retrain.spec.TrainSpec.Categories;
import retrain.train.TrainedModel;

/**
 * A training that several processes do together, each with a share of the rows: the same loop as embedded, over XGBoost's collective
 * communication. All come to the same booster.
 */
public final class XgboostShare {
    private XgboostShare() {}

    /** Where the processes find each other. Runs in the driver until it is closed. */
    public static final class Meeting implements AutoCloseable {
        private final RabitTracker tracker;

        /** Opens it on all addresses of this machine. */
        public Meeting(int workers) {
            try {
                tracker = new RabitTracker(workers);
                tracker.start();
            } catch (XGBoostError e) {
                throw XgboostErrors.ofTraining(e);
            }
        }

        /** {@return what each process is told} */
        public Map<String, Object> address() {
            try {
                return new TreeMap<>(tracker.getWorkerArgs());
            } catch (XGBoostError e) {
                throw XgboostErrors.ofTraining(e);
            }
        }

        @Override
        public void close() {
            try {
                tracker.stop();
            } catch (XGBoostError e) {
                throw XgboostErrors.ofTraining(e);
            }
        }
    }

    /**
     * Rows as numbers.
     *
     * @param values row by row, NaN where one is missing
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    public record Rows(float[] values, float[] labels) {}

    /**
     * The result.
     *
     * @param booster XGBoost's JSON
     * @param rounds the first rounds that make the model
     */
    @SuppressWarnings("ArrayRecordComponent") // megabytes; never compared
    public record Shared(byte[] booster, int rounds, List<TrainedModel.Point> curve) {}

    /**
     * Trains with the others.
     *
     * @param threads of this process
     * @throws retrain.problem.RetrainException what XGBoost says
     */
    public static Shared train(
            Map<String, Object> meeting, SparkTask.Train task, int threads, Rows train, @Nullable Rows validation) {
        XgboostLibrary.load();
        try {
            Communicator.init(meeting);
            try (Matrix rows = new Matrix(task.encoding(), train);
                    @Nullable Matrix stop = validation == null ? null : new Matrix(task.encoding(), validation)) {
                XgboostParameters parameters = parameters(task, threads);
                Booster booster = XgboostTraining.start(parameters, rows.matrix);
                try {
                    XgboostTraining.configure(booster, parameters);
                    Boosting.Boosted boosted = new Boosting(
                                    booster,
                                    parameters,
                                    rows.matrix,
                                    stop == null ? null : stop.matrix,
                                    Optional.empty())
                            .run(event -> {}, () -> false)
                            .orElseThrow();
                    return new Shared(booster.toByteArray("json"), boosted.rounds(), boosted.curve());
                } finally {
                    booster.dispose();
                }
            } finally {
                Communicator.shutdown();
            }
        } catch (XGBoostError e) {
            throw XgboostErrors.ofTraining(e);
        }
    }

    private static XgboostParameters parameters(SparkTask.Train task, int threads) {
        return XgboostParameters.told(new TreeMap<>(task.parameters()), task.seed(), threads);
    }

    /** Native memory. */
    private static final class Matrix implements AutoCloseable {
        private final DMatrix matrix;

        Matrix(SparkTask.Encoding encoding, Rows rows) throws XGBoostError {
            matrix = new DMatrix(
                    rows.values(), rows.labels().length, encoding.features().size(), Float.NaN);
            matrix.setLabel(rows.labels());
            boolean natively = encoding.categories() == Categories.NATIVE;
            matrix.setFeatureTypes(encoding.features().stream()
                    .map(f -> f.categorical() && natively ? "c" : "float")
                    .toArray(String[]::new));
        }

        @Override
        public void close() {
            matrix.dispose();
        }
    }
}
