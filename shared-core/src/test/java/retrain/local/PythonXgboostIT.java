package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.TrainSpec.Categories;
import retrain.train.ModelArtifact;

/**
 * Python's XGBoost, which SageMaker's container is, loads our models and gives the same scores.
 */
class PythonXgboostIT {
    private static final String ROWS = """
            SELECT CASE WHEN i % 11 = 0 THEN NULL ELSE (hash(i) % 1000) / 1000.0 END AS "größe", CAST(hash(i + 3) % 97 AS INT) - 40 AS b,
                   ['red', 'green', 'blue', NULL][1 + CAST(hash(i + 5) % 4 AS INT)] AS kind, i % 3 AS three,
                   CAST((hash(i) % 1000) / 1000.0 + (hash(i + 5) % 4) * 0.2 > 0.7 AS INT) AS y
            FROM range(1000) t(i)
            """;

    @TempDir
    Path folder;

    private Prepared prepared;
    private String python = "";

    @BeforeEach
    void findPython() {
        python = Python.interpreter();
        prepared = new Prepared(folder);
    }

    @ParameterizedTest
    @EnumSource(Categories.class)
    void shouldScoreAsPythonDoes(Categories categories) throws Exception {
        Path table = prepared.table("SELECT * EXCLUDE (three) FROM (" + ROWS + ")");
        Spec spec = Prepared.spec(Task.BINARY, "y", Map.of("rounds", 30, "max_depth", 5), categories, 2);

        compare(spec, table, "y");
    }

    @Test
    void shouldScoreSeveralClassesAsPythonDoes() throws Exception {
        Path table = prepared.table("SELECT * EXCLUDE (y) FROM (" + ROWS + ")");

        compare(Prepared.spec(Task.MULTICLASS, "three", Map.of("rounds", 10)), table, "three");
    }

    @Test
    void shouldScoreAModelThatEndedEarlyAsPythonDoes() throws Exception {
        Path table = prepared.table("SELECT * EXCLUDE (y) FROM (" + ROWS + ")");
        Map<String, Object> hyperparameters =
                Map.of("rounds", 100, "early_stopping_rounds", 3, "eta", 0.5, "objective", "reg:squarederror");

        compare(Prepared.spec(Task.REGRESSION, "b", hyperparameters), table, "b");
    }

    private void compare(Spec spec, Path table, String target) throws Exception {
        ModelArtifact artifact = prepared.train(spec, prepared.snapshot(target, table, Optional.of(table)))
                .artifact();
        float[] ours = prepared.score(artifact, table).values();

        Path content = folder.resolve("content");
        Archives.unpack(prepared.store.fetch(artifact.archive()), content);
        Path script = Path.of("src", "test", "resources", "load_like_sagemaker.py");
        boolean natively = spec.train().categories() == Categories.NATIVE;
        String types = natively ? String.join(",", card(artifact).types()) : "";
        Path out = folder.resolve("scores.txt");
        Path err = folder.resolve("err.txt");
        int exit = new ProcessBuilder(
                        python,
                        script.toString(),
                        content.resolve("xgboost-model").toString(),
                        encoded(artifact, table).toString(),
                        types)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();

        assertThat(exit).as(Files.readString(err)).isZero();
        assertThat(Files.readString(err)).contains(artifact.features().get(0).name());
        List<String> theirs = Files.readAllLines(out);
        assertThat(theirs).hasSize(ours.length);
        for (int i = 0; i < ours.length; i++) {
            double scale = Math.max(1, Math.abs(ours[i]));
            assertThat(Math.abs(Double.parseDouble(theirs.get(i)) - ours[i]) / scale)
                    .isLessThan(1e-6);
        }
    }

    private XgboostCard card(ModelArtifact artifact) {
        Path archive = prepared.store.fetch(artifact.archive());
        try (XgboostModel model = XgboostModel.load(artifact, archive, folder.resolve("looking"))) {
            return model.card();
        }
    }

    /** The rows as a client of an endpoint sends them. */
    private Path encoded(ModelArtifact artifact, Path table) throws Exception {
        StringBuilder csv = new StringBuilder();
        try (EncodedRows rows = EncodedRows.unlabelled(table, card(artifact), schema -> {})) {
            while (rows.next()) {
                for (int row = 0; row < rows.rows(); row++) {
                    StringJoiner line = new StringJoiner(",");
                    for (int column = 0; column < artifact.features().size(); column++) {
                        float value = rows.value(column, row);
                        line.add(Float.isNaN(value) ? "nan" : Float.toString(value));
                    }
                    csv.append(line).append('\n');
                }
            }
        }
        return Files.writeString(folder.resolve("rows.csv"), csv, StandardCharsets.UTF_8);
    }
}
