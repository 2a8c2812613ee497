package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import retrain.data.Column;
import retrain.data.ColumnProfile;
import retrain.data.Part;
import retrain.data.Schema;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.run.Digest;
import retrain.run.Json;

/** The manifest's format: what older versions wrote must be read for ever. */
class SnapshotFormatTest {
    private static Snapshot snapshot() {
        return new Snapshot(
                "flight-delay",
                List.of(new Part(
                        "flights", "data/flights-2013-01.csv.gz", 723_456, Digest.of("flights"), Optional.empty())),
                new Schema(List.of(
                        new Column("late", Column.Kind.NUMBER, "INTEGER"),
                        new Column("time_hour", Column.Kind.TIME, "TIMESTAMP WITH TIME ZONE"),
                        new Column("origin", Column.Kind.CATEGORY, "VARCHAR"))),
                List.of("origin"),
                new Table(Digest.of("train"), 2, 1000),
                Optional.of(new Table(Digest.of("validation"), 1, 500)),
                new Table(Digest.of("holdout"), 1, 400),
                List.of(
                        new ColumnProfile(
                                "late",
                                0,
                                2,
                                Optional.of(0.5),
                                Optional.of(0.7071067811865476),
                                List.of(0.0, 0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0),
                                List.of()),
                        new ColumnProfile("time_hour", 0, 2, Optional.empty(), Optional.empty(), List.of(), List.of()),
                        new ColumnProfile(
                                "origin",
                                1,
                                1,
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                List.of(new ColumnProfile.Category("JFK", 1)))),
                "holdout: time_hour > 2013-03-01T03:00:00Z; validation: 0.1 of the rows by MD5 of carrier, flight");
    }

    private static byte[] golden() throws IOException {
        try (InputStream in = SnapshotFormatTest.class.getResourceAsStream("/golden/snapshot.json")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    @Test
    void shouldWriteTheGoldenFile() throws IOException {
        assertThat(new String(Json.pretty(snapshot()), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(new String(golden(), java.nio.charset.StandardCharsets.UTF_8));
    }

    /** The golden file's parts were written before parts had one. */
    @Test
    void shouldWriteAndReadTheVersionOfAPartThatHasOne() {
        Part part =
                new Part("flights", "a.csv", 1, Digest.of("a"), Optional.of("dvc:0cc175b9c0f1b6a831c399e269772661"));

        byte[] written = Json.write(part);

        assertThat(new String(written, java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("{\"source\":\"flights\",\"name\":\"a.csv\",\"bytes\":1,\"digest\":\""
                        + Digest.of("a").hex() + "\",\"version\":\"dvc:0cc175b9c0f1b6a831c399e269772661\"}");
        assertThat(Json.read(written, Part.class, "part")).isEqualTo(part);
    }

    @Test
    void shouldReadTheGoldenFile() throws IOException {
        assertThat(Json.read(golden(), Snapshot.class, "golden")).isEqualTo(snapshot());
    }
}
