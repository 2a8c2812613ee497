package retrain.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.evaluate.Realised.Labels;
import retrain.local.Embedded;
import retrain.monitor.LiveRows.Joined;
import retrain.monitor.LiveRows.Wanted;
import retrain.problem.InvalidInput;
import retrain.spec.Spec;
import retrain.spec.Task;

/** Windows and champions as they are read from files. */
class LiveWindowTest {
    private static final Spec SPEC = Live.spec(Task.BINARY, List.of());

    @TempDir
    Path folder;

    private Joined join(String predictions, String labels) throws IOException {
        Wanted wanted = new Wanted(
                Task.BINARY,
                folder,
                List.of(Files.writeString(folder.resolve("p.csv"), predictions)),
                labels.isEmpty() ? List.of() : List.of(Files.writeString(folder.resolve("l.csv"), labels)),
                List.of("id"),
                Optional.of("at"),
                List.of("score"),
                "y",
                Optional.empty(),
                Optional.empty(),
                Optional.of("1 day"),
                List.of(),
                List.of(),
                Optional.of("team"),
                new LiveRows.Variants.Only("v1"),
                "1GB",
                Instant.parse("2024-03-10T12:00:00Z"));
        return Embedded.liveRows().join(wanted, folder.resolve("joined.parquet"));
    }

    private static LiveWindow read(Joined joined) {
        return LiveWindow.read(SPEC, Embedded.rows(), joined.table(), joined, List.of(), 0.5);
    }

    @Test
    void shouldReadPredictionsWithTheirLabelsAndGroups() throws IOException {
        LiveWindow window = read(join(
                "id,at,score,team\n1,2024-03-01,0.25,a\n2,2024-03-02,0.5,b\n3,2024-03-10,0.75,a\n1,2024-03-03,1,b\n",
                "id,y\n1,true\n3,false\n"));

        assertThat(window.scores().values()).containsExactly(0.5f, 1f, 0.75f);
        assertThat(window.labelled()).containsExactly(1, 2);
        assertThat(((Labels.Binary) window.labels()).values()).containsExactly(1, 0);
        assertThat(window.overdue()).isEqualTo(1);
        assertThat(window.pending()).isZero();
        assertThat(window.cluster().orElseThrow()).hasSize(3);
        assertThat(window.notes())
                .containsExactly("1 predictions were made again later for the same key: the latest of each counts");
    }

    @Test
    void shouldReadAWindowOfWhichNothingIsLabelledOrNothingIsThere() throws IOException {
        LiveWindow unlabelled = read(join("id,at,score,team\n1,2024-03-01,0.25,a\n", ""));
        LiveWindow unscored = read(join("id,at,score,team\n1,2024-03-01,,a\n2,2024-03-01,,a\n", ""));

        assertThat(unlabelled.labelled()).isEmpty();
        assertThat(unlabelled.overdue()).isEqualTo(1);
        assertThat(unscored.predictions()).isZero();
        assertThat(unscored.joined().notes()).containsExactly("2 predictions have no score, and are left out");
    }

    @Test
    void shouldRefuseScoresThatAreNoProbabilities() throws IOException {
        Joined large = join("id,at,score,team\n1,2024-03-01,0.25,a\n2,2024-03-02,12.5,a\n", "");
        assertThatThrownBy(() -> read(large))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "gave scores that are no probabilities for row 2 of the window, by time, the first being 12.5");
        Joined infinite = join("id,at,score,team\n1,2024-03-01,0.25,a\n2,2024-03-02,1e39,a\n", "");
        assertThatThrownBy(() -> read(infinite))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("gave scores that are no finite numbers for row 2 of the window, by time");
    }

    @Test
    void shouldTellThatTheGroupIsUnknown() throws IOException {
        Joined joined = join("id,at,score\n1,2024-03-01,0.25\n", "");

        assertThat(joined.grouped()).isFalse();
    }

    @Test
    void shouldReadTheChampionsHeldOutRowsFromItsEvaluation() throws SQLException {
        Path predictions = folder.resolve("predictions.parquet");
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            statement.execute(
                    "COPY (SELECT * FROM (VALUES (1, true, 0.75::FLOAT, 0.5::FLOAT), (2, false, 0.25::FLOAT, 0.5::FLOAT))"
                            + " t(id, y, candidate, champion)) TO '" + predictions + "'");
        }
        LiveReference any = Live.World.of(50, 0, false).reference(SPEC);

        LiveReference read =
                LiveReference.read(SPEC, Embedded.rows(), any.evaluation(), List.of(), predictions, predictions);

        assertThat(read.scores().values()).containsExactly(0.75f, 0.25f);
        assertThat(((Labels.Binary) read.labels()).values()).containsExactly(1, 0);
        assertThat(read.scores().threshold()).isEqualTo(0.5);
    }
}
