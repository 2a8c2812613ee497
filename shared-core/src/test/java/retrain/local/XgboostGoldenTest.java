package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.spec.SqlText;
import retrain.train.TrainedModel;

/** A model that was stored by an earlier version is read for ever: files of {@code golden/xgboost}, made by Retrain 0.1. */
class XgboostGoldenTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "xgboost");

    @TempDir
    Path folder;

    private static TrainedModel trained() throws Exception {
        return Json.read(Files.readAllBytes(GOLDEN.resolve("trained.json")), TrainedModel.class, "golden");
    }

    @Test
    void shouldReadTheRecordOfAStoredModel() throws Exception {
        TrainedModel model = trained();

        assertThat(model.artifact().archive()).isEqualTo(Digest.of(Files.readAllBytes(GOLDEN.resolve("model.tar.gz"))));
        assertThat(new String(Json.pretty(model), StandardCharsets.UTF_8))
                .isEqualTo(Files.readString(GOLDEN.resolve("trained.json")));
    }

    @Test
    void shouldScoreByAStoredModel() throws Exception {
        Path rows = new Prepared(folder)
                .table("SELECT * FROM read_csv("
                        + SqlText.literal(GOLDEN.resolve("rows.csv").toString())
                        + ", columns = {'x': 'DOUBLE', 'kind': 'VARCHAR', 'flag': 'BOOLEAN'}, header = true)");

        float[] scores = new XgboostScorer()
                .score(
                        trained().artifact(),
                        GOLDEN.resolve("model.tar.gz"),
                        rows,
                        folder.resolve("scratch"),
                        Prepared.SILENT)
                .values();

        List<String> expected = Files.readAllLines(GOLDEN.resolve("scores.csv"));
        assertThat(scores).hasSize(expected.size() - 1);
        for (int i = 0; i < scores.length; i++) {
            assertThat(scores[i]).isCloseTo(Float.parseFloat(expected.get(i + 1)), within(1e-6f));
        }
    }
}
