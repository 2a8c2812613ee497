package retrain.promote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Predictions;
import retrain.evaluate.Scorer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.registry.ModelVersion;
import retrain.run.Context;
import retrain.run.Stage;
import retrain.spec.Spec;
import retrain.spec.Task;

/** Loads a model as it arrived at its deployment and compares its scores of the first holdout rows with those of the evaluation. */
final class ScoreCheck {
    static final int ROWS = 200;

    /** Scores are 32-bit numbers: about seven digits. */
    static final double TOLERANCE = 1e-6;

    private final Context context;
    private final Spec spec;
    private final Scorer scorer;
    private final Rows rows;

    ScoreCheck(Context context, Spec spec, Scorer scorer, Rows rows) {
        this.context = context;
        this.spec = spec;
        this.scorer = scorer;
        this.rows = rows;
    }

    /** Throws {@link BackendFailure} {@code DEPLOYMENT_FAILED} if a score differs. */
    void check(ModelVersion version, Path arrived, Snapshot snapshot, Evaluation evaluation, Stage.Job job) {
        context.clear(job);
        Path folder = context.scratch(job);
        Path table = folder.resolve("rows.parquet");
        rows.head(context.store().fetch(snapshot.holdout().digest()), ROWS, table);
        Scorer.Scores now = scorer.score(version.artifact(), arrived, table, empty(folder), context.observer());
        List<float[]> then = evaluated(version, evaluation, folder.resolve("predictions.parquet"));
        if (then.size() != now.width()) {
            throw differs(version, "gives " + now.width() + " scores a row, and gave " + then.size());
        }
        for (float[] column : then) {
            if (column.length != now.rows()) {
                throw differs(version, "scores " + now.rows() + " rows, and " + column.length + " were scored");
            }
        }
        compare(version, now, then);
        context.clear(job);
    }

    private Path empty(Path folder) {
        try {
            return Files.createDirectory(folder.resolve("score"));
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            folder.toString(),
                            "cannot be written (" + e + ")",
                            "Free space or grant access there, then go on with the run"),
                    e);
        }
    }

    /** {@return the candidate's scores, an array for each of its columns: one, or one a class} */
    private List<float[]> evaluated(ModelVersion version, Evaluation evaluation, Path head) {
        rows.head(context.store().fetch(evaluation.predictions()), ROWS, head);
        List<float[]> scores = new ArrayList<>();
        for (String column :
                Predictions.candidateColumns(spec, version.artifact().classes())) {
            scores.add(rows.numbers(head, column));
        }
        return scores;
    }

    private static void compare(ModelVersion version, Scorer.Scores now, List<float[]> then) {
        for (int row = 0; row < now.rows(); row++) {
            for (int column = 0; column < now.width(); column++) {
                float expected = then.get(column)[row];
                float score = asEvaluated(version, now.values()[row * now.width() + column]);
                if (!equal(score, expected)) {
                    throw differs(
                            version,
                            "scores holdout row " + (row + 1) + " as " + score + ", and scored it as " + expected);
                }
            }
        }
    }

    /** The evaluation takes probabilities that are beyond 0 or 1 by rounding as 0 and 1. */
    private static float asEvaluated(ModelVersion version, float score) {
        return version.artifact().task() == Task.REGRESSION ? score : Math.min(Math.max(score, 0f), 1f);
    }

    private static boolean equal(double a, double b) {
        return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }

    private static BackendFailure differs(ModelVersion version, String what) {
        return BackendFailure.permanent(
                new Problem(
                        Code.DEPLOYMENT_FAILED,
                        "version " + version.number() + ", loaded afresh",
                        what + " in the evaluation; it is not promoted",
                        "Train and evaluate again: what serves the model must be what was evaluated"),
                null);
    }
}
