package retrain.evaluate;

import java.nio.file.Path;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.train.ModelArtifact;

/** Lets models score the holdout, or other rows. */
final class Scoring {
    private final Context context;
    private final Scorer scorer;
    private final Path table;
    private final Path scratch;
    private final String name;

    /** @param scratch an empty folder */
    Scoring(Context context, Scorer scorer, Path holdout, Path scratch) {
        this(context, scorer, holdout, "the holdout", scratch);
    }

    private Scoring(Context context, Scorer scorer, Path table, String name, Path scratch) {
        this.context = context;
        this.scorer = scorer;
        this.table = table;
        this.name = name;
        this.scratch = scratch;
    }

    ModelScores candidate(ModelArtifact model, int rows) {
        return score("candidate", "candidate", model, rows);
    }

    /** {@return a scoring of another table, beside that of the holdout} */
    Scoring of(Path other, String otherName) {
        return new Scoring(context, scorer, other, otherName, scratch.resolve("other"));
    }

    /**
     * Lets the champion score.
     *
     * @throws InvalidInput {@code CHAMPION_INCOMPATIBLE} if the scorer refuses the rows
     */
    ModelScores champion(EvaluateStage.Champion champion, int rows) {
        try {
            return score(Compatibility.where(champion), "champion", champion.model(), rows);
        } catch (InvalidInput e) {
            throw Compatibility.refused(champion, e);
        }
    }

    private ModelScores score(String where, String folder, ModelArtifact model, int rows) {
        Path archive = context.store().fetch(model.archive());
        Path own = context.folder(scratch.resolve(folder));
        Scorer.Scores scores = scorer.score(model, archive, table, own, context.observer());
        return ModelScores.checked(where, model, scores, rows, name);
    }
}
