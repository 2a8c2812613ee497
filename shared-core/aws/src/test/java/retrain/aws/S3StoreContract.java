package retrain.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.gate.Verdict;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.registry.Alias;
import retrain.registry.AuditEntry;
import retrain.registry.ModelVersion;
import retrain.registry.Move;
import retrain.registry.Registry;
import retrain.run.Digest;
import retrain.run.FileTree;
import retrain.run.RunId;
import retrain.run.Store;
import retrain.spec.AwsSpec;
import retrain.spec.Task;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What a store in S3 must do, on whatever server speaks S3's protocol. */
abstract class S3StoreContract {
    static final String BUCKET = "contract";

    /** The least that S3 allows. */
    static final int PART = 5 << 20;

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    @TempDir
    Path folder;

    private String prefix = "";
    private S3Client s3;
    private Store store;

    /** {@return how many writers meet} */
    abstract int writers();

    /** {@return more keys than the server tells at once} */
    abstract int many();

    @BeforeEach
    void open() {
        prefix = "some/prefix-" + PREFIXES.incrementAndGet();
        s3 = client();
        store = open("here");
    }

    static S3Client client() {
        return new AwsClients(AwsSpec.usual()).s3();
    }

    /** {@return the store as another machine would open it} */
    private Store open(String machine) {
        return open(client(), machine);
    }

    private Store open(S3Client client, String machine) {
        return S3Store.open(
                new S3Place(client, new S3Address(BUCKET, prefix), Optional.empty(), Optional.empty()),
                folder.resolve(machine),
                Clock.systemUTC(),
                PART);
    }

    @Test
    void shouldKeepObjectsByTheirDigest() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "content");

        Digest digest = store.put(file);
        Digest same = store.put("content".getBytes(UTF_8));
        Digest empty = store.put(new byte[0]);

        Store other = open("there");
        assertThat(digest).isEqualTo(same).isEqualTo(Digest.of("content"));
        assertThat(other.has(digest)).isTrue();
        assertThat(other.has(Digest.of("another"))).isFalse();
        assertThat(other.fetch(digest)).hasContent("content");
        assertThat(other.get(digest)).asString().isEqualTo("content");
        assertThat(other.get(empty)).isEmpty();
        assertThat(other.objects())
                .extracting(Store.Stored::digest, Store.Stored::bytes)
                .hasSize(2);
    }

    @Test
    void shouldMoveLargeObjectsInParts() throws IOException {
        byte[] content = new byte[2 * PART + 12_345];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("large"), content);

        Digest digest = store.put(file);

        assertThat(open("there").fetch(digest)).hasBinaryContent(content);
        assertThat(s3.listMultipartUploads(r -> r.bucket(BUCKET)).uploads()).isEmpty();
        assertThat(s3.headObject(r -> r.bucket(BUCKET).key(key(digest))).eTag()).contains("-3");
    }

    private String key(Digest digest) {
        return prefix + "/objects/sha256/" + digest.hex().substring(0, 2) + "/"
                + digest.hex().substring(2);
    }

    @Test
    void shouldNotUseAnObjectThatIsAnother() {
        Digest digest = store.put("content".getBytes(UTF_8));
        s3.putObject(r -> r.bucket(BUCKET).key(key(digest)), RequestBody.fromString("edited!"));

        assertThatThrownBy(() -> open("there").fetch(digest))
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.STORE_CORRUPTED))
                .hasMessageContaining(key(digest));
        store.put("content".getBytes(UTF_8));
        assertThat(store.get(digest)).asString().isEqualTo("content");
    }

    @Test
    void shouldMendADamagedObjectWhenItsContentIsStoredAgain() {
        Digest digest = store.put("content".getBytes(UTF_8));
        s3.putObject(r -> r.bucket(BUCKET).key(key(digest)), RequestBody.fromString("edited!"));

        open("another").put("content".getBytes(UTF_8));

        assertThat(open("there").get(digest)).asString().isEqualTo("content");
    }

    @Test
    void shouldNotUseACopyThatWasDamagedHere() throws IOException {
        Digest digest = store.put("content".getBytes(UTF_8));
        Path copy = open("there").fetch(digest);
        assertThat(copy.toFile().setWritable(true)).isTrue();
        Files.writeString(copy, "damaged");

        assertThat(open("there").fetch(digest)).hasContent("content");
    }

    @Test
    void shouldSayThatAnObjectIsNotThere() {
        assertThatThrownBy(() -> store.fetch(Digest.of("none")))
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.NOT_FOUND));
    }

    @Test
    void shouldRemoveObjectsAndDocuments() {
        Digest digest = store.put("content".getBytes(UTF_8));
        store.create("stages/a/1.json", "{}".getBytes(UTF_8));

        store.delete(digest);
        store.delete("stages/a/1.json");

        assertThat(store.has(digest)).isFalse();
        assertThat(store.objects()).isEmpty();
        assertThat(store.read("stages/a/1.json")).isEmpty();
        store.delete("stages/a/1.json");
    }

    @Test
    void shouldCreateADocumentOnceAndReplaceItByItsTag() {
        assertThat(store.create("models/m/due.json", "1".getBytes(UTF_8))).isTrue();
        assertThat(open("there").create("models/m/due.json", "2".getBytes(UTF_8)))
                .isFalse();
        Store.Document first = store.read("models/m/due.json").orElseThrow();

        assertThat(store.replace("models/m/due.json", "3".getBytes(UTF_8), first.tag()))
                .isTrue();
        assertThat(store.replace("models/m/due.json", "4".getBytes(UTF_8), first.tag()))
                .isFalse();
        assertThat(store.replace("models/m/none.json", "4".getBytes(UTF_8), first.tag()))
                .isFalse();
        assertThat(store.read("models/m/due.json").orElseThrow().content())
                .asString()
                .isEqualTo("3");
    }

    @Test
    void shouldListKeysInTheirOrderHoweverManyThereAre() throws Exception {
        List<Callable<Boolean>> writes = new ArrayList<>();
        IntStream.range(0, many())
                .forEach(i -> writes.add(() -> store.create("runs/r/" + i + ".json", new byte[] {1})));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        threads.invokeAll(writes);
        threads.shutdown();
        store.create("history/m/x.json", new byte[] {1});
        store.put("content".getBytes(UTF_8));

        assertThat(store.list("runs/")).hasSize(many()).isSorted().contains("runs/r/0.json");
        assertThat(store.list("runs/r/1")).allMatch(k -> k.startsWith("runs/r/1"));
        assertThat(store.list("none/")).isEmpty();
        assertThat(store.list("objects/")).isEmpty();
    }

    @Test
    void shouldSeeTheEditOfADocumentThatItHasACopyOf() {
        store.create("runs/r/0001.json", "first".getBytes(UTF_8));
        assertThat(store.read("runs/r/0001.json")).isPresent();
        s3.putObject(r -> r.bucket(BUCKET).key(prefix + "/runs/r/0001.json"), RequestBody.fromString("other"));

        store.list("runs/");

        assertThat(store.read("runs/r/0001.json").orElseThrow().content())
                .asString()
                .isEqualTo("other");
    }

    @Test
    void shouldRefuseANewerFormatAndWhatIsNoStore() {
        s3.putObject(r -> r.bucket(BUCKET).key(prefix + "/format.json"), RequestBody.fromString("{\"format\": 2}"));
        assertThatThrownBy(() -> open("there"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("newer version of Retrain");

        prefix = "some/other-" + PREFIXES.incrementAndGet();
        s3.putObject(r -> r.bucket(BUCKET).key(prefix + "/letter.txt"), RequestBody.fromString("x"));
        assertThatThrownBy(() -> open("there")).isInstanceOf(InvalidInput.class).hasMessageContaining("is not a store");
    }

    @Test
    void shouldLetOneOfManyWritersWin() throws Exception {
        List<Store> stores = machines();
        for (int round = 0; round < 10; round++) {
            String key = "stages/race/" + round + ".json";
            List<Boolean> created = atOnce(stores, (i, s) -> s.create(key, ("writer " + i).getBytes(UTF_8)));
            assertThat(created).filteredOn(c -> c).hasSize(1);
            Store.Document there = store.read(key).orElseThrow();
            assertThat(there.content()).asString().isEqualTo("writer " + created.indexOf(true));

            List<Boolean> replaced =
                    atOnce(stores, (i, s) -> s.replace(key, ("later " + i).getBytes(UTF_8), there.tag()));
            assertThat(replaced).filteredOn(r -> r).hasSize(1);
            assertThat(store.read(key).orElseThrow().content()).asString().isEqualTo("later " + replaced.indexOf(true));
        }
    }

    @Test
    void shouldLoseNothingAndLeaveNoGapWhenManyRegisterAndPromote() throws Exception {
        Digest digest = store.put("content".getBytes(UTF_8));

        List<Integer> numbers = atOnce(machines(), (i, s) -> {
            Registry registry = new Registry(s, "m", Clock.systemUTC());
            ModelVersion version = registry.register(draft(digest, i));
            Optional<AuditEntry> entry = Optional.empty();
            while (entry.isEmpty()) {
                entry = registry.move(new Move(
                        AuditEntry.PROMOTE,
                        Alias.CHAMPION,
                        version,
                        registry.alias(Alias.CHAMPION).map(Alias::version),
                        Optional.empty(),
                        "writer " + i,
                        "race"));
            }
            return version.number();
        });

        Registry registry = new Registry(open("there"), "m", Clock.systemUTC());
        Integer[] all = IntStream.rangeClosed(1, writers()).boxed().toArray(Integer[]::new);
        assertThat(numbers).containsExactlyInAnyOrder(all);
        assertThat(registry.versions()).extracting(ModelVersion::number).containsExactly(all);
        assertThat(registry.audit()).extracting(AuditEntry::number).containsExactly(all);
        assertThat(registry.audit()).extracting(AuditEntry::by).doesNotHaveDuplicates();
        assertThat(registry.champion().orElseThrow().number())
                .isEqualTo(registry.audit().get(writers() - 1).version());
        assertThat(registry.verify()).isEmpty();
    }

    private static ModelVersion draft(Digest digest, int writer) {
        ModelArtifact artifact =
                new ModelArtifact(digest, 7, new ModelFormat.Xgboost(), Task.BINARY, List.of(), List.of());
        Digest evaluation = Digest.of("evaluation " + writer);
        return new ModelVersion(
                "m",
                0,
                new RunId(String.format(Locale.ROOT, "20260131T235959Z-%06x", writer)),
                "candidate",
                artifact,
                digest,
                digest,
                evaluation,
                digest,
                Verdict.PASSED,
                Instant.EPOCH,
                "writer " + writer);
    }

    private List<Store> machines() {
        return IntStream.range(0, writers()).mapToObj(i -> open("machine-" + i)).toList();
    }

    private interface Work<T> {
        T of(int number, Store store) throws Exception;
    }

    /** {@return what each of them gives, all begun in one moment} */
    private static <T> List<T> atOnce(List<Store> stores, Work<T> work) throws Exception {
        CyclicBarrier begin = new CyclicBarrier(stores.size());
        ExecutorService threads = Executors.newFixedThreadPool(stores.size());
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < stores.size(); i++) {
            int number = i;
            futures.add(threads.submit(() -> {
                begin.await();
                return work.of(number, stores.get(number));
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        threads.shutdown();
        threads.awaitTermination(1, TimeUnit.MINUTES);
        return results;
    }

    /** Nothing of what a process holds in memory helps the next. */
    @Test
    void shouldGoOnWithoutAnyCopies() throws IOException {
        Digest digest = store.put("content".getBytes(UTF_8));
        FileTree.remove(folder.resolve("here"));

        assertThat(open("here").get(digest)).asString().isEqualTo("content");
    }
}
