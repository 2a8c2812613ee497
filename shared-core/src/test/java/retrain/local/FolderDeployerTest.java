package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.registry.Candidates;
import retrain.registry.ModelVersion;
import retrain.run.Json;
import retrain.run.Store;
import retrain.spec.PromoteSpec;

class FolderDeployerTest {
    private static final PromoteSpec SPEC = new PromoteSpec(PromoteSpec.Strategy.REPLACE, "deployed");

    @TempDir
    Path base;

    private final FolderDeployer deployer = new FolderDeployer();
    private Store store;

    @BeforeEach
    void open() {
        store = FolderStore.open(base.resolve("store"));
    }

    private ModelVersion version(int number, String text) throws IOException {
        Path archive = ModelArchives.pack(base, text);
        return Candidates.draft(store.put(archive), Candidates.run(number)).numbered(number);
    }

    private Path stage(FolderDeployer to, ModelVersion version) {
        return to.stage(SPEC, base, version, store.fetch(version.artifact().archive()), Optional.of(0.3));
    }

    private void deploy(FolderDeployer to, ModelVersion version) {
        stage(to, version);
        to.activate(SPEC, base, version);
    }

    private Path deployed(String name) {
        return base.resolve("deployed").resolve(name);
    }

    @Test
    void shouldServeNothingAtFirst() throws IOException {
        assertThat(deployer.active(SPEC, base, Candidates.MODEL)).isEmpty();
        assertThat(deployer.serves(SPEC, base, version(1, "one"))).isFalse();
        assertThat(base.resolve("deployed")).doesNotExist();
    }

    @Test
    void shouldNotServeWhatIsOnlyStaged() throws IOException {
        ModelVersion one = version(1, "one");

        Path arrived = stage(deployer, one);

        assertThat(arrived).hasSameBinaryContentAs(store.fetch(one.artifact().archive()));
        assertThat(deployer.active(SPEC, base, Candidates.MODEL)).isEmpty();
        assertThat(deployed("current")).doesNotExist();
    }

    @Test
    void shouldSwitchAndKeepTheOneBefore() throws IOException {
        deploy(deployer, version(1, "one"));
        ModelVersion two = version(2, "two");
        deploy(deployer, two);

        assertThat(deployer.active(SPEC, base, Candidates.MODEL)).contains(2);
        assertThat(deployer.serves(SPEC, base, two)).isTrue();
        assertThat(Files.readSymbolicLink(deployed("current"))).isEqualTo(Path.of("versions/2"));
        assertThat(deployed("current/model/" + ModelArchives.FILE)).hasContent("two");
        assertThat(deployed("versions/1/model/" + ModelArchives.FILE)).hasContent("one");
        assertThat(deployer.location(SPEC, base, Candidates.MODEL))
                .isEqualTo(deployed("current").toString());
        DeployedVersion document =
                Json.read(Files.readAllBytes(deployed("current/version.json")), DeployedVersion.class, "version.json");
        assertThat(document.threshold()).contains(0.3);
        assertThat(document.isOf(two)).isTrue();
        assertThat(document.files())
                .extracting(DeployedVersion.DeployedFile::name)
                .containsExactly("model.tar.gz", "model/" + ModelArchives.FILE);
    }

    @Test
    void shouldDoTheSameTwiceAsOnce() throws IOException {
        ModelVersion one = version(1, "one");
        deploy(deployer, one);
        Object written = Files.getLastModifiedTime(deployed("versions/1"));

        deploy(deployer, one);

        assertThat(Files.getLastModifiedTime(deployed("versions/1"))).isEqualTo(written);
        assertThat(deployed("versions")).isDirectoryNotContaining("glob:**2");
    }

    @Test
    void shouldGoOnAfterAKillWhileStagingAndWhileSwitching() throws IOException {
        Files.createDirectories(deployed("versions/.staging/model"));
        Files.writeString(deployed("versions/.staging/model/" + ModelArchives.FILE), "half");
        Files.createSymbolicLink(deployed(".current"), Path.of("versions/none"));

        deploy(deployer, version(1, "one"));

        assertThat(deployed("current/model/" + ModelArchives.FILE)).hasContent("one");
        assertThat(deployed("versions/.staging")).doesNotExist();
        assertThat(Files.exists(deployed(".current"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void shouldServeAgainWhatWasRemovedOrDamagedByHand() throws IOException {
        ModelVersion one = version(1, "one");
        deploy(deployer, one);
        Files.writeString(deployed("versions/1/model/" + ModelArchives.FILE), "changed");
        assertThat(deployer.serves(SPEC, base, one)).isFalse();

        deploy(deployer, one);

        assertThat(deployer.serves(SPEC, base, one)).isTrue();
        assertThat(deployed("current/model/" + ModelArchives.FILE)).hasContent("one");
        Files.delete(deployed("current"));
        assertThat(deployer.active(SPEC, base, Candidates.MODEL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"model\":1}"})
    void shouldNotServeAFolderThatSaysNothingReadable(String document) throws IOException {
        ModelVersion one = version(1, "one");
        deploy(deployer, one);
        Files.writeString(deployed("versions/1/version.json"), document);

        assertThat(deployer.serves(SPEC, base, one)).isFalse();
        deploy(deployer, one);
        assertThat(deployer.serves(SPEC, base, one)).isTrue();
    }

    @Test
    void shouldNotTakeAVersionOfTheSameNumberFromAnotherStoreForThisOne() throws IOException {
        deploy(deployer, version(1, "of a store that was thrown away"));
        ModelVersion one = version(1, "one");

        assertThat(deployer.serves(SPEC, base, one)).isFalse();
        deploy(deployer, one);

        assertThat(deployer.serves(SPEC, base, one)).isTrue();
        assertThat(deployed("current/model/" + ModelArchives.FILE)).hasContent("one");
    }

    @Test
    void shouldServeOneModelOnly() throws IOException {
        deploy(deployer, version(1, "one"));
        ModelVersion v = version(2, "two");
        ModelVersion other = new ModelVersion(
                "other",
                2,
                v.run(),
                v.registeredAs(),
                v.artifact(),
                v.snapshot(),
                v.trained(),
                v.evaluation(),
                v.decision(),
                v.verdict(),
                v.at(),
                v.by());

        assertThatThrownBy(() -> stage(deployer, other))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("serves the model 'flight-delay', not 'other'")
                .hasMessageContaining("promote.to");
    }

    @Test
    void shouldWriteAPointerWhereLinksCannotBeMade() throws IOException {
        FolderDeployer without = new FolderDeployer(false);
        deploy(without, version(1, "one"));
        ModelVersion two = version(2, "two");
        deploy(without, two);

        assertThat(deployed("current.txt")).hasContent("versions/2");
        assertThat(deployed("current")).doesNotExist();
        assertThat(without.serves(SPEC, base, two)).isTrue();

        deployer.activate(SPEC, base, version(1, "one"));
        assertThat(deployer.active(SPEC, base, Candidates.MODEL)).contains(1);
        assertThat(deployed("current.txt")).doesNotExist();
    }

    @Test
    void shouldSayWhatIsInTheWay() throws IOException {
        ModelVersion one = version(1, "one");
        Files.writeString(base.resolve("deployed"), "a file");
        assertThatThrownBy(() -> stage(deployer, one))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("is not a folder");
        Files.delete(base.resolve("deployed"));
        Files.createDirectories(deployed("current"));

        assertThatThrownBy(() -> deploy(deployer, one))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("'current' is a folder");
    }

    @Test
    void shouldRefuseAnArchiveThatIsNone() throws IOException {
        Path broken = Files.writeString(base.resolve("broken"), "not gzip");
        ModelVersion one =
                Candidates.draft(store.put(broken), Candidates.run(1)).numbered(1);

        assertThatThrownBy(() -> stage(deployer, one)).isInstanceOf(BackendFailure.class);
        assertThat(deployed("versions/1")).doesNotExist();
    }

    @Test
    void shouldLeadToAWholeVersionAtEveryMoment() throws Exception {
        ModelVersion one = version(1, "one");
        ModelVersion two = version(2, "two");
        deploy(deployer, one);
        stage(deployer, two);
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(1);
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            Callable<Integer> reader = () -> {
                int read = 0;
                while (!over.get() || read < 100) {
                    assertThat(Files.readString(deployed("current/model/" + ModelArchives.FILE)))
                            .isIn("one", "two");
                    assertThat(deployer.active(SPEC, base, Candidates.MODEL)).isPresent();
                    read++;
                    reading.countDown();
                }
                return read;
            };
            Future<Integer> first = readers.submit(reader);
            Future<Integer> second = readers.submit(reader);
            reading.await();
            for (int i = 0; i < 300; i++) {
                deployer.activate(SPEC, base, i % 2 == 0 ? two : one);
            }
            over.set(true);
            assertThat(first.get() + second.get()).isGreaterThanOrEqualTo(200);
        } finally {
            over.set(true);
            readers.shutdownNow();
        }
        assertThat(deployer.active(SPEC, base, Candidates.MODEL)).isEqualTo(Optional.of(1));
    }
}
