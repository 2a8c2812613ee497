package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Column;
import retrain.monitor.LiveRows;
import retrain.monitor.LiveRows.Columns;
import retrain.monitor.LiveRows.Joined;
import retrain.monitor.LiveRows.Wanted;
import retrain.problem.InvalidInput;
import retrain.spec.Task;

/** Predictions and labels in real files, joined. Now is noon of 10 March. */
class DuckDbLiveTest {
    private static final Instant NOW = Instant.parse("2024-03-10T12:00:00Z");

    @TempDir
    Path folder;

    private Task task = Task.BINARY;
    private List<String> key = List.of("id");
    private List<String> score = List.of("score");
    private Optional<String> time = Optional.of("at");
    private Optional<String> labelTime = Optional.empty();
    private Optional<String> tolerance = Optional.empty();
    private Optional<String> delay = Optional.empty();
    private List<Column> features = List.of();
    private List<String> captured = List.of();

    private Path file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private Joined join(Path predictions, Path... labels) {
        Wanted wanted = new Wanted(
                task,
                folder,
                List.of(predictions),
                List.of(labels),
                key,
                time,
                score,
                "y",
                labelTime,
                tolerance,
                delay,
                features,
                captured,
                Optional.empty(),
                new LiveRows.Variants.Only("v1"),
                "1GB",
                NOW);
        return new DuckDbLive().join(wanted, folder.resolve("out/joined.parquet"));
    }

    private static List<Float> numbers(Joined joined, String column) {
        float[] values = new DuckDbRows().numbers(joined.table(), column);
        Float[] boxed = new Float[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = values[i];
        }
        return Arrays.asList(boxed);
    }

    @Test
    void shouldTellPendingFromOverdueLabelsByTheDelay() throws IOException {
        delay = Optional.of("2 days");
        Joined joined = join(
                file(
                        "p.csv",
                        "id,at,score",
                        "3,2024-03-09 00:00:00,0.3",
                        "1,2024-03-01 00:00:00,0.1",
                        "2,2024-03-08 12:00:00,0.2",
                        "4,2024-03-08 12:00:01,0.4"),
                file("l.csv", "id,y", "1,1"));

        assertThat(joined.predictions()).isEqualTo(4);
        assertThat(joined.first()).contains(Instant.parse("2024-03-01T00:00:00Z"));
        assertThat(joined.last()).contains(Instant.parse("2024-03-09T00:00:00Z"));
        assertThat(numbers(joined, Columns.score(0))).containsExactly(0.1f, 0.2f, 0.4f, 0.3f);
        assertThat(numbers(joined, Columns.STATE)).containsExactly(0f, 2f, 1f, 1f);
        assertThat(numbers(joined, Columns.LABEL)).containsExactly(1f, Float.NaN, Float.NaN, Float.NaN);
        assertThat(joined.notes()).isEmpty();
    }

    @Test
    void shouldCountEverythingThatIsWrongWithLabels() throws IOException {
        labelTime = Optional.of("when");
        Joined joined = join(
                file(
                        "p.csv",
                        "id,at,score",
                        "1,2024-03-01 00:00:00,0.1",
                        "2,2024-03-02 00:00:00,0.2",
                        "3,2024-03-03 00:00:00,0.3",
                        "4,2024-03-04 00:00:00,0.4",
                        "5,2024-03-05 00:00:00,0.5"),
                file(
                        "l.csv",
                        "id,y,when",
                        "1,1,2024-03-05 00:00:00",
                        "1,1,2024-03-06 00:00:00",
                        "2,0,2024-03-05 00:00:00",
                        "2,1,2024-03-06 00:00:00",
                        "3,1,2024-03-11 00:00:00",
                        "4,,2024-03-06 00:00:00",
                        "5,0,2024-03-01 00:00:00",
                        "99,1,2024-03-05 00:00:00",
                        ",1,2024-03-05 00:00:00"));

        assertThat(joined.notes())
                .containsExactly(
                        "1 labels have no key, and are left out",
                        "1 labels are empty: their predictions count as not labelled",
                        "1 labels are of a time that has not come yet, and are left out: a clock is wrong somewhere",
                        "1 labels came again with the same value: they count once",
                        "1 keys have labels that contradict one another: none of them counts",
                        "1 labels are of keys that no prediction has",
                        "1 labels are older than their predictions: a clock is wrong somewhere, or the label was known before");
        assertThat(numbers(joined, Columns.STATE)).containsExactly(0f, 1f, 1f, 1f, 0f);
        assertThat(numbers(joined, Columns.CONTRADICTED)).containsExactly(0f, 1f, 0f, 0f, 0f);
    }

    @Test
    void shouldTakeTheLatestOfRepeatedPredictionsAndTellThoseWithoutScoreKeyOrTime() throws IOException {
        Joined joined = join(
                file(
                        "p.csv",
                        "id,at,score",
                        "1,2024-03-02 00:00:00,0.9",
                        "1,2024-03-01 00:00:00,0.1",
                        "2,2024-03-03 00:00:00,",
                        ",2024-03-04 00:00:00,0.4",
                        "5,,0.5",
                        "6,2024-04-01 00:00:00,0.6"),
                file("l.csv", "id,y", "1,0"));

        assertThat(joined.notes())
                .containsExactly(
                        "1 predictions have no score, and are left out",
                        "1 predictions have no time, and are in no window",
                        "1 predictions have no key, so that no label finds them");
        assertThat(numbers(joined, Columns.score(0))).containsExactly(0.5f, 0.9f, 0.4f, 0.6f);
        assertThat(numbers(joined, Columns.REPEATED)).containsExactly(0f, 1f, 0f, 0f);
        assertThat(numbers(joined, Columns.FUTURE)).containsExactly(0f, 0f, 0f, 1f);
    }

    @Test
    void shouldTakeTheNearestLabelWithinTheTolerance() throws IOException {
        labelTime = Optional.of("when");
        tolerance = Optional.of("10 minutes");
        Joined joined = join(
                file(
                        "p.csv",
                        "id,at,score",
                        "1,2024-03-01 10:00:00,0.1",
                        "1,2024-03-01 11:00:00,0.2",
                        "1,2024-03-01 12:00:00,0.3"),
                file(
                        "l.csv",
                        "id,y,when",
                        "1,1,2024-03-01 10:09:00",
                        "1,0,2024-03-01 10:02:00",
                        "1,1,2024-03-01 10:55:00",
                        "1,1,2024-03-01 12:11:00"));

        assertThat(numbers(joined, Columns.LABEL)).containsExactly(0f, 1f, Float.NaN);
        assertThat(joined.notes())
                .containsExactly(
                        "2 labels are of no prediction within the tolerance, or of one that has a nearer label");
    }

    @Test
    void shouldCutAWindow() throws IOException {
        Joined joined = join(file(
                "p.csv",
                "id,at,score",
                "1,2024-03-01 00:00:00,0.1",
                "2,2024-03-02 00:00:00,0.2",
                "3,2024-03-03 00:00:00,0.3"));
        Path window = folder.resolve("window.parquet");

        new DuckDbLive()
                .window(
                        joined.table(),
                        Optional.of(Instant.parse("2024-03-02T00:00:00Z")),
                        Optional.of(Instant.parse("2024-03-03T00:00:00Z")),
                        window);

        assertThat(new DuckDbRows().numbers(window, Columns.score(0))).containsExactly(0.2f);
    }

    @Test
    void shouldReadJsonLinesAndTimesWithOffsets() throws IOException {
        task = Task.MULTICLASS;
        score = List.of("score_a", "score_b");
        Joined joined = join(
                file(
                        "p.jsonl",
                        "{\"id\": \"u\", \"at\": \"2024-03-01T01:00:00+02:00\", \"score_a\": 0.25, \"score_b\": 0.75}",
                        "{\"id\": \"v\", \"at\": \"2024-03-01T01:00:00Z\", \"score_a\": 1, \"score_b\": 0}"),
                file("l.jsonl", "{\"id\": \"v\", \"y\": \"a\"}"));

        assertThat(joined.first()).contains(Instant.parse("2024-02-29T23:00:00Z"));
        assertThat(numbers(joined, Columns.score(1))).containsExactly(0.75f, 0f);
        assertThat(new DuckDbRows().codes(joined.table(), Columns.LABEL).values())
                .containsExactly("a");
    }

    @Test
    void shouldNameAllColumnsThatAreAbsentAtOnce() throws IOException {
        assertThatThrownBy(
                        () -> join(file("p.csv", "id,made,p", "1,2024-03-01,0.5"), file("l.csv", "key,truth", "1,1")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("have no column 'at' (time), only id, made, p")
                .hasMessageContaining("have no column 'score' (score)")
                .hasMessageContaining("have no column 'id' (key), only key, truth")
                .hasMessageContaining("have no column 'y' (label)");
    }

    @Test
    void shouldRefuseValuesThatAreNoLabelsScoresOrTimes() throws IOException {
        assertThatThrownBy(() -> join(
                        file("p.csv", "id,at,score", "1,2024-03-01,0.5"), file("l.csv", "id,y", "1,1", "2,2", "3,7")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("the label of 2 rows is neither 0 nor 1, such as '2.0'");
        assertThatThrownBy(() -> join(file("q.csv", "id,at,score", "1,soon,high", "2,later,low")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("the score of 2 rows is no number, such as 'high'");
        assertThatThrownBy(() -> join(file("r.csv", "id,at,score", "1,7,0.5")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("the column 'at' (time) is of the type BIGINT, not of times");
    }

    private static String captured(String id, String input, String output) {
        return "{\"captureData\":{\"endpointInput\":" + input + ",\"endpointOutput\":" + output
                + "},\"eventMetadata\":{\"eventId\":\"" + id
                + "\",\"inferenceTime\":\"2024-03-01T10:00:00Z\"},\"eventVersion\":\"0\"}";
    }

    private static String part(String type, String encoding, String data) {
        return "{\"observedContentType\":\"" + type + "\",\"mode\":\"X\",\"data\":\""
                + data.replace("\"", "\\\"").replace("\n", "\\n") + "\",\"encoding\":\"" + encoding + "\"}";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldReadSageMakersDataCaptureAndGroundTruth() throws IOException {
        key = List.of("event_id");
        time = Optional.of("inference_time");
        captured = List.of("x", "g");
        features = List.of(
                new Column("x", Column.Kind.NUMBER, "DOUBLE"), new Column("g", Column.Kind.CATEGORY, "VARCHAR"));
        Joined joined = join(
                file(
                        "capture.jsonl",
                        captured(
                                "a",
                                part("text/csv", "CSV", "1.5,\"u,v\""),
                                part("text/csv; charset=utf-8", "CSV", "0.25")),
                        captured("b", part("text/csv", "CSV", "2,u\n,v"), part("text/csv", "CSV", "0.5,0.75\n")),
                        captured(
                                "c",
                                part("application/json", "JSON", "{\"instances\":[{\"features\":[4,\"w\"]}]}"),
                                part(
                                        "application/json",
                                        "JSON",
                                        "{\"predictions\":[{\"score\":0.125,\"predicted_label\":0}]}")),
                        captured(
                                        "d",
                                        part("text/csv", "BASE64", base64("8,x")),
                                        part("text/csv", "BASE64", base64("0.0625")))
                                .replace("\"eventId\"", "\"inferenceId\":\"d-own\",\"eventId\""),
                        captured("e", part("text/csv", "CSV", "1,y"), part("text/csv", "CSV", "unknown")),
                        "{broken"),
                file(
                        "truth.jsonl",
                        "{\"groundTruthData\":{\"data\":\"1\",\"encoding\":\"CSV\"},\"eventMetadata\":{\"eventId\":\"d-own\"},\"eventVersion\":\"0\"}",
                        "{\"groundTruthData\":{\"data\":\"0\",\"encoding\":\"CSV\"},\"eventMetadata\":{\"eventId\":\"b/2\"},\"eventVersion\":\"0\"}"));

        assertThat(joined.notes())
                .containsExactly(
                        "1 captured events have an output that is no numbers, and are left out; the first is capture.jsonl:5",
                        "1 captured events are no whole JSON object on a line, and are left out; the first is capture.jsonl:6");
        assertThat(numbers(joined, Columns.score(0))).containsExactly(0.25f, 0.125f, 0.5f, 0.75f, 0.0625f);
        assertThat(numbers(joined, Columns.LABEL)).containsExactly(Float.NaN, Float.NaN, Float.NaN, 0f, 1f);
        assertThat(numbers(joined, Columns.feature(0))).containsExactly(1.5f, 4f, 2f, Float.NaN, 8f);
        assertThat(new DuckDbRows().codes(joined.table(), Columns.feature(1)).values())
                .containsExactlyInAnyOrder("u,v", "w", "u", "v", "x");
    }

    @Test
    void shouldRefuseCapturesOfWhichNothingCanBeRead() throws IOException {
        key = List.of("event_id");
        time = Optional.of("inference_time");
        assertThatThrownBy(() -> join(file(
                        "c.jsonl",
                        captured("a", part("text/csv", "CSV", "1"), part("image/png", "BASE64", base64("x"))))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "1 captured events have data of the encoding 'BASE64' and the type 'image/png', and are left out;"
                                + " the first is c.jsonl:1");
    }
}
