package retrain.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.local.FolderStore;
import retrain.problem.InvalidInput;

class CleanerTest {
    private static final int DAYS = 30;

    @TempDir
    Path folder;

    private final Instant now = Instant.now();
    private final Instant longAgo = now.minus(Duration.ofDays(40));
    private Store store;

    @BeforeEach
    void open() {
        store = FolderStore.open(folder);
    }

    /** What a record looks like that names other objects. */
    private record Naming(List<Digest> names) {}

    private Digest old(String content) throws IOException {
        return old(content.getBytes(UTF_8));
    }

    private Digest old(byte[] content) throws IOException {
        Digest digest = store.put(content);
        Files.setLastModifiedTime(store.fetch(digest), FileTime.from(longAgo));
        return digest;
    }

    private Digest oldRecord(Digest... names) throws IOException {
        return old(Json.write(new Naming(List.of(names))));
    }

    private void cache(String key, RunId run, Digest output) {
        store.create("stages/train/" + key + ".json", Json.write(new Cache.Cached(run, output)));
    }

    private void done(RunId run, Digest output, Instant at) {
        Ledger ledger = Ledger.begin(store, run);
        ledger.append(
                new LedgerEntry.Done("train", LedgerEntry.Did.RAN, new Inputs(Map.of()), output, List.of(), 1, at));
        ledger.flush();
    }

    private List<Digest> clean() {
        List<Cleaner.Item> planned = Cleaner.plan(store, now, DAYS, Cleaner.Released.none());
        List<Cleaner.Item> cleaned = Cleaner.clean(store, now, DAYS, Cleaner.Released.none());
        assertThat(cleaned).containsExactlyElementsOf(planned);
        assertThat(Cleaner.plan(store, now, DAYS, Cleaner.Released.none())).isEmpty();
        try (Stream<Store.Stored> left = store.objects()) {
            return left.map(Store.Stored::digest).toList();
        }
    }

    @Test
    void shouldRemoveWhatNothingRefersTo() throws IOException {
        Digest unused = old("unused");
        Digest young = store.put("young".getBytes(UTF_8));

        assertThat(Cleaner.plan(store, now, DAYS, Cleaner.Released.none()))
                .containsExactly(new Cleaner.Item("object " + unused, 6));
        assertThat(store.objects().map(Store.Stored::digest)).contains(unused, young);

        assertThat(clean()).containsExactly(young);
    }

    @Test
    void shouldKeepWhatAVersionAnAliasOrTheAuditChainNamesAndWhatThatNames() throws IOException {
        Digest table = old("table");
        Digest snapshot = oldRecord(table);
        Digest archive = old("archive");
        Digest audited = old("audited");
        store.create("models/m/versions/1.json", Json.write(new Naming(List.of(snapshot, archive))));
        store.create("models/m/audit/1.json", Json.write(new Naming(List.of(audited))));

        assertThat(clean()).containsExactlyInAnyOrder(table, snapshot, archive, audited);
    }

    @Test
    void shouldKeepWhatAYoungRunNamesAndForgetThatOfAnOldOne() throws IOException {
        Digest table = old("table");
        Digest young = oldRecord(table);
        Digest old = old("old");
        done(RunId.next(now), young, now.minus(Duration.ofDays(1)));
        done(RunId.next(longAgo), old, longAgo);

        assertThat(clean()).containsExactlyInAnyOrder(table, young);
        assertThat(Ledger.runs(store)).hasSize(2);
    }

    @Test
    void shouldForgetReuseTogetherWithTheResult() throws IOException {
        Digest table = old("table");
        Digest result = oldRecord(table);
        Digest kept = old("kept by a version");
        cache("aa", RunId.next(longAgo), result);
        cache("bb", RunId.next(longAgo), kept);
        store.create("models/m/versions/1.json", Json.write(new Naming(List.of(kept))));
        store.create("datasets/m/" + result.hex() + ".json", new byte[] {'{', '}'});
        store.create("datasets/m/" + kept.hex() + ".json", new byte[] {'{', '}'});

        assertThat(clean()).containsExactly(kept);
        assertThat(store.list("stages/")).containsExactly("stages/train/bb.json");
        assertThat(store.list("datasets/")).containsExactly("datasets/m/" + kept.hex() + ".json");
    }

    @Test
    void shouldKeepAResultThatARunHasJustFoundAndWhatItNames() throws IOException {
        Digest table = old("table");
        Digest result = oldRecord(table);
        cache("aa", RunId.next(longAgo), result);

        assertThat(store.has(result)).isTrue();

        assertThat(clean()).containsExactlyInAnyOrder(table, result);
        assertThat(store.list("stages/")).hasSize(1);
    }

    @Test
    void shouldRemoveWhatKilledProcessesLeft() throws IOException {
        Path left = Files.writeString(folder.resolve("tmp/1-abc"), "half");
        Path recent = Files.writeString(folder.resolve("tmp/2-def"), "half");
        Files.setLastModifiedTime(left, FileTime.from(longAgo));

        assertThat(clean()).isEmpty();

        assertThat(left).doesNotExist();
        assertThat(recent).exists();
    }

    @Test
    void shouldRefuseToCleanWhatRunsHaveJustMade() {
        assertThatThrownBy(() -> Cleaner.clean(store, now, 0, Cleaner.Released.none()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("olderThan");
    }
}
