package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.PrepareStage;
import retrain.data.Snapshot;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Stage;

class PrepareStageTest {
    @TempDir
    Path base;

    private PrepareFixture data;

    @BeforeEach
    void fixture() throws Exception {
        data = new PrepareFixture(base)
                .file("in/flights-01.csv", "x,y\n1,0\n2,1\n")
                .file("in/flights-02.csv", "x,y\n3,0\n4,1\n")
                .source("flights", "in/flights-*.csv")
                .sql("SELECT * FROM flights");
    }

    private List<String> changesSince(Inputs before) {
        return data.stage().inputs().changesSince(before);
    }

    @Test
    void shouldSayWhichFileIsNewGoneOrChanged() throws Exception {
        Inputs before = data.stage().inputs();
        assertThat(changesSince(before)).isEmpty();

        data.file("in/flights-03.csv", "x,y\n5,0\n");
        assertThat(changesSince(before)).containsExactly("data: flights-03.csv is new");

        data.file("in/flights-02.csv", "x,y\n3,0\n4,0\n");
        Files.delete(base.resolve("in/flights-01.csv"));
        assertThat(changesSince(before))
                .containsExactly(
                        "data: flights-01.csv is gone", "data: flights-02.csv changed", "data: flights-03.csv is new");
    }

    @Test
    void shouldSayWhatOfTheSpecChanged() throws Exception {
        Inputs before = data.stage().inputs();

        data.sql("SELECT x, y FROM flights")
                .key("x")
                .holdout(PrepareFixture.fraction(0.3))
                .time("t");

        assertThat(changesSince(before))
                .containsExactly(
                        "spec: data.holdout changed from fraction 0.5 to fraction 0.3",
                        "spec: data.key changed from [] to [x]",
                        "spec: data.time is new",
                        "sql: prepare.sql changed");
    }

    @Test
    void shouldKeepFilesOfTheSameNameApart() throws Exception {
        data.file("a/x.csv", "x\n1\n")
                .file("b/x.csv", "x\n1\n")
                .source("a", "a/x.csv")
                .source("b", "b/x.csv")
                .source("c", "b/x.csv");

        assertThat(data.stage().inputs().values().keySet())
                .contains("data: a/x.csv (a)", "data: b/x.csv (b)", "data: b/x.csv (c)", "data: flights-01.csv");
    }

    @Test
    void shouldReadGlobsAndFolders() throws Exception {
        data.file("in/deep/er/flights-03.csv", "x,y\n5,0\n")
                .file("in/_SUCCESS", "")
                .file("in/.hidden.csv", "")
                .file("in/README.md", "no data")
                .source("folder", "in")
                .source("deep", "in/**/*.csv", "in/flights-0[12].csv")
                .source("one", base.resolve("in/flights-01.csv").toString());

        assertThat(data.stage().inputs().values().keySet())
                .filteredOn(k -> k.startsWith("data: "))
                .containsExactly(
                        "data: in/deep/er/flights-03.csv (deep)",
                        "data: in/deep/er/flights-03.csv (folder)",
                        "data: in/flights-01.csv (deep)",
                        "data: in/flights-01.csv (flights)",
                        "data: in/flights-01.csv (folder)",
                        "data: in/flights-01.csv (one)",
                        "data: in/flights-02.csv (deep)",
                        "data: in/flights-02.csv (flights)",
                        "data: in/flights-02.csv (folder)");
    }

    @Test
    void shouldHashTheContentsOfFiles() {
        String expected = Digest.of("x,y\n1,0\n2,1\n") + " in flights";

        assertThat(data.stage().inputs().values()).containsEntry("data: flights-01.csv", expected);
    }

    @Test
    void shouldRefuseRowsOfAFileThatChangedMeanwhile() throws Exception {
        PrepareStage stage = data.stage();
        stage.inputs();
        data.file("in/flights-02.csv", "x,y\n3,1\n4,1\n9,0\n");

        assertThatThrownBy(() -> stage.run(new Stage.Job(new RunId("20260101T000000Z-000000"), "job")))
                .isInstanceOfSatisfying(BackendFailure.class, e -> {
                    assertThat(e.isRetryable()).isTrue();
                    assertThat(e.problems().get(0).code()).isEqualTo(Code.CONFLICT);
                });
        assertThat(data.store().list("datasets/")).isEmpty();
    }

    @Test
    void shouldKeepTheManifestAsItsDigestSays() throws Exception {
        Snapshot snapshot = data.task(retrain.spec.Task.REGRESSION, "x").prepare();

        byte[] manifest = data.store()
                .read("datasets/model/" + snapshot.digest().hex() + ".json")
                .orElseThrow()
                .content();
        assertThat(Digest.of(manifest)).isEqualTo(snapshot.digest());
        assertThat(Json.read(manifest, Snapshot.class, "manifest")).isEqualTo(snapshot);
        assertThat(data.stage().summary(snapshot)).matches("4 rows: \\d to train, \\d held out");
    }
}
