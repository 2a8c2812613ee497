package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.data.Part;
import retrain.problem.InvalidInput;
import retrain.run.RemoteFiles.Access;

/** Sources in S3, through the commands of Retrain. */
class S3SourcesIT {
    @TempDir
    static Path shared;

    private static S3Server server;

    @TempDir
    Path folder;

    private S3Project project;
    private String bucket;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start(shared);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void bucketOfItsOwn(TestInfo test) {
        project = new S3Project(folder);
        bucket = "b-" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        bucket = bucket.substring(0, Math.min(60, bucket.length()));
    }

    private void january() throws IOException {
        server.bucket(bucket, true);
        server.put(bucket, "rows/2013-01.csv", S3Project.rows(0, 300));
    }

    private List<Part> parts() throws IOException {
        return project.snapshots().get(0).parts();
    }

    @Test
    void shouldTrainOnObjectsAndFilesAndThenAskForListsOnly() throws IOException {
        january();
        String version = server.put(bucket, "rows/2013-02.csv", S3Project.rows(300, 300));
        Files.writeString(folder.resolve("here.csv"), S3Project.rows(600, 300));
        project.spec("sources: {rows: [here.csv, 's3://%s/rows/*.csv']}".formatted(bucket), "");

        Outcome first = project.execute(Command.RUN);
        assertThat(first.kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(parts())
                .extracting(Part::name)
                .containsExactly(
                        "here.csv", "s3://" + bucket + "/rows/2013-01.csv", "s3://" + bucket + "/rows/2013-02.csv");
        assertThat(parts().get(2).version()).contains("s3:" + version);
        assertThat(parts().get(0).version()).isEmpty();

        int mark = server.mark();
        Outcome second = project.execute(Command.RUN);

        assertThat(second.kind()).isEqualTo(Outcome.Kind.UNCHANGED);
        assertThat(server.since(mark))
                .hasSize(1)
                .allMatch(r -> r.startsWith("GET /" + bucket + "?") && r.contains("list-type=2"));
    }

    @Test
    void shouldFetchOnlyTheObjectThatIsNewAndSayThatARetrainIsDue() throws IOException {
        january();
        project.spec("sources: {rows: 's3://%s/rows/'}".formatted(bucket), "triggers: {new-data: {parts: 1}}");
        project.execute(Command.RUN);
        assertThat(project.execute(Command.CHECK).kind()).isEqualTo(Outcome.Kind.NOT_DUE);
        server.put(bucket, "rows/2013-02.csv", S3Project.rows(300, 300));

        int mark = server.mark();
        Outcome check = project.execute(Command.CHECK);

        assertThat(check.kind()).isEqualTo(Outcome.Kind.DUE);
        assertThat(String.join("\n", check.text())).contains("2013-02.csv");
        assertThat(server.since(mark))
                .filteredOn(r -> !r.contains("list-type"))
                .hasSize(1)
                .allMatch(r -> r.startsWith("GET /" + bucket + "/rows/2013-02.csv"));
    }

    @Test
    void shouldNotTrainAgainWhenTheSameContentIsBroughtAgain() throws IOException {
        january();
        project.spec("sources: {rows: 's3://%s/rows/'}".formatted(bucket), "");
        project.execute(Command.RUN);
        server.put(bucket, "rows/2013-01.csv", S3Project.rows(0, 300));
        for (Path copy : project.copies()) {
            Files.delete(copy);
        }

        Outcome again = project.execute(Command.RUN);

        assertThat(again.kind()).isEqualTo(Outcome.Kind.UNCHANGED);
        assertThat(project.snapshots()).hasSize(1);
    }

    @Test
    void shouldRestoreAnOverwrittenObjectByItsVersion() throws IOException {
        january();
        project.spec("sources: {rows: 's3://%s/rows/'}".formatted(bucket), "");
        project.execute(Command.PREPARE);
        String data = project.snapshots().get(0).digest().hex();
        server.put(bucket, "rows/2013-01.csv", S3Project.rows(5000, 200));
        for (Path copy : project.copies()) {
            Files.delete(copy);
        }

        Outcome dry = project.execute(
                Command.RESTORE, Map.of(Option.DATA, data, Option.INTO, "back", Option.DRY_RUN, "true"));
        assertThat(dry.text()).contains("would write sources/rows/s3_/" + bucket + "/rows/2013-01.csv");
        assertThat(project.copies()).isEmpty();
        Outcome restored = project.execute(Command.RESTORE, Map.of(Option.DATA, data, Option.INTO, "back"));

        assertThat(restored.text()).contains("written: sources/rows/s3_/" + bucket + "/rows/2013-01.csv");
        assertThat(folder.resolve("back/sources/rows/s3_/" + bucket + "/rows/2013-01.csv"))
                .hasContent(S3Project.rows(0, 300));
    }

    @Test
    void shouldSayWhichVersionIsGoneWhenItIsRestored() throws IOException {
        january();
        project.spec("sources: {rows: 's3://%s/rows/'}".formatted(bucket), "");
        project.execute(Command.PREPARE);
        String data = project.snapshots().get(0).digest().hex();
        String version = parts().get(0).version().orElseThrow().substring("s3:".length());
        server.put(bucket, "rows/2013-01.csv", S3Project.rows(5000, 200));
        server.client.deleteObject(b -> b.bucket(bucket).key("rows/2013-01.csv").versionId(version));
        for (Path copy : project.copies()) {
            Files.delete(copy);
        }

        Outcome restored = project.execute(Command.RESTORE, Map.of(Option.DATA, data, Option.INTO, "back"));

        assertThat(restored.text())
                .anyMatch(l -> l.startsWith("gone: sources/rows/s3_/")
                        && l.contains(version)
                        && l.contains("no such version"));
        assertThat(folder.resolve("back/train.parquet")).exists();
    }

    @Test
    void shouldTakeThePinnedVersionWithoutAskingForItAgain() throws IOException {
        server.bucket(bucket, true);
        String version = server.put(bucket, "rows.csv", S3Project.rows(0, 300));
        server.put(bucket, "rows.csv", "id,x,y,late\n");
        project.spec("sources: {rows: 's3://%s/rows.csv?versionId=%s'}".formatted(bucket, version), "");

        project.execute(Command.PREPARE);
        int mark = server.mark();
        project.execute(Command.PREPARE);

        assertThat(project.snapshots().get(0).rows()).isEqualTo(300);
        assertThat(parts().get(0).version()).contains("s3:" + version);
        assertThat(server.since(mark)).isEmpty();
    }

    @Test
    void shouldFetchOnlyWhatLiesWithinTheWindow() throws IOException {
        server.bucket(bucket, false);
        for (String day : List.of("2013-01-01", "2013-01-02", "2013-01-03", "latest")) {
            server.put(bucket, "rows/" + day + "/a.csv", S3Project.rows(1000 * day.charAt(day.length() - 1), 100));
        }
        project.spec("sources: {rows: 's3://%s/rows/{yyyy-MM-dd}/*.csv'}\nwindow: 2 days".formatted(bucket), "");

        project.execute(Command.PREPARE);

        assertThat(parts())
                .extracting(p -> p.version().orElse(""))
                .containsExactly("time:2013-01-02", "time:2013-01-03");
        assertThat(project.copies()).hasSize(2);
    }

    @Test
    void shouldReportAllThatIsWrongWithRemoteAndLocalSourcesAtOnce() throws IOException {
        server.bucket(bucket, true);
        server.put(bucket, "rows/2013-01.csv", S3Project.rows(0, 10));
        server.put(bucket, "rows/empty.csv", "");
        String marked = server.client
                .deleteObject(b -> b.bucket(bucket).key("rows/2013-01.csv"))
                .versionId();
        project.spec("""
                sources:
                  absent: s3://b/rows/2013-1.csv
                  nowhere: s3://no-such-bucket-anywhere/x/
                  gone: s3://b/rows/2013-01.csv?versionId=%s
                  marked: s3://b/rows/2013-01.csv?versionId=%s
                  empty: s3://b/rows/empty.csv
                  here: nothing-*.csv
                prepare: prepare.sql
                """.replace("s3://b/", "s3://" + bucket + "/").formatted("0123456789abcdef", marked), "");

        assertThatThrownBy(() -> project.execute(Command.RUN))
                .isInstanceOf(InvalidInput.class)
                .satisfies(e -> assertThat(((InvalidInput) e)
                                .problems().stream().map(p -> p.line().replace(bucket, "B")))
                        .anyMatch(
                                l -> l.startsWith(
                                        "data.sources.absent: 's3://B/rows/2013-1.csv' matches no file; nearest is s3://B/rows/empty.csv."))
                        .anyMatch(l -> l.startsWith(
                                "data.sources.nowhere: s3://no-such-bucket-anywhere is no bucket that there is"))
                        .anyMatch(l ->
                                l.startsWith("data.sources.gone: s3://B/rows/2013-01.csv?versionId=0123456789abcdef "))
                        .anyMatch(l -> l.startsWith("data.sources.marked: s3://B/rows/2013-01.csv?versionId=")
                                && l.contains("has no such version"))
                        .anyMatch(l -> l.startsWith("data.sources.empty: s3://B/rows/empty.csv is empty"))
                        .anyMatch(l -> l.startsWith("data.sources.here: 'nothing-*.csv' matches no file"))
                        .anyMatch(l -> l.startsWith("prepare.sql: does not exist")));
    }

    @Test
    void shouldNameTheObjectThatIsMalformedByItsAddress() throws IOException {
        server.bucket(bucket, false);
        server.put(bucket, "rows/2013-01.csv", S3Project.rows(0, 300) + "1,2\n");
        project.spec("sources: {rows: 's3://%s/rows/'}".formatted(bucket), "");

        assertThatThrownBy(() -> project.execute(Command.PREPARE))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("s3://" + bucket + "/rows/2013-01.csv:302")
                .hasMessageNotContaining("scratch");
    }

    @Test
    void shouldValidateWithoutFetching() throws IOException {
        january();
        project.spec("sources: {rows: 's3://%s/rows/2013-01.csv'}".formatted(bucket), "");
        int mark = server.mark();

        assertThat(project.execute(Command.VALIDATE).text()).contains("rows: 1 file");
        assertThat(server.since(mark)).hasSize(1).allMatch(r -> r.contains("list-type=2"));
    }

    @Test
    void shouldFetchAgainWhatWasChangedOrTakenAwayHere() throws IOException {
        january();
        project.spec("sources: {rows: 's3://%s/rows/'}".formatted(bucket), "");
        project.execute(Command.PREPARE);
        Path copy = project.copies().get(0);
        Files.writeString(copy, "id,x,y,late\n");
        int mark = server.mark();

        project.execute(Command.PREPARE);

        assertThat(copy).hasContent(S3Project.rows(0, 300));
        assertThat(server.since(mark)).hasSize(2);
        assertThat(project.snapshots()).hasSize(1);
    }

    @Test
    void shouldCleanCopiesThatNobodyUsedAndKeepThoseThatAreUsed() throws IOException {
        january();
        project.spec("sources: {rows: 's3://%s/rows/'}".formatted(bucket), "");
        project.execute(Command.PREPARE);
        age(project.copies().get(0), 3);
        project.execute(Command.PREPARE);
        Map<Option, String> clean = Map.of(Option.OLDER_THAN, "2", Option.DRY_RUN, "false");

        // The copy was marked by another time than its card says: fetched again, and young.
        project.execute(Command.CLEAN, clean);
        assertThat(project.copies()).hasSize(1);
        age(project.copies().get(0), 3);
        project.execute(Command.CLEAN, clean);

        assertThat(project.copies()).isEmpty();
    }

    private static void age(Path file, int days) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
    }

    @Test
    void shouldListPageByPage() {
        server.bucket(bucket, false);
        for (int i = 0; i < 7; i++) {
            server.put(bucket, "k/ü " + i + ".csv", "x");
        }
        int found = new S3Files(S3Clients.open(Access.usual(), S3Clients.STALL), 3)
                .list("s3://" + bucket + "/k/", Integer.MAX_VALUE)
                .size();

        assertThat(found).isEqualTo(7);
        assertThat(S3Files.open(S3Clients.open(Access.usual(), S3Clients.STALL)).list("s3://" + bucket + "/k/", 4))
                .hasSize(4)
                .first()
                .extracting(f -> f.address())
                .isEqualTo("s3://" + bucket + "/k/ü 0.csv");
    }
}
