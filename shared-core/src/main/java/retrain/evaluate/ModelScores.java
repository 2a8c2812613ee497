package retrain.evaluate;

import java.util.List;
import java.util.Locale;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.Task;
import retrain.train.ModelArtifact;

/**
 * The scores of a model that were found fit to be measured: as many as there are rows, finite, and probabilities where the task is to
 * tell classes apart.
 *
 * @param classes the model's classes (multiclass), in the order of the scores of a row
 * @param threshold from this score on a row counts as positive (binary)
 */
@SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
record ModelScores(float[] values, int width, List<String> classes, double threshold) {
    /** What is taken where nothing is said. */
    static final double HALF = 0.5;

    private static final String HOLDOUT = "the holdout";

    /** Probabilities may be so far beyond 0 and 1 by rounding; they are then taken as 0 and 1. */
    private static final float SLACK = 1e-5f;

    /** The probabilities of a row may add up to so much more or less than 1. */
    private static final double SUM_SLACK = 1e-2;

    ModelScores(float[] values, int width, List<String> classes) {
        this(values, width, classes, HALF);
    }

    /** {@return the same scores, of which others are positive} */
    ModelScores from(double other) {
        return new ModelScores(values, width, classes, other);
    }

    /**
     * Checks scores.
     *
     * @param name the model's, for messages
     * @throws BackendFailure {@code SCORING_FAILED} if the scorer did not keep what it promises
     * @throws InvalidInput {@code SCORING_FAILED} if the scores are no probabilities
     */
    static ModelScores checked(String name, ModelArtifact artifact, Scorer.Scores scores, int rows) {
        return checked(name, artifact, scores, rows, HOLDOUT);
    }

    /**
     * Checks scores of another table than the holdout.
     *
     * @param table {@code the validation rows}, for messages
     */
    static ModelScores checked(String name, ModelArtifact artifact, Scorer.Scores scores, int rows, String table) {
        if (scores.rows() != rows || scores.width() != artifact.width()) {
            throw failed(
                    name,
                    String.format(
                            Locale.ROOT,
                            "gave %,d rows of %d scores for %,d rows of %d",
                            scores.rows(),
                            scores.width(),
                            rows,
                            artifact.width()));
        }
        float[] values = scores.values();
        Offenders wrong = Offenders.among(rows, row -> !finite(values, row, scores.width()));
        if (wrong.any()) {
            throw failed(name, "gave scores that are no finite numbers for " + wrong.of(table));
        }
        if (artifact.task() != Task.REGRESSION) {
            checkProbabilities(name, values, scores.width(), rows, table);
        }
        return new ModelScores(values, scores.width(), artifact.classes());
    }

    /** {@return the scores of one class} */
    float[] column(int k) {
        float[] column = new float[values.length / width];
        for (int row = 0; row < column.length; row++) {
            column[row] = values[row * width + k];
        }
        return column;
    }

    static void checkProbabilities(String name, float[] values, int width, int rows, String table) {
        Offenders wrong = Offenders.among(rows, row -> !probabilities(values, row, width));
        if (wrong.any()) {
            throw new InvalidInput(
                    Code.SCORING_FAILED,
                    name,
                    "gave scores that are no probabilities for " + wrong.of(table) + ", the first being "
                            + values[wrong.first().get(0) * width],
                    width == 1
                            ? "Let the model give the probability of class 1, with XGBoost by objective: binary:logistic"
                            : "Let the model give a probability for each class, with XGBoost by objective: multi:softprob");
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(Math.max(values[i], 0f), 1f);
        }
    }

    static boolean finite(float[] values, int row, int width) {
        for (int i = row * width; i < (row + 1) * width; i++) {
            if (!Float.isFinite(values[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean probabilities(float[] values, int row, int width) {
        double sum = 0;
        for (int i = row * width; i < (row + 1) * width; i++) {
            if (values[i] < -SLACK || values[i] > 1 + SLACK) {
                return false;
            }
            sum += values[i];
        }
        return width == 1 || Math.abs(sum - 1) <= SUM_SLACK;
    }

    private static BackendFailure failed(String name, String what) {
        return BackendFailure.permanent(
                new Problem(
                        Code.SCORING_FAILED,
                        name,
                        what,
                        "Look at the model and at what serves it, then go on with the run"),
                null);
    }
}
