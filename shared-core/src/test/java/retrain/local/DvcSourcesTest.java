package retrain.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Part;
import retrain.data.Snapshot;
import retrain.event.Event;
import retrain.run.Digest;
import retrain.spec.Task;

/** Sources that DVC keeps. */
class DvcSourcesTest {
    private static final String ROWS = "x,y\n1,2\n3,4\n5,6\n7,8\n9,9\n2,3\n";

    /** As DVC 3.x computed it for the two files of {@link #folder}. */
    private static final String FOLDER = "6af3fef794aaf5a44927b900107c7f96";

    @TempDir
    Path base;

    private PrepareFixture data;

    @BeforeEach
    void repository() throws Exception {
        data = new PrepareFixture(base).task(Task.REGRESSION, "y").sql("SELECT x, y FROM rows");
        data.file(".dvc/config", "[core]\n    remote = near\n['remote \"near\"']\n    url = ../remote\n");
    }

    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String md5(String content) {
        return md5(content.getBytes(UTF_8));
    }

    private static String out(String path, String md5) {
        return "outs:\n- md5: " + md5 + "\n  size: 12\n  hash: md5\n  path: " + path + "\n";
    }

    private static String kept(String md5) {
        return "files/md5/" + md5.substring(0, 2) + "/" + md5.substring(2);
    }

    private PrepareFixture named(String content) throws IOException {
        return data.file("data/rows.csv.dvc", out("rows.csv", md5(content))).source("rows", "data/rows.csv.dvc");
    }

    private void assertTaken(String content) {
        Snapshot snapshot = data.prepare();
        assertThat(snapshot.parts())
                .containsExactly(new Part(
                        "rows",
                        "data/rows.csv",
                        content.length(),
                        Digest.of(content),
                        java.util.Optional.of("dvc:" + md5(content))));
        assertThat(snapshot.rows()).isEqualTo(content.lines().count() - 1);
    }

    @Test
    void shouldTakeTheFileOfTheWorkspace() throws Exception {
        named(ROWS).file("data/rows.csv", ROWS);

        assertTaken(ROWS);
        assertThat(data.events).noneMatch(Event.Noticed.class::isInstance);
    }

    @Test
    void shouldTakeTheFileOfTheCacheWhereTheWorkspaceHasNone() throws Exception {
        named(ROWS).file(".dvc/cache/" + kept(md5(ROWS)), ROWS);

        assertTaken(ROWS);
        assertThat(base.resolve("data/rows.csv")).doesNotExist();
    }

    @Test
    void shouldReadGzippedFilesAndParquetFromTheCache() throws Exception {
        data.zipped("a.csv.gz", ROWS).parquet("b.parquet", "SELECT 1 AS x, 2 AS y");
        for (String file : List.of("a.csv.gz", "b.parquet")) {
            byte[] content = Files.readAllBytes(base.resolve(file));
            data.file(".dvc/cache/" + kept(md5(content)), content).file(file + ".dvc", out(file, md5(content)));
            Files.delete(base.resolve(file));
        }
        data.source("rows", "a.csv.gz.dvc").source("more", "b.parquet.dvc");
        data.sql("SELECT x, y FROM rows UNION ALL SELECT x, y FROM more");

        assertThat(data.prepare().rows()).isEqualTo(7);
    }

    @Test
    void shouldTakeTheNamedVersionFromTheCacheAndTellThatTheWorkspaceHasAnother() throws Exception {
        named(ROWS).file("data/rows.csv", "x,y\n9,9\n").file(".dvc/cache/" + kept(md5(ROWS)), ROWS);

        assertTaken(ROWS);
        assertThat(data.events)
                .filteredOn(Event.Noticed.class::isInstance)
                .singleElement()
                .asString()
                .contains("data/rows.csv is not the version that data/rows.csv.dvc names, which is taken from ");
    }

    @Test
    void shouldReadTheCacheOfTheVersionsBeforeWithTheirLineEnds() throws Exception {
        String windows = ROWS.replace("\n", "\r\n");
        String md5 = md5(ROWS);
        data.file("data/rows.csv.dvc", "outs:\n- md5: " + md5 + "\n  size: 15\n  path: rows.csv\n")
                .file(".dvc/cache/" + md5.substring(0, 2) + "/" + md5.substring(2), windows)
                .source("rows", "data/rows.csv.dvc");

        Snapshot snapshot = data.prepare();
        assertThat(snapshot.parts().get(0).digest()).isEqualTo(Digest.of(windows));
        assertThat(snapshot.parts().get(0).version()).contains("dvc:" + md5);
    }

    @Test
    void shouldReadTheCacheThatIsConfiguredAndAFolderAsRemote() throws Exception {
        data.file(".dvc/config.local", "[cache]\n    dir = ../elsewhere\n").file("elsewhere/" + kept(md5(ROWS)), ROWS);
        named(ROWS);
        assertTaken(ROWS);

        Files.delete(base.resolve("elsewhere/" + kept(md5(ROWS))));
        data.file("remote/" + kept(md5(ROWS)), ROWS);
        assertTaken(ROWS);
    }

    /** {@return DVC's list of the folder's two files} */
    private String folder(String in) throws IOException {
        data.file(in + "ü b.csv", "x,y\n3,4\n").file(in + "sub/c.csv", "x,y\n5,6\n");
        data.file("data/dir.dvc", out("dir", FOLDER + ".dir")).source("rows", "data/dir.dvc");
        return "[{\"md5\": \"05e13ad099520704be4541d841ec98c3\", \"relpath\": \"sub/c.csv\"},"
                + " {\"md5\": \"c28e7e30d1dd46f320e0c3c1bc967c77\", \"relpath\": \"\\u00fc b.csv\"}]";
    }

    @Test
    void shouldTakeAFolderOfTheWorkspaceThatIsTheListedOne() throws Exception {
        folder("data/dir/");
        assertThat(data.prepare().parts())
                .extracting(Part::name)
                .containsExactly("data/dir/sub/c.csv", "data/dir/ü b.csv");

        data.file("data/dir/sub/c.csv", "x,y\n5,7\n");
        assertThat(data.problems())
                .singleElement()
                .asString()
                .contains("data/dir is not the folder that data/dir.dvc names", "Run 'dvc pull data/dir.dvc'");
    }

    @Test
    void shouldTakeTheFilesOfAFolderFromTheCacheWhereTheyAreAbsent() throws Exception {
        String list = folder("data/dir/");
        assertThat(md5(list)).isEqualTo(FOLDER);
        data.file(".dvc/cache/" + kept(FOLDER + ".dir"), list)
                .file(".dvc/cache/" + kept("05e13ad099520704be4541d841ec98c3"), "x,y\n5,6\n");
        Files.delete(base.resolve("data/dir/sub/c.csv"));

        assertThat(data.prepare().parts())
                .extracting(Part::name, p -> p.version().orElseThrow())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "data/dir/sub/c.csv", "dvc:05e13ad099520704be4541d841ec98c3"),
                        org.assertj.core.groups.Tuple.tuple(
                                "data/dir/ü b.csv", "dvc:c28e7e30d1dd46f320e0c3c1bc967c77"));
    }

    @Test
    void shouldReadTheOutputsOfDvcLock() throws Exception {
        data.file("dvc.lock", """
                schema: '2.0'
                stages:
                  clean.all:
                    cmd: python clean.py
                    deps:
                    - path: clean.py
                      hash: md5
                      md5: 11111111111111111111111111111111
                    outs:
                    - path: data/rows.csv
                      hash: md5
                      md5: %s
                      size: 12
                """.formatted(md5(ROWS)))
                .file("data/rows.csv", ROWS)
                .source("rows", "dvc.lock#data/rows.csv");
        assertTaken(ROWS);

        data.source("rows", "dvc.lock#clean.py");
        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("data.sources.rows: dvc.lock names no output 'clean.py'");
    }

    @Test
    void shouldSayAllAtOnceWhichDataAreGoneOrDiffer() throws Exception {
        data.file("a.csv.dvc", out("a.csv", md5("a")))
                .file("b.csv.dvc", out("b.csv", md5("b")))
                .file("b.csv", "x,y\n1,1\n")
                .file("c.csv.dvc", out("c.csv", md5("c")))
                .file(".dvc/cache/" + kept(md5("c")), "damaged")
                .source("rows", "*.dvc");

        assertThat(data.problems())
                .satisfiesExactly(
                        p -> assertThat(p).contains("a.csv is not there, and neither", "dvc pull a.csv.dvc"),
                        p -> assertThat(p)
                                .contains(
                                        "b.csv has the MD5 " + md5("x,y\n1,1\n"),
                                        "but b.csv.dvc names " + md5("b"),
                                        "dvc pull b.csv.dvc"),
                        p -> assertThat(p).contains("c.csv is not there, and neither", "dvc pull c.csv.dvc"));
    }

    @Test
    void shouldNameTheRemoteThatCannotBeReadHere() throws Exception {
        data.file(".dvc/config", "['remote \"storage\"']\n    url = gs://bucket/dvc\n");
        named(ROWS);

        assertThat(data.problems())
                .singleElement()
                .asString()
                .contains("Run 'dvc pull data/rows.csv.dvc': the remote 'storage' (gs://bucket/dvc) is not read here");
    }

    @Test
    void shouldSayWhatIsNoDvcFile() throws Exception {
        data.file("a.dvc", "outs: [\n")
                .file("b.dvc", "outs:\n- path: b.csv\n  md5: zzz\n")
                .file("c.dvc", "just a text")
                .file("d.dvc", "<<<<<<< HEAD\nouts:\n=======\n")
                .source("rows", "a.dvc", "b.dvc", "c.dvc", "d.dvc", "e.dvc");

        assertThat(data.problems())
                .satisfiesExactly(
                        p -> assertThat(p)
                                .startsWith("a.dvc: a.dvc:2:1 is not YAML")
                                .contains("Restore it from Git"),
                        p -> assertThat(p).startsWith("b.dvc: 'outs[0].md5' is 'zzz', no MD5"),
                        p -> assertThat(p).startsWith("c.dvc: names no output"),
                        p -> assertThat(p).startsWith("d.dvc: d.dvc:").contains("is not YAML"),
                        p -> assertThat(p).startsWith("data.sources.rows: 'e.dvc' matches no file"));
    }
}
