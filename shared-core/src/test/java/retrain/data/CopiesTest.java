package retrain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.event.Event;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.RemoteFiles;
import retrain.run.Remotes;

/** Copies of files elsewhere, of which the place is a map here: what is tested is what is kept of it. */
class CopiesTest {
    @TempDir
    Path scratch;

    private final Map<String, String> contents = new TreeMap<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private final List<Event> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private final RemoteFiles place = new RemoteFiles() {
        @Override
        public List<RemoteFile> list(String prefix, int most) {
            return contents.keySet().stream()
                    .filter(a -> a.startsWith(prefix))
                    .limit(most)
                    .map(CopiesTest.this::file)
                    .toList();
        }

        @Override
        public Optional<RemoteFile> find(String address, Optional<String> version) {
            return contents.containsKey(address) ? Optional.of(file(address)) : Optional.empty();
        }

        @Override
        public RemoteFile fetch(RemoteFile file, Path target) {
            fetches.incrementAndGet();
            String content = String.valueOf(contents.get(file.address()));
            if (content.startsWith("denied")) {
                throw new InvalidInput(Code.DATA_MISSING, file.address(), "access is denied", "Allow it");
            }
            if (content.startsWith("down")) {
                throw BackendFailure.retryable(
                        new Problem(Code.REMOTE_FAILED, file.address(), "is down", "Try later"), "42", null);
            }
            try {
                Files.writeString(target, content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new RemoteFile(file.address(), file.bytes(), Optional.of("v" + content.length()), file.tag());
        }
    };

    private RemoteFiles.RemoteFile file(String address) {
        String content = String.valueOf(contents.get(address));
        return new RemoteFiles.RemoteFile(
                address, content.length(), Optional.empty(), Digest.of(content).brief());
    }

    private Copies copies() {
        Remotes remotes = (where, address, access) -> place;
        return new Copies(remotes, scratch, Clock.fixed(now, ZoneOffset.UTC), events::add);
    }

    private List<Copies.Copy> bring() {
        List<Copies.Wanted> wanted = contents.keySet().stream()
                .map(a -> new Copies.Wanted(place, file(a), Copies.state(file(a))))
                .toList();
        return copies().bring("prepare", wanted);
    }

    private void contents(int count) {
        for (int i = 0; i < count; i++) {
            contents.put("s3://b/k/" + i + ".csv", "content ".repeat(i + 1));
        }
    }

    @Test
    void shouldFetchOnceWhatDoesNotChange() {
        contents(30);

        List<Copies.Copy> first = bring();
        List<Copies.Copy> again = bring();

        assertThat(first).isEqualTo(again).hasSize(30);
        assertThat(fetches).hasValue(30);
        int at = 0;
        for (Map.Entry<String, String> content : contents.entrySet()) {
            Copies.Copy copy = first.get(at++);
            assertThat(copy.path()).hasContent(content.getValue());
            assertThat(copy.card().address()).isEqualTo(content.getKey());
            assertThat(copy.card().digest()).isEqualTo(Digest.of(content.getValue()));
            assertThat(copy.card().version()).contains("v" + content.getValue().length());
        }
        assertThat(events)
                .hasSize(30)
                .last()
                .isInstanceOfSatisfying(
                        Event.Progressed.class, p -> assertThat(p.done()).isEqualTo(30));
    }

    @Test
    void shouldKeepBothContentsOfAnAddress() {
        contents.put("s3://b/a.csv", "old");
        Path old = bring().get(0).path();
        contents.put("s3://b/a.csv", "new");
        Path changed = bring().get(0).path();

        assertThat(old).hasContent("old");
        assertThat(changed).hasContent("new");
    }

    @Test
    void shouldFetchAgainWhatIsDamaged() throws IOException {
        contents.put("s3://b/a.csv", "right");
        Copies.Copy copy = bring().get(0);
        Files.writeString(copy.path(), "wrong");
        assertThat(bring().get(0).path()).hasContent("right");

        Path card = Path.of(copy.path().toString().replaceAll("\\+.*", ".json"));
        Files.writeString(card, "{");
        assertThat(bring().get(0).path()).hasContent("right");
        Files.delete(copy.path());
        assertThat(bring().get(0).path()).hasContent("right");
        assertThat(fetches).hasValue(4);
    }

    @Test
    void shouldStayYoungWhileItIsUsed() throws IOException {
        contents.put("s3://b/a.csv", "right");
        Path copy = bring().get(0).path();
        now = now.plus(Duration.ofHours(13));
        bring();

        assertThat(Files.getLastModifiedTime(copy).toInstant()).isEqualTo(now);
        now = now.plus(Duration.ofHours(1));
        bring();
        assertThat(Files.getLastModifiedTime(copy).toInstant()).isEqualTo(now.minus(Duration.ofHours(1)));
        assertThat(fetches).hasValue(1);
    }

    @Test
    void shouldTellAllThatCannotBeHadAndKeepTheRest() {
        contents(10);
        contents.put("s3://b/k/3.csv", "denied");
        contents.put("s3://b/k/5.csv", "denied, too");

        assertThatThrownBy(this::bring)
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::where)
                                .containsExactly("s3://b/k/3.csv", "s3://b/k/5.csv"));
        contents(10);
        assertThat(bring()).hasSize(10);
        assertThat(fetches).hasValue(12);
    }

    @Test
    void shouldEndAtOnceWhenThePlaceFails() {
        contents.put("s3://b/k/0.csv", "down");

        assertThatThrownBy(this::bring)
                .isInstanceOfSatisfying(
                        BackendFailure.class, e -> assertThat(e.requestId()).contains("42"));
        assertThat(scratch.resolve("remote")).isEmptyDirectory();
    }

    @Test
    void shouldGiveWholeFilesToManyAtOnce() throws Exception {
        contents(20);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<Copies.Copy>>> all = List.of(this::bring, this::bring, this::bring, this::bring);
            for (Future<List<Copies.Copy>> done : threads.invokeAll(all)) {
                assertThat(done.get())
                        .allSatisfy(c -> assertThat(c.path())
                                .hasContent(contents.get(c.card().address())));
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
