package retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.InvalidInput;
import retrain.run.Digest;

/** Snapshots as the commands know them: compared, and brought back. */
class DataVersionsIT {
    @TempDir
    Path project;

    private String january;
    private String february;

    @BeforeEach
    void twoSnapshots() throws IOException {
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {flights: "../%s/in/{yyyy-MM}.csv"}
                  prepare: prepare.sql
                  key: [id]
                train: {xgboost: {rounds: 2}}
                gates: [{metric: auc, at-least: 0.5}]
                """.formatted(project.getFileName()));
        Files.writeString(project.resolve("prepare.sql"), "SELECT id, x, c, late FROM flights");
        rows("in/2013-01.csv", 0, 40, "a");
        january = prepare();
        rows("in/2013-01.csv", 1, 40, "a");
        rows("in/2013-02.csv", 40, 60, "b");
        february = prepare();
    }

    private void rows(String name, int from, int to, String category) throws IOException {
        StringBuilder csv = new StringBuilder("id,x,c,late\n");
        for (int i = from; i < to; i++) {
            csv.append(i)
                    .append(',')
                    .append(i == 7 && from == 1 ? 700 : i)
                    .append(',')
                    .append(category)
                    .append(',');
            csv.append(i % 2).append('\n');
        }
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, csv.toString());
    }

    private Outcome run(Command command, Map<Option, String> options) {
        return new Retrain(e -> {}).execute(new Request(command, options, project, project.resolve("out"), "test"));
    }

    /** {@return the digest of the only snapshot that is new} */
    private String prepare() throws IOException {
        List<String> before = snapshots();
        run(Command.PREPARE, Map.of());
        List<String> after = new ArrayList<>(snapshots());
        after.removeAll(before);
        return after.get(0);
    }

    private List<String> snapshots() throws IOException {
        Path datasets = project.resolve(".retrain/datasets/small");
        if (!Files.exists(datasets)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(datasets)) {
            return files.map(f -> f.getFileName().toString().replace(".json", ""))
                    .toList();
        }
    }

    private Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Digest.of(file).hex());
            }
        }
        return files;
    }

    @Test
    void shouldSayWhatDiffersBetweenTwoSnapshots() {
        List<String> lines = run(
                        Command.DIFF,
                        Map.of(Option.FROM, "data:" + january.substring(0, 8), Option.TO, "data:" + february))
                .text();

        assertThat(lines)
                .startsWith(
                        "data:" + january.substring(0, 12) + " -> data:" + february.substring(0, 12),
                        "parts:",
                        "  flights: in/2013-01.csv changed",
                        "  flights: in/2013-02.csv is new",
                        "rows:")
                .contains("  20 added, 1 removed, 1 changed (by key id)")
                .anyMatch(l -> l.matches(" {2}c: [0-9.]+% of the rows moved: a 100% -> [0-9.]+%, b none -> [0-9.]+%"))
                .anyMatch(l -> l.startsWith("  x: mean "));
        assertThat(run(Command.DIFF, Map.of(Option.FROM, "data:" + january)).text())
                .isEqualTo(lines);
        assertThat(run(Command.DIFF, Map.of(Option.FROM, "data:" + january, Option.TO, "data:" + january))
                        .text())
                .endsWith("nothing differs");
    }

    @Test
    void shouldSayWhichModuleReadsFilesElsewhereTogetherWithAllOtherMistakes() throws IOException {
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data: {sources: {a: s3://bucket/a.csv, b: absent.csv}, prepare: prepare.sql}
                train: {xgboost: {rounds: 2}}
                gates: [{metric: auc, at-least: 0.5}]
                """);

        assertThatThrownBy(() -> run(Command.RUN, Map.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.sources.a: needs the module retrain-aws, which is not on the class path")
                .hasMessageContaining("Add io.retrain:retrain-aws to the <dependencies> of retrain-maven-plugin")
                .hasMessageContaining("data.sources.b: 'absent.csv' matches no file");
    }

    @Test
    void shouldSayThatThereIsNoSuchSnapshot() {
        assertThatThrownBy(() -> run(Command.DIFF, Map.of(Option.TO, "data:0123456789")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("there is no such snapshot")
                .hasMessageContaining(january.substring(0, 12));
        assertThatThrownBy(() -> run(Command.RESTORE, Map.of(Option.DATA, "", Option.INTO, "here")))
                .hasMessageContaining("option 'data': is not given");
        assertThatThrownBy(() -> run(Command.RESTORE, Map.of(Option.DATA, "champion", Option.INTO, "here")))
                .hasMessageContaining("there is none yet");
    }

    @Test
    void shouldRestoreASnapshotWithItsSourcesAndVerifyThem() throws IOException {
        Outcome outcome = run(Command.RESTORE, Map.of(Option.DATA, february.substring(0, 6), Option.INTO, "back"));

        assertThat(outcome.summary()).startsWith("Restored 5 files of data " + february.substring(0, 12));
        assertThat(files(project.resolve("back")))
                .containsOnlyKeys(
                        "holdout.parquet",
                        "snapshot.json",
                        "sources/flights/in/2013-01.csv",
                        "sources/flights/in/2013-02.csv",
                        "train.parquet")
                .containsEntry("snapshot.json", february)
                .containsEntry(
                        "sources/flights/in/2013-02.csv",
                        Digest.of(project.resolve("in/2013-02.csv")).hex());

        Outcome again = run(Command.RESTORE, Map.of(Option.DATA, february, Option.INTO, "back"));
        assertThat(again.text()).hasSize(5).allMatch(l -> l.startsWith("there already: "));
    }

    @Test
    void shouldSayExactlyWhichPartsAreGone() throws IOException {
        Files.delete(project.resolve("in/2013-02.csv"));

        Outcome old = run(Command.RESTORE, Map.of(Option.DATA, january, Option.INTO, "old"));
        assertThat(old.summary()).startsWith("Restored 3 files of data").endsWith("; 1 are gone");
        assertThat(old.text())
                .last()
                .asString()
                .startsWith("gone: sources/flights/in/2013-01.csv (sha256:")
                .endsWith("): in/2013-01.csv has another content by now");

        assertThat(run(Command.RESTORE, Map.of(Option.DATA, february, Option.INTO, "new"))
                        .text())
                .last()
                .asString()
                .endsWith("in/2013-02.csv is not there any more");
        assertThat(files(project.resolve("new"))).hasSize(4);
    }

    @Test
    void shouldRestoreTheRestOfWhatIsDamagedInTheStore() throws IOException {
        String table = files(project.resolve(".retrain/objects")).entrySet().stream()
                .filter(e -> e.getValue().equals(trainTable()))
                .findFirst()
                .orElseThrow()
                .getKey();
        Path object = project.resolve(".retrain/objects").resolve(table);
        assertThat(object.toFile().setWritable(true)).isTrue();
        Files.writeString(object, "damaged");

        Outcome outcome = run(Command.RESTORE, Map.of(Option.DATA, february, Option.INTO, "back"));

        assertThat(outcome.text())
                .hasSize(5)
                .last()
                .asString()
                .startsWith("gone: train.parquet (sha256:" + trainTable());
        assertThat(project.resolve("back/train.parquet")).doesNotExist();
    }

    private String trainTable() {
        try {
            String manifest = Files.readString(project.resolve(".retrain/datasets/small/" + february + ".json"));
            return manifest.replaceFirst("(?s).*\"train\":\\{\"digest\":\"([0-9a-f]{64}).*", "$1");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void shouldNeverOverwriteAFileOfAnotherContent() throws IOException {
        Files.createDirectories(project.resolve("back/sources/flights/in"));
        Files.writeString(project.resolve("back/train.parquet"), "mine");
        Files.writeString(project.resolve("back/sources/flights/in/2013-02.csv"), "mine, too");

        assertThatThrownBy(() -> run(Command.RESTORE, Map.of(Option.DATA, february, Option.INTO, "back")))
                .isInstanceOfSatisfying(
                        InvalidInput.class, e -> assertThat(e.problems()).hasSize(2))
                .hasMessageContaining("train.parquet: is there with another content than the snapshot's");
        assertThat(files(project.resolve("back"))).hasSize(2);
    }

    @Test
    void shouldOnlySayWhatItWouldRestore() {
        Outcome outcome =
                run(Command.RESTORE, Map.of(Option.DATA, february, Option.INTO, "back", Option.DRY_RUN, "true"));

        assertThat(outcome.summary()).startsWith("Would restore 5 files");
        assertThat(project.resolve("back")).doesNotExist();
    }

    @Test
    void shouldSayWhyRowsCannotBeToldApart() throws IOException {
        Files.writeString(
                project.resolve("prepare.sql"),
                "SELECT 'n' || id AS name, CAST(x AS DOUBLE) AS x2, CAST(late AS TINYINT) AS late FROM flights");
        List<String> before = snapshots();
        run(Command.PREPARE, Map.of(Option.SET, "data.key=[name]"));
        List<String> after = new ArrayList<>(snapshots());
        after.removeAll(before);

        Outcome outcome = run(Command.DIFF, Map.of(Option.FROM, "data:" + february, Option.TO, "data:" + after.get(0)));

        assertThat(outcome.text())
                .contains("  which rows came and went is not known: no column is of the same name and type in both");
    }

    @Test
    void shouldTakeTheDataOfTheIdThatTheSpecNames() throws IOException {
        rows("exports/7f3a/rows.csv", 0, 30, "a");
        rows("exports/91bc/rows.csv", 0, 50, "a");
        String set = "data.sources.flights=exports/{version}/*.csv,data.version=";

        run(Command.PREPARE, Map.of(Option.SET, set + "7f3a"));
        List<String> before = snapshots();
        run(Command.PREPARE, Map.of(Option.SET, set + "91bc"));
        List<String> after = new ArrayList<>(snapshots());
        after.removeAll(before);

        Outcome outcome = run(Command.DIFF, Map.of(Option.FROM, "data:" + january, Option.TO, "data:" + after.get(0)));
        assertThat(outcome.text())
                .contains("  flights: exports/91bc/rows.csv is new", "  10 added, 0 removed, 0 changed (by key id)");
        assertThatThrownBy(() -> run(Command.PREPARE, Map.of(Option.SET, set + "0000")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("'exports/0000/*.csv' matches no file");
    }
}
