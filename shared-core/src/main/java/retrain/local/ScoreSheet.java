package retrain.local;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import retrain.evaluate.Scorer.Scores;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.spec.Task;
import retrain.train.ModelArtifact;

/** Collects the scores of a model row by row, and takes none that cannot be one. */
final class ScoreSheet {
    /** What rounding may add to a probability. */
    private static final double ROUNDING = 1e-6;

    /** What rounding may add to the sum of a row's probabilities; programs that print few digits need some. */
    private static final double SUM_ROUNDING = 1e-2;

    private final ModelArtifact artifact;
    private final int width;
    private float[] values = new float[1024];
    private int size;
    private double sum;

    ScoreSheet(ModelArtifact artifact) {
        this.artifact = artifact;
        this.width = artifact.width();
    }

    /** Adds a row's next score. */
    void add(double score) {
        if (!Double.isFinite(score)) {
            throw failed(
                    "gave " + score + " for row " + row(),
                    "Make it give a number for every row, whatever is missing in it");
        }
        if (artifact.task() == Task.REGRESSION) {
            put(score);
            return;
        }
        if (score < -ROUNDING || score > 1 + ROUNDING) {
            throw failed(
                    "gave " + score + " for row " + row() + ", which is not a probability",
                    "Make it give probabilities (after the logistic function or softmax), not margins or labels");
        }
        put(Math.min(1, Math.max(0, score)));
        sum += score;
        if (size % width == 0) {
            endRow();
        }
    }

    private void endRow() {
        if (width > 1 && Math.abs(sum - 1) > SUM_ROUNDING) {
            throw failed(
                    String.format(Locale.ROOT, "gave probabilities for row %d whose sum is %.4f", rows(), sum),
                    "Make the probabilities of a row's classes add up to 1");
        }
        sum = 0;
    }

    private void put(double score) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.addExact(size, Math.max(1024, size >> 1)));
        }
        values[size++] = (float) score;
    }

    /** The row that the next score is for, from 1 on. */
    private int row() {
        return size / width + 1;
    }

    /** {@return the rows so far} */
    int rows() {
        return size / width;
    }

    /** {@return all scores} */
    Scores scores() {
        return new Scores(width, Arrays.copyOf(values, size));
    }

    private BackendFailure failed(String what, String cure) {
        return failure(artifact, what, cure, null);
    }

    /** {@return the failure of a model to score} */
    static BackendFailure failure(ModelArtifact artifact, String what, String cure, @Nullable Throwable cause) {
        Problem problem =
                new Problem(Code.SCORING_FAILED, "model " + artifact.archive().brief(), what, cure);
        return BackendFailure.permanent(problem, cause);
    }
}
