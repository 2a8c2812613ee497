package retrain.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.RetrainException;
import retrain.run.Digest;
import retrain.run.Store;

class FolderStoreTest {
    private static final byte[] CONTENT = "content".getBytes(UTF_8);

    @TempDir
    Path folder;

    @Test
    void shouldKeepAnObjectUnderItsDigest() throws IOException {
        Store store = FolderStore.open(folder.resolve("store"));
        Path file = Files.write(folder.resolve("file"), CONTENT);

        Digest fromFile = store.put(file);
        Digest fromBytes = store.put(CONTENT);

        assertThat(fromFile).isEqualTo(fromBytes).isEqualTo(Digest.of(CONTENT));
        assertThat(store.has(fromFile)).isTrue();
        assertThat(store.get(fromFile)).isEqualTo(CONTENT);
        assertThat(store.fetch(fromFile)).hasBinaryContent(CONTENT);
        String hex = fromFile.hex();
        assertThat(folder.resolve("store/objects/sha256/" + hex.substring(0, 2) + "/" + hex.substring(2)))
                .hasBinaryContent(CONTENT);
        assertThat(folder.resolve("store/tmp")).isEmptyDirectory();
    }

    @Test
    void shouldReadFromAnotherFolderWhatWasMovedThere() throws IOException {
        Store store = FolderStore.open(folder.resolve("store"));
        Path cold = folder.resolve("cold");
        Digest digest = store.put(CONTENT);

        assertThat(store.relocate(digest, cold)).isTrue();
        assertThat(store.relocate(digest, cold)).isFalse();

        Path moved = cold.resolve(
                "sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex().substring(2));
        assertThat(moved).hasBinaryContent(CONTENT);
        assertThat(folder.resolve("store/tmp")).isEmptyDirectory();
        assertThat(cold.resolve("tmp")).isEmptyDirectory();
        assertThat(store.has(digest)).isTrue();
        assertThat(store.fetch(digest)).hasBinaryContent(CONTENT);
        assertThat(store.get(digest)).isEqualTo(CONTENT);
        assertThat(store.put(CONTENT)).isEqualTo(digest);
        try (Stream<Store.Stored> objects = store.objects()) {
            assertThat(objects).singleElement().matches(o -> o.relocated() && o.bytes() == CONTENT.length);
        }

        Files.move(cold, folder.resolve("unmounted"));
        assertProblem(() -> store.fetch(digest), Code.STORE_UNUSABLE, moved.toString());
        assertThat(store.has(digest)).isFalse();
        assertThat(store.put(CONTENT)).isEqualTo(digest);
        assertThat(store.get(digest)).isEqualTo(CONTENT);
    }

    @Test
    void shouldNotMoveAnObjectThatIsDamaged() throws IOException {
        Store store = FolderStore.open(folder.resolve("store"));
        Digest digest = store.put(CONTENT);
        Path file = store.fetch(digest);
        file.toFile().setWritable(true);
        Files.writeString(file, "CONTENT");

        assertProblem(() -> store.relocate(digest, folder.resolve("cold")), Code.STORE_CORRUPTED, file.toString());
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    @Test
    void shouldRemoveAnObjectThatWasMoved() {
        Store store = FolderStore.open(folder.resolve("store"));
        Digest digest = store.put(CONTENT);
        store.relocate(digest, folder.resolve("cold"));

        store.delete(digest);

        assertThat(store.has(digest)).isFalse();
        assertThat(folder.resolve("cold/sha256/" + digest.hex().substring(0, 2)))
                .isEmptyDirectory();
    }

    @Test
    void shouldSayWhichObjectIsAbsent() {
        Store store = FolderStore.open(folder);
        Digest digest = Digest.of(CONTENT);

        assertThat(store.has(digest)).isFalse();
        assertProblem(() -> store.get(digest), Code.NOT_FOUND, digest.toString());
        assertProblem(() -> store.fetch(digest), Code.NOT_FOUND, digest.toString());
    }

    @Test
    void shouldNameADamagedObjectAndNeverUseIt() throws IOException {
        Digest digest = FolderStore.open(folder).put(CONTENT);
        damage(digest, "CONTENT");
        Store store = FolderStore.open(folder);

        assertProblem(() -> store.get(digest), Code.STORE_CORRUPTED, digest.toString());
        assertProblem(() -> store.fetch(digest), Code.STORE_CORRUPTED, digest.toString());
    }

    @Test
    void shouldMendADamagedObjectWhenItsContentIsPutAgain() throws IOException {
        Digest digest = FolderStore.open(folder).put(CONTENT);
        for (String damaged : List.of("CONTENT", "cont", "")) {
            damage(digest, damaged);

            FolderStore.open(folder).put(CONTENT);

            assertThat(FolderStore.open(folder).get(digest)).isEqualTo(CONTENT);
        }
    }

    private void damage(Digest digest, String content) throws IOException {
        Path file = objectFile(digest);
        assertThat(file.toFile().setWritable(true)).isTrue();
        Files.writeString(file, content);
    }

    private Path objectFile(Digest digest) {
        return folder.resolve("objects/sha256/" + digest.hex().substring(0, 2) + "/"
                + digest.hex().substring(2));
    }

    @Test
    void shouldCountAnObjectAsUsedWhenItIsPutOrAskedFor() throws IOException {
        Store store = FolderStore.open(folder);
        Digest digest = store.put(CONTENT);
        Instant longAgo = Instant.now().minus(40, ChronoUnit.DAYS);
        for (Runnable use : List.<Runnable>of(
                () -> store.put(CONTENT),
                () -> store.has(digest),
                () -> store.get(digest),
                () -> store.fetch(digest))) {
            Files.setLastModifiedTime(objectFile(digest), FileTime.from(longAgo));

            use.run();

            try (Stream<Store.Stored> objects = store.objects()) {
                assertThat(objects.toList()).singleElement().satisfies(o -> {
                    assertThat(o.digest()).isEqualTo(digest);
                    assertThat(o.bytes()).isEqualTo(CONTENT.length);
                    assertThat(o.modified()).isAfter(longAgo.plus(39, ChronoUnit.DAYS));
                });
            }
        }
    }

    @Test
    void shouldCreateADocumentOnlyOnce() {
        Store store = FolderStore.open(folder);

        assertThat(store.create("models/m/versions/1.json", CONTENT)).isTrue();
        assertThat(store.create("models/m/versions/1.json", new byte[0])).isFalse();

        assertThat(store.read("models/m/versions/1.json").orElseThrow().content())
                .isEqualTo(CONTENT);
        assertThat(store.read("models/m/versions/2.json")).isEmpty();
    }

    @Test
    void shouldReplaceOnlyTheDocumentThatWasRead() {
        Store store = FolderStore.open(folder);
        String key = "models/m/aliases/champion";
        store.create(key, CONTENT);
        String tag = store.read(key).orElseThrow().tag();

        assertThat(store.replace(key, new byte[] {1}, tag)).isTrue();
        assertThat(store.replace(key, new byte[] {2}, tag)).isFalse();
        assertThat(store.replace("models/m/aliases/other", new byte[] {2}, tag)).isFalse();

        assertThat(store.read(key).orElseThrow().content()).containsExactly(1);
    }

    @Test
    void shouldLetOneOfManyWritersWin() throws Exception {
        int writers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                work.add(this::countUpInAStoreOfItsOwn);
            }
            int counted = 0;
            for (Future<Integer> done : threads.invokeAll(work)) {
                counted += done.get();
            }
            assertThat(counted).isEqualTo(writers * 20);
            assertThat(FolderStore.open(folder)
                            .read("models/m/count")
                            .orElseThrow()
                            .content())
                    .containsExactly(writers * 20);
        } finally {
            threads.shutdownNow();
        }
    }

    private int countUpInAStoreOfItsOwn() {
        Store store = FolderStore.open(folder);
        store.create("models/m/count", new byte[] {0});
        for (int won = 0; won < 20; ) {
            Store.Document now = store.read("models/m/count").orElseThrow();
            if (store.replace("models/m/count", new byte[] {(byte) (now.content()[0] + 1)}, now.tag())) {
                won++;
            }
        }
        return 20;
    }

    @Test
    void shouldListKeysByPrefixSorted() {
        Store store = FolderStore.open(folder);
        for (String key : List.of("runs/b/0002.json", "runs/b/0001.json", "runs/a/0001.json", "models/m/aliases/x")) {
            store.create(key, CONTENT);
        }
        store.put(CONTENT);

        assertThat(store.list("runs/")).containsExactly("runs/a/0001.json", "runs/b/0001.json", "runs/b/0002.json");
        assertThat(store.list("runs/b/0002")).containsExactly("runs/b/0002.json");
        assertThat(store.list("")).hasSize(4);
        assertThat(store.list("datasets/")).isEmpty();
    }

    @Test
    void shouldRefuseKeysThatLeaveTheStore() {
        Store store = FolderStore.open(folder);
        for (String key :
                List.of("../x", "runs/../../x", "/etc/x", "objects/sha256/x", "tmp/x", "runs//x", "runs/.x")) {
            assertThatThrownBy(() -> store.read(key)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldSayThatANewerVersionWroteTheStore() throws IOException {
        FolderStore.open(folder);
        Files.writeString(folder.resolve("format.json"), "{\"format\":2,\"more\":{}}");

        assertThatThrownBy(() -> FolderStore.open(folder))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("newer version of Retrain")
                .hasMessageContaining("STORE_TOO_NEW");
    }

    @Test
    void shouldWriteTheFormatOfTheGoldenFile() throws IOException {
        FolderStore.open(folder);

        assertThat(folder.resolve("format.json"))
                .hasSameBinaryContentAs(Path.of("src/test/resources/golden/store/format.json"));
    }

    @Test
    void shouldRefuseAFolderOfOtherThings() throws IOException {
        Files.writeString(folder.resolve("thesis.txt"), "");

        assertThatThrownBy(() -> FolderStore.open(folder))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("is not a store");
        assertThat(folder.resolve("format.json")).doesNotExist();
    }

    @Test
    void shouldTakeAFolderThatOnlyHoldsWhatSystemsPutThere() throws IOException {
        Files.createDirectory(folder.resolve("lost+found"));
        Files.writeString(folder.resolve(".gitignore"), "*");

        assertThat(FolderStore.open(folder).list("")).isEmpty();
    }

    @Test
    void shouldSayThatAFileIsInTheWay() throws IOException {
        Path file = Files.writeString(folder.resolve("store"), "");

        assertProblem(() -> FolderStore.open(file), Code.STORE_UNUSABLE, file + " is not a folder");
        assertProblem(() -> FolderStore.open(file.resolve("deeper")), Code.STORE_UNUSABLE, file + " is not a folder");
    }

    @Test
    void shouldFollowALinkToTheStore() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
        assertProblem(() -> FolderStore.open(link), Code.STORE_UNUSABLE, "which is not there");
        Files.createDirectory(folder.resolve("real"));

        Store linked = FolderStore.open(link);
        linked.create("runs/a/0001.json", CONTENT);

        assertThat(linked.list("")).containsExactly("runs/a/0001.json");
        assertThat(FolderStore.open(folder.resolve("real")).list("")).containsExactly("runs/a/0001.json");
        assertThat(linked.location())
                .isEqualTo(folder.resolve("real").toRealPath().toString());
    }

    @Test
    void shouldListWhatKilledProcessesLeftOnceItIsOld() throws IOException {
        FolderStore store = FolderStore.open(folder);
        Path left = Files.write(folder.resolve("tmp/123-abc"), CONTENT);
        Path scratch = Files.createDirectories(store.scratch().resolve("train-x"));
        Path deep = Files.write(scratch.resolve("file"), CONTENT);
        Instant now = Instant.now();
        assertThat(store.leftovers(now.minus(1, ChronoUnit.DAYS))).isEmpty();

        for (Store.Leftover leftover : store.leftovers(now.plus(1, ChronoUnit.DAYS))) {
            assertThat(leftover.bytes()).isEqualTo(CONTENT.length);
            store.delete(leftover);
        }

        assertThat(left).doesNotExist();
        assertThat(deep).doesNotExist();
    }

    @Test
    void shouldSayThatTheFolderCannotBeWritten() throws IOException {
        Path store = folder.resolve("store");
        FolderStore.open(store);
        assertThat(store.toFile().setWritable(false)).isTrue();
        Path probe = store.resolve("probe");
        try {
            assumeThat(canWrite(probe)).as("root may write everywhere").isFalse();

            assertProblem(() -> FolderStore.open(store).put(CONTENT), Code.STORE_UNUSABLE, "access denied");
            assertThat(FolderStore.open(store).list("")).isEmpty();
        } finally {
            assertThat(store.toFile().setWritable(true)).isTrue();
        }
    }

    private static boolean canWrite(Path probe) throws IOException {
        try {
            Files.createFile(probe);
        } catch (java.nio.file.AccessDeniedException e) {
            return false;
        }
        Files.delete(probe);
        return true;
    }

    private static void assertProblem(Runnable call, Code code, String text) {
        assertThatThrownBy(call::run)
                .isInstanceOfAny(BackendFailure.class, InvalidInput.class)
                .hasMessageContaining(text)
                .satisfies(
                        e -> assertThat(((RetrainException) e).problems().get(0).code())
                                .isEqualTo(code));
    }
}
