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
public final class Predictions {
    private Predictions() {}

    static void write(
            Spec spec, Rows rows, Path holdout, ModelScores candidate, Optional<ModelScores> champion, Path target) {
        Set<String> columns = columns(spec);
        List<Rows.Scored> scores = new ArrayList<>(scored(spec.task(), "candidate", candidate, columns));
        champion.ifPresent(c -> scores.addAll(scored(spec.task(), "champion", c, columns)));
        rows.writeWith(holdout, List.copyOf(columns), scores, target);
    }

    /** {@return the columns with the candidate's scores, in the order of its scores of a row} */
    public static List<String> candidateColumns(Spec spec, List<String> classes) {
        return names(spec.task(), "candidate", classes, columns(spec));
    }

    private static Set<String> columns(Spec spec) {
        Set<String> columns = new LinkedHashSet<>(spec.data().key());
        SlicePlan.of(spec).forEach(plan -> columns.add(plan.column()));
        columns.add(spec.target());
        return columns;
    }

    private static List<Rows.Scored> scored(Task task, String name, ModelScores scores, Set<String> taken) {
        List<String> names = names(task, name, scores.classes(), taken);
        List<Rows.Scored> columns = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            columns.add(new Rows.Scored(names.get(k), scores.width() == 1 ? scores.values() : scores.column(k)));
        }
        return columns;
    }

    private static List<String> names(Task task, String name, List<String> classes, Set<String> taken) {
        if (task != Task.MULTICLASS) {
            return List.of(free(name, taken));
        }
        return classes.stream().map(c -> free(name + "_" + c, taken)).toList();
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
