package retrain.monitor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Predictions;
import retrain.evaluate.Scorer;
import retrain.event.Event;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.spec.Spec;
import retrain.spec.Task;

/**
 * The champion's scores of the rows held out from it, and of a window. It has learned the training rows, so that its scores of them are
 * surer than those of any new rows.
 */
final class ChampionScores {
    private final Context context;
    private final Watching watching;
    private final WatchedModel champion;
    private final float[] held;

    /** Reads the scores of the rows held out from the champion, once for all windows. */
    ChampionScores(Spec spec, Context context, Watching watching, WatchedModel champion) {
        this.context = context;
        this.watching = watching;
        this.champion = champion;
        List<String> columns =
                Predictions.candidateColumns(spec, champion.artifact().classes());
        Path predictions = context.store().fetch(champion.evaluation().predictions());
        this.held = watching.tables().numbers(predictions, columns.get(0));
    }

    /** {@return both; empty if the champion cannot score the rows, which is said: that its columns are gone is found by the columns} */
    Optional<Predicted> of(NewWindows.Cut cut, Path scratch) {
        try {
            float[] current = first(
                    score(cut.table().file(), scratch), champion.artifact().width());
            return Optional.of(new Predicted(name(), held, current));
        } catch (InvalidInput e) {
            context.observer()
                    .on(new Event.Noticed("version " + champion.number() + " cannot score " + cut.name() + ": "
                            + e.problems().get(0).line()));
            return Optional.empty();
        }
    }

    private String name() {
        boolean multiclass = champion.artifact().task() == Task.MULTICLASS;
        return multiclass ? "prediction of " + champion.artifact().classes().get(0) : "prediction";
    }

    private Scorer.Scores score(Path table, Path scratch) {
        Path own = context.folder(scratch.resolve("scoring"));
        Path model = context.store().fetch(champion.artifact().archive());
        return watching.scorer().score(champion.artifact(), model, table, own, context.observer());
    }

    private static float[] first(Scorer.Scores scores, int width) {
        float[] first = new float[scores.rows()];
        for (int row = 0; row < first.length; row++) {
            first[row] = scores.values()[row * width];
        }
        return first;
    }
}
