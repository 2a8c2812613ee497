package retrain.local;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiPredicate;
import retrain.data.Column;
import retrain.data.Schema;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.train.Feature;
import retrain.train.ModelArtifact;

/** The columns of a table that a model reads, in its order. */
final class ModelColumns {
    private ModelColumns() {}

    /**
     * Opens them.
     *
     * @throws InvalidInput {@code CHAMPION_INCOMPATIBLE} if the table lacks some, or has them with another kind of values: a model that
     *     was just trained on the same columns has them all
     */
    static DuckDbColumns open(ModelArtifact artifact, Path table) {
        Schema schema = new DuckDbRows().schema(table);
        check("model " + artifact.archive().brief(), artifact.features(), schema, ModelColumns::fits);
        return DuckDbColumns.of(
                table, artifact.features().stream().map(Feature::name).toList());
    }

    /** Throws {@link InvalidInput} if the table lacks features, or has them with another kind of values. */
    static void check(String model, List<Feature> features, Schema schema, BiPredicate<Column, Feature> fits) {
        List<String> wrong = features.stream()
                .filter(f -> schema.find(f.name()).filter(c -> fits.test(c, f)).isEmpty())
                .map(f -> describe(f, schema))
                .toList();
        if (!wrong.isEmpty()) {
            throw new InvalidInput(
                    Code.CHAMPION_INCOMPATIBLE,
                    model,
                    "the champion cannot score the new schema: it reads " + String.join(", ", wrong),
                    "Keep these columns in the prepare query (name them in data.ignore to train without them), or give the"
                            + " model a new name to start without a champion");
        }
    }

    private static boolean fits(Column column, Feature feature) {
        boolean number = column.kind() == Column.Kind.NUMBER || column.kind() == Column.Kind.BOOLEAN;
        return feature.categorical() != number;
    }

    private static String describe(Feature feature, Schema schema) {
        return "column '" + feature.name() + "' (" + (feature.categorical() ? "text" : "number") + "), which "
                + schema.find(feature.name()).map(c -> "now is " + c.sqlType()).orElse("the rows do not have");
    }

    /** {@return that so many rows are scored; how many there are is not known} */
    static Event progress(ModelArtifact artifact, int rows) {
        String what = "scoring by model " + artifact.archive().brief();
        return new Event.Progressed(Allocation.of("evaluate", what, "rows", 0), rows, "");
    }
}
