package retrain.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.data.Column;
import retrain.data.Schema;
import retrain.evaluate.EvaluateStage.Champion;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Json;
import retrain.spec.Task;
import retrain.train.Feature;
import retrain.train.ModelArtifact;

/** Whether the champion can score rows that were prepared after it was trained. */
final class Compatibility {
    private static final String CURE =
            "Let the prepare query give the champion the columns it was trained on (the candidate need not"
                    + " train on them: 'data.ignore'), or give the new kind of model a name of its own under 'model'";
    private static final String CANNOT = "cannot score the newly prepared rows: ";

    private Compatibility() {}

    /** {@return why it cannot, as far as columns and task tell} */
    static List<Problem> problems(Champion champion, Task task, Schema schema) {
        List<Problem> problems = new ArrayList<>();
        for (String obstacle : obstacles(champion.model(), task, schema)) {
            problems.add(new Problem(Code.CHAMPION_INCOMPATIBLE, where(champion), CANNOT + obstacle, CURE));
        }
        return problems;
    }

    /** {@return a scorer's refusal, saying that it is the champion that was refused} */
    static InvalidInput refused(Champion champion, InvalidInput refusal) {
        InvalidInput named = new InvalidInput(refusal.problems().stream()
                .map(p -> p.code() == Code.CHAMPION_INCOMPATIBLE
                        ? new Problem(p.code(), where(champion), p.what(), p.cure())
                        : new Problem(
                                Code.CHAMPION_INCOMPATIBLE,
                                where(champion),
                                CANNOT + p.where() + ": " + p.what(),
                                CURE))
                .toList());
        named.addSuppressed(refusal);
        return named;
    }

    static String where(Champion champion) {
        return "champion (" + champion.name() + ")";
    }

    private static List<String> obstacles(ModelArtifact model, Task task, Schema schema) {
        List<String> obstacles = new ArrayList<>();
        if (model.task() != task) {
            obstacles.add("it is a " + Json.word(model.task()) + " model and the task is " + Json.word(task));
        }
        for (Feature feature : model.features()) {
            Optional<Column> column = schema.find(feature.name());
            if (column.isEmpty()) {
                obstacles.add("it reads column '" + feature.name() + "', which they do not have");
            } else if (feature.categorical() == isNumber(column.get())) {
                String kind = feature.categorical() ? "text" : "number";
                obstacles.add("it reads column '" + feature.name() + "' as " + kind + ", and it now is "
                        + column.get().sqlType());
            }
        }
        return obstacles;
    }

    private static boolean isNumber(Column column) {
        return column.kind() == Column.Kind.NUMBER || column.kind() == Column.Kind.BOOLEAN;
    }
}
