package retrain.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.data.Column;
import retrain.data.Schema;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Context;
import retrain.run.Json;
import retrain.spec.Task;
import retrain.train.Feature;
import retrain.train.ModelArtifact;

/** Lets models score the holdout. */
final class Scoring {
    private static final String CURE =
            "Let the prepare query give the champion the columns it was trained on (the candidate need not"
                    + " train on them: 'data.ignore'), or give the new kind of model a name of its own under 'model'";

    private final Context context;
    private final Scorer scorer;
    private final Path holdout;
    private final Path scratch;

    /** @param scratch an empty folder */
    Scoring(Context context, Scorer scorer, Path holdout, Path scratch) {
        this.context = context;
        this.scorer = scorer;
        this.holdout = holdout;
        this.scratch = scratch;
    }

    ModelScores candidate(ModelArtifact model, int rows) {
        return score("candidate", "candidate", model, rows);
    }

    /** @throws InvalidInput {@code CHAMPION_INCOMPATIBLE} if the champion was made for other columns or another task */
    ModelScores champion(EvaluateStage.Champion champion, Task task, Schema schema, int rows) {
        String where = "champion (" + champion.name() + ")";
        List<String> obstacles = obstacles(champion.model(), task, schema);
        if (!obstacles.isEmpty()) {
            throw incompatible(where, obstacles);
        }
        try {
            return score(where, "champion", champion.model(), rows);
        } catch (InvalidInput e) {
            InvalidInput wrapped = incompatible(
                    where,
                    e.problems().stream().map(p -> p.where() + ": " + p.what()).toList());
            wrapped.initCause(e);
            throw wrapped;
        }
    }

    private static InvalidInput incompatible(String where, List<String> obstacles) {
        return new InvalidInput(obstacles.stream()
                .map(o -> new Problem(
                        Code.CHAMPION_INCOMPATIBLE, where, "cannot score the newly prepared rows: " + o, CURE))
                .toList());
    }

    private static List<String> obstacles(ModelArtifact model, Task task, Schema schema) {
        List<String> obstacles = new ArrayList<>();
        if (model.task() != task) {
            obstacles.add("it is a " + word(model.task()) + " model and the task is " + word(task));
        }
        for (Feature feature : model.features()) {
            Optional<Column> column = schema.find(feature.name());
            if (column.isEmpty()) {
                obstacles.add("it reads column '" + feature.name() + "', which they do not have");
            } else if (differs(feature, column.get().kind())) {
                obstacles.add(
                        "it reads column '" + feature.name() + "' as " + (feature.categorical() ? "text" : "number")
                                + ", and it now is " + column.get().sqlType());
            }
        }
        return obstacles;
    }

    private static String word(Task task) {
        return Json.word(task);
    }

    private static boolean differs(Feature feature, Column.Kind kind) {
        return feature.categorical() ? kind == Column.Kind.NUMBER : kind == Column.Kind.CATEGORY;
    }

    private ModelScores score(String where, String folder, ModelArtifact model, int rows) {
        Path archive = context.store().fetch(model.archive());
        Path own = scratch.resolve(folder);
        try {
            Files.createDirectories(own);
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            own.toString(),
                            "cannot be made (" + e + ")",
                            "Free space or grant access there, then go on with the run"),
                    e);
        }
        return ModelScores.checked(where, model, scorer.score(model, archive, holdout, own, context.observer()), rows);
    }
}
