package retrain.monitor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private final List<float[]> held = new ArrayList<>();

    /** Reads the scores of the rows held out from the champion, once for all windows. */
    ChampionScores(Spec spec, Context context, Watching watching, WatchedModel champion) {
        this.context = context;
        this.watching = watching;
        this.champion = champion;
        List<String> columns =
                Predictions.candidateColumns(spec, champion.artifact().classes());
        Path predictions = context.store().fetch(champion.evaluation().predictions());
        for (String column : columns) {
            held.add(watching.tables().numbers(predictions, column));
        }
    }

    /** {@return both, of each class if there are several; empty if the champion cannot score the rows, which is said: that its columns are gone is found by the columns} */
    List<Predicted> of(NewWindows.Cut cut, Path scratch) {
        try {
            Scorer.Scores scores = score(cut.table().file(), scratch);
            List<Predicted> predicted = new ArrayList<>();
            for (int i = 0; i < held.size(); i++) {
                predicted.add(new Predicted(name(i), held.get(i), column(scores, i)));
            }
            return predicted;
        } catch (InvalidInput e) {
            context.observer()
                    .on(new Event.Noticed("version " + champion.number() + " cannot score " + cut.name() + ": "
                            + e.problems().get(0).line()));
            return List.of();
        }
    }

    private String name(int column) {
        boolean multiclass = champion.artifact().task() == Task.MULTICLASS;
        return multiclass ? "prediction of " + champion.artifact().classes().get(column) : "prediction";
    }

    private Scorer.Scores score(Path table, Path scratch) {
        Path own = context.folder(scratch.resolve("scoring"));
        Path model = context.store().fetch(champion.artifact().archive());
        return watching.scorer().score(champion.artifact(), model, table, own, context.observer());
    }

    private static float[] column(Scorer.Scores scores, int column) {
        float[] values = new float[scores.rows()];
        for (int row = 0; row < values.length; row++) {
            values[row] = scores.values()[row * scores.width() + column];
        }
        return values;
    }
}
