package retrain.local;

import java.nio.file.Path;
import java.util.Arrays;
import ml.dmlc.xgboost4j.java.XGBoostError;
import retrain.evaluate.Scorer;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.InvalidInput;
import retrain.train.ModelArtifact;

/**
 * Scores with XGBoost4J in this process, batch by batch. How a row becomes numbers is taken from the model itself. All native memory is
 * freed before a call returns.
 */
public final class XgboostScorer implements Scorer {
    private static final int BATCH_ROWS = 1 << 16;
    private static final int BATCH_VALUES = 1 << 22;

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
        private final XgboostPredictor predictor;
        private final EncodedRows rows;
        private final String name;
        private final int features;
        private final float[] scores;
        private float[] batch;
        private int filled;
        private int scored;

        Scoring(XgboostModel model, EncodedRows rows, String name) throws XGBoostError {
            this.predictor = new XgboostPredictor(model, name);
            this.rows = rows;
            this.name = name;
            this.features = predictor.features().size();
            this.scores = new float[Math.toIntExact(rows.count() * predictor.width())];
            this.batch = new float[batchRows() * features];
        }

        private int batchRows() {
            int most = Math.max(1, Math.min(BATCH_ROWS, BATCH_VALUES / features));
            return (int) Math.max(1, Math.min(most, rows.count()));
        }

        Scores scores(Observer observer) {
            Allocation allocation = Allocation.of("evaluate", "scoring by " + name, "rows", rows.count());
            while (rows.next()) {
                for (int row = 0; row < rows.rows(); row++) {
                    for (int column = 0; column < features; column++) {
                        batch[filled * features + column] = rows.value(column, row);
                    }
                    filled++;
                    if (filled * features == batch.length) {
                        predict(allocation, observer);
                    }
                }
            }
            if (filled > 0) {
                predict(allocation, observer);
            }
            if (scored != rows.count()) {
                String what = "it gave scores of " + scored + " rows where " + rows.count() + " were due";
                throw XgboostErrors.unusable(name, what, null);
            }
            return new Scores(predictor.width(), scores);
        }

        private void predict(Allocation allocation, Observer observer) {
            float[] values = filled * features == batch.length ? batch : Arrays.copyOf(batch, filled * features);
            float[] given = predictor.score(values, filled, scored);
            System.arraycopy(given, 0, scores, scored * predictor.width(), given.length);
            scored += filled;
            filled = 0;
            observer.on(new Event.Progressed(allocation, scored, ""));
        }
    }
}
