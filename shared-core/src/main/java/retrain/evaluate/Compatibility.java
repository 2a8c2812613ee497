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
import retrain.spec.SchemaSpec;
import retrain.spec.Spec;
import retrain.train.Feature;
import retrain.train.ModelArtifact;

/** Whether the champion can score rows that were prepared after it was trained. */
final class Compatibility {
    private static final String CURE =
            "Let the prepare query or a rule under 'data.schema.columns' give the champion the columns it was trained on (the"
                    + " candidate need not train on them: 'data.ignore'), compare on what both can read (data.schema.compare:"
                    + " common), or give the new kind of model a name of its own under 'model'";
    private static final String CANNOT = "cannot score the newly prepared rows: ";

    private Compatibility() {}

    /** {@return why it cannot, as far as columns and task tell; columns stand in no way if they are not to be compared on} */
    static List<Problem> problems(Champion champion, Spec spec, Schema schema) {
        List<Problem> problems = new ArrayList<>();
        List<String> obstacles = new ArrayList<>();
        if (champion.model().task() != spec.task()) {
            obstacles.add("it is a " + Json.word(champion.model().task()) + " model and the task is "
                    + Json.word(spec.task()));
        }
        if (spec.data().schema().compare() == SchemaSpec.Compare.ALL) {
            obstacles.addAll(columns(champion.model(), schema));
        }
        for (String obstacle : obstacles) {
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

    private static List<String> columns(ModelArtifact model, Schema schema) {
        List<String> obstacles = new ArrayList<>();
        for (Column lacking : lacking(model, schema)) {
            String name = lacking.name();
            String kind = lacking.kind() == Column.Kind.CATEGORY ? "text" : "number";
            obstacles.add(schema.find(name)
                    .map(c -> "it reads column '" + name + "' as " + kind + ", and it now is " + c.sqlType())
                    .orElse("it reads column '" + name + "', which they do not have"));
        }
        return obstacles;
    }

    /** {@return the columns that a model reads and the rows lack, or have as another kind: as the model needs them} */
    static List<Column> lacking(ModelArtifact model, Schema schema) {
        List<Column> lacking = new ArrayList<>();
        for (Feature feature : model.features()) {
            Optional<Column> column = schema.find(feature.name());
            if (column.isEmpty() || feature.categorical() == isNumber(column.get())) {
                lacking.add(
                        feature.categorical()
                                ? new Column(feature.name(), Column.Kind.CATEGORY, "VARCHAR")
                                : new Column(feature.name(), Column.Kind.NUMBER, "DOUBLE"));
            }
        }
        return lacking;
    }

    private static boolean isNumber(Column column) {
        return column.kind() == Column.Kind.NUMBER || column.kind() == Column.Kind.BOOLEAN;
    }
}
