package retrain.local;

import java.nio.file.Path;
import java.util.Arrays;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;
import retrain.evaluate.Scorer;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.InvalidInput;
import retrain.spec.Task;
import retrain.train.Calibration;
import retrain.train.ModelArtifact;

/**
 * Scores with XGBoost4J in this process, batch by batch. How a row becomes numbers is taken from the model itself. All native memory is
 * freed before a call returns.
 */
public final class XgboostScorer implements Scorer {
    private static final int BATCH_ROWS = 1 << 16;
    private static final int BATCH_VALUES = 1 << 22;
    private static final String PROBABILITIES = "multi:softprob";
    private static final String MARGIN = "binary:logitraw";

    /** Trivial; the native library is loaded by the first call. */
    public XgboostScorer() {}

    /**
     * {@inheritDoc}
     *
     * @throws InvalidInput {@code CHAMPION_INCOMPATIBLE} if the table lacks columns that the model reads, or has them with another kind
     *     of values
     */
    @Override
    public Scores score(ModelArtifact artifact, Path model, Path table, Path scratch, Observer observer) {
        try (XgboostModel loaded = XgboostModel.load(artifact, model, scratch)) {
            return score(loaded, XgboostModel.name(artifact), table, observer);
        }
    }

    /** Scores by a model that is loaded already. Throws as the other one. */
    static Scores score(XgboostModel loaded, String name, Path table, Observer observer) {
        XgboostCard card = loaded.card();
        try (EncodedRows rows = EncodedRows.unlabelled(
                table, card, schema -> ModelColumns.check(name, card.features(), schema, EncodedRows::fits))) {
            return new Scoring(loaded, rows, name).scores(observer);
        } catch (XGBoostError e) {
            throw XgboostErrors.ofScoring(name, e);
        }
    }

    @Override
    public String version(ModelArtifact artifact) {
        return XgboostLibrary.NAME_AND_VERSION;
    }

    /** One scoring of a table. */
    private static final class Scoring {
        private final XgboostModel model;
        private final @Nullable Calibration calibration;
        private final EncodedRows rows;
        private final String name;
        private final int features;
        private final int width;
        private final float[] scores;
        private float[] batch;
        private int filled;
        private int scored;

        Scoring(XgboostModel model, EncodedRows rows, String name) {
            this.model = model;
            this.calibration = model.calibration().orElse(null);
            this.rows = rows;
            this.name = name;
            this.features = model.card().features().size();
            this.width = model.card().width();
            this.scores = new float[Math.toIntExact(rows.count() * width)];
            this.batch = new float[batchRows() * features];
        }

        private int batchRows() {
            int most = Math.max(1, Math.min(BATCH_ROWS, BATCH_VALUES / features));
            return (int) Math.max(1, Math.min(most, rows.count()));
        }

        Scores scores(Observer observer) throws XGBoostError {
            if (model.card().task() == Task.MULTICLASS) {
                // What was trained for the best class alone knows the probabilities too.
                model.booster().setParam("objective", PROBABILITIES);
            }
            Allocation allocation = Allocation.of("evaluate", "scoring by " + name, "rows", rows.count());
            while (rows.next()) {
                for (int row = 0; row < rows.rows(); row++) {
                    for (int column = 0; column < features; column++) {
                        batch[filled * features + column] = rows.value(column, row);
                    }
                    filled++;
                    if (filled * features == batch.length) {
                        predict();
                        observer.on(new Event.Progressed(allocation, scored / width, ""));
                    }
                }
            }
            if (filled > 0) {
                predict();
                observer.on(new Event.Progressed(allocation, scored / width, ""));
            }
            if (scored != scores.length) {
                throw wrong("it gave " + scored + " scores where " + scores.length + " were due");
            }
            return new Scores(width, scores);
        }

        private void predict() throws XGBoostError {
            float[] values = filled * features == batch.length ? batch : Arrays.copyOf(batch, filled * features);
            for (float[] row : model.predict(values, filled)) {
                add(row);
            }
            filled = 0;
        }

        private void add(float[] row) {
            if (row.length != width) {
                throw wrong("it gives " + row.length + " scores a row instead of " + width);
            }
            for (float score : row) {
                if (!Float.isFinite(score)) {
                    throw wrong("its score of row " + scored / width + " is " + score);
                }
                scores[scored++] = calibrated(model.card().objective().equals(MARGIN) ? probability(score) : score);
            }
        }

        private float calibrated(float score) {
            return calibration == null ? score : (float) calibration.probability(score);
        }

        private static float probability(float margin) {
            return (float) (1 / (1 + Math.exp(-margin)));
        }

        private RuntimeException wrong(String what) {
            return XgboostErrors.unusable(name, what, null);
        }
    }
}
