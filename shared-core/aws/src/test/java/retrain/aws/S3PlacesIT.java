package retrain.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.data.Part;
import retrain.problem.InvalidInput;

/** Remotes of DVC in S3, and SageMaker's data capture. */
class S3PlacesIT {
    @TempDir
    static Path shared;

    private static S3Server server;

    @TempDir
    Path folder;

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

    private static String md5(String content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content.getBytes(UTF_8)));
    }

    private static String at(String md5) {
        return md5.substring(0, 2) + "/" + md5.substring(2);
    }

    private void file(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), content);
    }

    /** The endpoint and the region are in DVC's own configuration. */
    private void remote(String url) throws IOException {
        String endpoint = System.getProperty("aws.endpointUrlS3");
        file(
                ".dvc/config",
                "[core]\n    remote = far\n['remote \"far\"']\n    url = " + url + "\n    endpointurl = " + endpoint
                        + "\n    region = us-east-1\n");
    }

    private static String out(String path, String md5, boolean before3) {
        return "outs:\n- md5: " + md5 + "\n  size: 12\n" + (before3 ? "" : "  hash: md5\n") + "  path: " + path + "\n";
    }

    @Test
    void shouldReadFilesAndFoldersOfARemoteOfDvcInBothLayouts() throws Exception {
        String january = S3Project.rows(0, 200);
        String february = S3Project.rows(200, 200);
        String march = S3Project.rows(400, 200);
        String list = "[{\"md5\": \"" + md5(january) + "\", \"relpath\": \"01.csv\"}, {\"md5\": \"" + md5(february)
                + "\", \"relpath\": \"02.csv\"}]";
        server.bucket("dvc", false);
        server.put("dvc", "store/files/md5/" + at(md5(list)) + ".dir", list);
        server.put("dvc", "store/files/md5/" + at(md5(january)), january);
        server.put("dvc", "store/files/md5/" + at(md5(february)), february);
        server.put("dvc", "store/" + at(md5(march)), march);
        remote("s3://dvc/store");
        file("data/rows.dvc", out("rows", md5(list) + ".dir", false));
        file("data/03.csv.dvc", out("03.csv", md5(march), true));
        S3Project project = new S3Project(folder).spec("sources: {rows: [data/rows.dvc, data/03.csv.dvc]}", "");

        project.execute(Command.PREPARE);
        int mark = server.mark();
        project.execute(Command.PREPARE);

        assertThat(project.snapshots().get(0).rows()).isEqualTo(600);
        assertThat(project.snapshots().get(0).parts())
                .extracting(Part::name, p -> p.version().orElse(""))
                .containsExactly(
                        tuple("data/03.csv", "dvc:" + md5(march)),
                        tuple("data/rows/01.csv", "dvc:" + md5(january)),
                        tuple("data/rows/02.csv", "dvc:" + md5(february)));
        assertThat(server.since(mark)).isEmpty();
        Outcome back = project.execute(
                Command.RESTORE,
                Map.of(Option.DATA, project.snapshots().get(0).digest().hex(), Option.INTO, "back"));
        assertThat(back.text()).contains("written: sources/rows/data/rows/01.csv");
    }

    @Test
    void shouldSayWhatARemoteOfDvcLacksOrHasWithAnotherContent() throws Exception {
        String content = S3Project.rows(0, 10);
        String other = S3Project.rows(10, 10);
        server.bucket("dvc-wrong", false);
        server.put("dvc-wrong", "files/md5/" + at(md5(other)), "something else");
        remote("s3://dvc-wrong");
        file("a.csv.dvc", out("a.csv", md5(content), false));
        file("b.csv.dvc", out("b.csv", md5(other), false));
        S3Project project = new S3Project(folder).spec("sources: {rows: '*.csv.dvc'}", "");

        assertThatThrownBy(() -> project.execute(Command.PREPARE))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("a.csv is not there, and neither DVC's cache nor a remote")
                .hasMessageContaining("b.csv is not there, and neither DVC's cache nor a remote")
                .hasMessageContaining("dvc pull b.csv.dvc");
        server.put("dvc-wrong", "files/md5/" + at(md5(other)), other);
        server.put("dvc-wrong", "files/md5/" + at(md5(content)), content);
        project.execute(Command.PREPARE);
        assertThat(project.snapshots().get(0).rows()).isEqualTo(20);

        project.copies().forEach(c -> c.toFile().delete());
        remote("s3://no-such-bucket-of-dvc");
        assertThatThrownBy(() -> project.execute(Command.PREPARE))
                .hasMessageContaining("s3://no-such-bucket-of-dvc is no bucket that there is");
    }

    private static String captured(String id, String time, double score) {
        return "{\"captureData\":{\"endpointInput\":{\"observedContentType\":\"text/csv\",\"mode\":\"INPUT\",\"data\":\"0.1,0.2\","
                + "\"encoding\":\"CSV\"},\"endpointOutput\":{\"observedContentType\":\"text/csv\",\"mode\":\"OUTPUT\",\"data\":\""
                + score + "\",\"encoding\":\"CSV\"}},\"eventMetadata\":{\"eventId\":\"" + id + "\",\"inferenceTime\":\""
                + time
                + "\"},\"eventVersion\":\"0\"}";
    }

    @Test
    void shouldJudgeThePredictionsThatDataCaptureWroteToABucket() throws Exception {
        file("rows.csv", S3Project.rows(0, 600));
        S3Project project = new S3Project(folder).spec("sources: {rows: rows.csv}", """
                        evaluate: {metrics: [auc]}
                        monitor:
                          live:
                            predictions: s3://capture/endpoint/AllTraffic/
                            labels: s3://capture/truth/
                            key: event_id
                            time: inference_time
                        """);
        project.execute(Command.RUN);
        server.bucket("capture", false);
        Random random = new Random(1);
        for (int hour = 10; hour < 12; hour++) {
            StringBuilder events = new StringBuilder();
            StringBuilder truth = new StringBuilder("event_id,late\n");
            for (int i = 0; i < 150; i++) {
                String id = hour + "-" + i;
                int late = random.nextInt(2);
                String time = String.format(Locale.ROOT, "2024-03-01T%02d:%02d:00Z", hour, i % 60);
                events.append(captured(id, time, late == 1 ? 0.8 : 0.3)).append('\n');
                truth.append(id).append(',').append(late).append('\n');
            }
            server.put("capture", "endpoint/AllTraffic/2024/03/01/" + hour + "/a.jsonl", events.toString());
            server.put("capture", "truth/" + hour + ".csv", truth.toString());
        }

        project.execute(Command.MONITOR);
        int mark = server.mark();
        project.execute(Command.MONITOR);

        String json = Files.readString(folder.resolve("out/monitor.json"));
        assertThat(json).contains("\"predictions\" : 300").contains("\"labelled\" : 300");
        assertThat(server.since(mark)).hasSize(2).allMatch(r -> r.contains("list-type=2"));
    }
}
