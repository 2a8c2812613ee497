package retrain.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import retrain.data.Rows;
import retrain.spec.Spec;
import retrain.spec.Task;

/**
 * The file from which anyone can compute every figure again: the rows' key, the columns they are sliced by, the target, and both models'
 * scores as {@code candidate} and {@code champion}; with several classes a column for each, {@code candidate_<class>}.
 */
final class Predictions {
    private Predictions() {}

    static void write(
            Spec spec, Rows rows, Path holdout, ModelScores candidate, Optional<ModelScores> champion, Path target) {
        Set<String> columns = new LinkedHashSet<>(spec.data().key());
        SlicePlan.of(spec).forEach(plan -> columns.add(plan.column()));
        columns.add(spec.target());
        List<Rows.Scored> scores = new ArrayList<>(scored(spec.task(), "candidate", candidate, columns));
        champion.ifPresent(c -> scores.addAll(scored(spec.task(), "champion", c, columns)));
        rows.writeWith(holdout, List.copyOf(columns), scores, target);
    }

    private static List<Rows.Scored> scored(Task task, String name, ModelScores scores, Set<String> taken) {
        if (task != Task.MULTICLASS) {
            return List.of(new Rows.Scored(free(name, taken), scores.values()));
        }
        List<Rows.Scored> columns = new ArrayList<>();
        for (int k = 0; k < scores.width(); k++) {
            String column = free(name + "_" + scores.classes().get(k), taken);
            columns.add(new Rows.Scored(column, scores.column(k)));
        }
        return columns;
    }

    /** Column names are equal without regard to case in DuckDB. */
    private static String free(String name, Set<String> taken) {
        String free = name;
        while (taken.stream().anyMatch(free::equalsIgnoreCase)) {
            free += "_";
        }
        return free;
    }
}
