package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.local.RemoteTraining.Channel;
import retrain.problem.InvalidInput;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.train.TrainedModel.Point;
import retrain.train.Trainer.TrainingJob;

class RemoteTrainingTest {
    @TempDir
    Path folder;

    private Prepared prepared;

    @BeforeEach
    void prepare() {
        prepared = new Prepared(folder);
    }

    private RemoteTraining training(Spec spec, String target, String rows, int shares) throws Exception {
        Path table = prepared.table(rows);
        Path scratch = Files.createDirectories(folder.resolve("scratch"));
        TrainingJob job = new TrainingJob(
                "job",
                spec,
                folder,
                prepared.snapshot(target, table, Optional.of(table)),
                Optional.empty(),
                prepared.store,
                scratch);
        return RemoteTraining.of(job, shares, event -> {});
    }

    private static Spec binary(Map<String, Object> hyperparameters) {
        return Prepared.spec(Task.BINARY, "y", hyperparameters);
    }

    @Test
    void shouldWriteNumbersOfThirtyTwoBitsWithTheLabelFirst() throws Exception {
        RemoteTraining training = training(
                binary(Map.of("rounds", 5)),
                "y",
                "SELECT i / 7.0 AS a, ['u', 'v', NULL][1 + i % 3] AS kind, CAST(i % 2 AS INT) AS y FROM range(10) t(i)",
                3);
        Channel train = training.channels().get(0);
        assertThat(train.shared()).isTrue();
        assertThat(train.files()).hasSize(3);

        training.write(train, folder);

        List<Path> files = train.files().stream().map(folder::resolve).toList();
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            String from = " FROM " + DuckDb.parquet(files);
            assertThat(database.texts("SELECT column_name FROM (DESCRIBE SELECT *" + from + ")"))
                    .containsExactly("y", "a", "kind");
            assertThat(database.texts("SELECT DISTINCT column_type FROM (DESCRIBE SELECT *" + from + ")"))
                    .containsExactly("FLOAT");
            assertThat(database.texts("SELECT a" + from).stream()
                            .map(Float::parseFloat)
                            .toList())
                    .hasSize(10)
                    .contains((float) (1 / 7.0), (float) (9 / 7.0));
            assertThat(database.texts("SELECT kind" + from)).contains("0.0", "1.0", null);
        }
    }

    @Test
    void shouldNameChannelsByTheirContent() throws Exception {
        String rows = "SELECT i AS a, i % 2 AS y FROM range(10) t(i)";
        Channel first =
                training(binary(Map.of("rounds", 5)), "y", rows, 1).channels().get(0);
        Channel other =
                training(binary(Map.of("rounds", 6)), "y", rows, 1).channels().get(0);
        Channel changed = training(binary(Map.of("rounds", 5)), "y", rows.replace("i AS a", "i + 1 AS a"), 1)
                .channels()
                .get(0);

        assertThat(other.digest()).isEqualTo(first.digest());
        assertThat(changed.digest()).isNotEqualTo(first.digest());
    }

    @Test
    void shouldRefuseRowsThatCannotBeTrainedOnBeforeTheyLeave() throws Exception {
        RemoteTraining training = training(
                binary(Map.of()),
                "y",
                "SELECT CASE WHEN i = 3 THEN 1e39 WHEN i = 4 THEN 'nan'::DOUBLE ELSE i END AS a, i % 3 AS y FROM range(10) t(i)",
                1);

        assertThatThrownBy(() -> training.write(training.channels().get(0), folder))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("its training rows hold an infinite number")
                .hasMessageContaining("3 of the 10 training rows hold a target that is neither 0 nor 1");
    }

    @Test
    void shouldNameTheMetricAndTheClassesThatTheContainerDoesNotFind() throws Exception {
        RemoteTraining training = training(
                Prepared.spec(Task.MULTICLASS, "three", Map.of("rounds", 7)),
                "three",
                "SELECT i AS a, i % 3 AS three FROM range(30) t(i)",
                1);

        assertThat(training.hyperparameters())
                .containsEntry("num_class", "3")
                .containsEntry("num_round", "7")
                .containsEntry("eval_metric", "mlogloss")
                .containsKey("seed")
                .doesNotContainKey("nthread");
    }

    @Test
    void shouldReadTheLineOfARound() throws Exception {
        Function<String, List<Point>> metrics = training(
                        binary(Map.of()), "y", "SELECT i AS a, i % 2 AS y FROM range(10) t(i)", 1)
                .metrics();

        assertThat(metrics.apply("[12]#011train-auc:0.8#011validation-error@0.7:1e-05"))
                .containsExactly(new Point(13, "train-auc", 0.8), new Point(13, "validation-error@0.7", 1e-5));
        assertThat(metrics.apply("[0]\ttrain-auc:nan")).containsExactly(new Point(1, "train-auc", Double.NaN));
        assertThat(metrics.apply("INFO:root:train-auc:0.8")).isEmpty();
    }
}
