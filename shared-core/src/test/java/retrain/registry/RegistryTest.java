package retrain.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.local.FolderStore;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.Store;

class RegistryTest {
    @TempDir
    Path folder;

    private Store store;
    private Registry registry;

    @BeforeEach
    void open() {
        store = FolderStore.open(folder);
        registry = at(0);
    }

    private Registry at(int day) {
        Clock clock = Clock.fixed(Candidates.TIME.plus(Duration.ofDays(day)), ZoneOffset.UTC);
        return new Registry(store, Candidates.MODEL, clock);
    }

    private ModelVersion register(String content) {
        return registry.register(Candidates.draft(store, content, Candidates.run(1)));
    }

    private AuditEntry promote(Registry registry, ModelVersion version) {
        return move(registry, AuditEntry.PROMOTE, version);
    }

    private AuditEntry move(Registry registry, String action, ModelVersion version) {
        Optional<Integer> from = registry.alias(Alias.CHAMPION).map(Alias::version);
        return registry.move(new Move(
                        action,
                        Alias.CHAMPION,
                        version,
                        from,
                        Optional.of(Candidates.run(version.number())),
                        "ann",
                        "gates passed"))
                .orElseThrow();
    }

    @Test
    void shouldHaveNoChampionInAnEmptyStore() {
        assertThat(registry.champion()).isEmpty();
        assertThat(registry.versions()).isEmpty();
        assertThat(registry.audit()).isEmpty();
        assertThat(registry.championBefore()).isEmpty();
        assertThat(registry.verify()).isEmpty();
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void shouldNumberVersionsWithoutGap() {
        assertThat(register("a").number()).isEqualTo(1);
        assertThat(register("b").number()).isEqualTo(2);
        assertThat(registry.versions()).extracting(ModelVersion::number).containsExactly(1, 2);
        assertThat(registry.version(3)).isEmpty();
    }

    @Test
    void shouldGiveTheSameModelAndEvaluationOneNumber() {
        ModelVersion first = register("a");
        register("b");

        ModelVersion again = registry.register(Candidates.draft(store, "a", Candidates.run(9)));

        assertThat(again).isEqualTo(first);
        assertThat(registry.versions()).hasSize(2);
    }

    @Test
    void shouldSortNumbersAsNumbers() {
        for (int i = 1; i <= 11; i++) {
            register("model " + i);
        }
        assertThat(registry.versions()).extracting(ModelVersion::number).last().isEqualTo(11);
        assertThat(register("model 12").number()).isEqualTo(12);
    }

    @Test
    void shouldMoveTheChampionAndRemember() {
        ModelVersion a = register("a");
        ModelVersion b = register("b");

        promote(at(1), a);
        AuditEntry second = promote(at(3), b);

        assertThat(registry.champion()).contains(b);
        assertThat(second.from()).contains(1);
        assertThat(second.number()).isEqualTo(2);
        assertThat(registry.at(Candidates.TIME)).isEmpty();
        assertThat(registry.at(Candidates.TIME.plus(Duration.ofDays(2))))
                .map(AuditEntry::version)
                .contains(1);
        assertThat(registry.at(Candidates.TIME.plus(Duration.ofDays(3))))
                .map(AuditEntry::version)
                .contains(2);
        assertThat(Registry.promotedBy(registry.audit(), Candidates.run(2).text()))
                .contains(second);
        assertThat(registry.verify()).isEmpty();
    }

    @Test
    void shouldNotMoveAnAliasThatIsElsewhereByNow() {
        ModelVersion a = register("a");
        ModelVersion b = register("b");
        promote(registry, a);

        Optional<AuditEntry> late = registry.move(
                new Move(AuditEntry.PROMOTE, Alias.CHAMPION, b, Optional.empty(), Optional.empty(), "ann", "late"));

        assertThat(late).isEmpty();
        assertThat(registry.champion()).contains(a);
        assertThat(registry.audit()).hasSize(1);
    }

    @Test
    void shouldKeepOtherAliasesApart() {
        ModelVersion a = register("a");
        ModelVersion b = register("b");
        promote(registry, a);
        registry.move(
                new Move("challenge", Alias.CHALLENGER, b, Optional.empty(), Optional.empty(), "ann", "shadow test"));

        assertThat(registry.champion()).contains(a);
        assertThat(registry.alias(Alias.CHALLENGER)).map(Alias::version).contains(2);
        assertThat(registry.verify()).isEmpty();
    }

    @Test
    void shouldBringAnAliasUpToDateThatAKillLeftBehind() throws IOException {
        promote(registry, register("a"));
        byte[] behind = Files.readAllBytes(folder.resolve("models/flight-delay/aliases/champion"));
        ModelVersion b = register("b");
        promote(registry, b);
        byte[] now = Files.readAllBytes(folder.resolve("models/flight-delay/aliases/champion"));
        Files.write(folder.resolve("models/flight-delay/aliases/champion"), behind);
        assertThat(registry.verify()).isEmpty();

        assertThat(registry.alias(Alias.CHAMPION)).map(Alias::version).contains(2);
        assertThat(folder.resolve("models/flight-delay/aliases/champion")).hasBinaryContent(behind);
        assertThat(registry.champion()).contains(b);

        assertThat(folder.resolve("models/flight-delay/aliases/champion")).hasBinaryContent(now);
    }

    @Test
    void shouldMakeALostAliasAgainFromTheChain() throws IOException {
        promote(registry, register("a"));
        ModelVersion b = register("b");
        promote(registry, b);
        Files.delete(folder.resolve("models/flight-delay/aliases/champion"));

        assertThat(registry.champion()).contains(b);
        assertThat(registry.verify()).isEmpty();
        assertThat(folder.resolve("models/flight-delay/aliases/champion")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models/flight-delay/audit/1.json",
                "models/flight-delay/audit/2.json",
                "models/flight-delay/audit/3.json",
                "models/flight-delay/aliases/champion",
                "models/flight-delay/versions/1.json",
                "models/flight-delay/versions/2.json"
            })
    void shouldFindAnyEditAndAnyLoss(String key) throws IOException {
        promote(registry, register("a"));
        promote(registry, register("b"));
        move(registry, AuditEntry.ROLLBACK, registry.version(1).orElseThrow());
        assertThat(registry.verify()).isEmpty();
        Path file = folder.resolve(key);
        String content = Files.readString(file);

        for (String edit : edits(content)) {
            Files.writeString(file, edit);
            assertThat(registry.verify()).as(edit).extracting(Problem::where).contains(key);
        }
        Files.delete(file);
        if (key.contains("aliases")) {
            assertThat(registry.verify()).isEmpty();
        } else {
            assertThat(registry.verify()).extracting(Problem::where).contains(key);
        }
    }

    /** Every digit changed in turn, and the text cut off. */
    private static List<String> edits(String content) {
        List<String> edits = new ArrayList<>();
        for (int i = 0; i < content.length(); i++) {
            if (Character.isDigit(content.charAt(i))) {
                char other = content.charAt(i) == '1' ? '2' : '1';
                edits.add(content.substring(0, i) + other + content.substring(i + 1));
            }
        }
        edits.add(content.replace("ann", "bob").replace("champion", "challenger"));
        edits.add(content.substring(0, content.length() / 2));
        return edits;
    }

    @Test
    void shouldFindADamagedArchiveOfAChampion() throws IOException {
        ModelVersion a = register("a");
        promote(registry, a);
        Path archive = store.fetch(a.artifact().archive());
        assertThat(archive.toFile().setWritable(true)).isTrue();
        Files.writeString(archive, "x!");

        assertThat(at(0).verify())
                .singleElement()
                .satisfies(p -> assertThat(p.where()).isEqualTo(archive.toString()));
    }

    @Test
    void shouldNotPromoteOnADamagedChain() throws IOException {
        promote(registry, register("a"));
        promote(registry, register("b"));
        ModelVersion c = register("c");
        Files.writeString(
                folder.resolve("models/flight-delay/audit/2.json"),
                Files.readString(folder.resolve("models/flight-delay/audit/2.json"))
                        .replace("ann", "bob"));

        assertThatThrownBy(() -> promote(registry, c))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("audit/2.json")
                .hasMessageContaining("verify");
        assertThatThrownBy(() -> registry.champion()).isInstanceOf(BackendFailure.class);
        assertThatThrownBy(() -> new History(registry).verify()).hasMessageContaining("audit/2.json");
    }

    @Test
    void shouldNotTakeAGapForTheEndOfTheChain() throws IOException {
        promote(registry, register("a"));
        Path alias = folder.resolve("models/flight-delay/aliases/champion");
        byte[] first = Files.readAllBytes(alias);
        promote(registry, register("b"));
        promote(registry, register("c"));
        Files.write(alias, first);
        Files.delete(folder.resolve("models/flight-delay/audit/2.json"));
        ModelVersion d = register("d");

        assertThatThrownBy(() -> promote(registry, d)).hasMessageContaining("audit/2.json");
    }

    @Test
    void shouldGoBackStepByStep() {
        List<ModelVersion> versions = List.of(register("a"), register("b"), register("c"));
        for (ModelVersion version : versions) {
            promote(registry, version);
        }
        assertThat(registry.championBefore()).contains(2);
        move(registry, AuditEntry.ROLLBACK, versions.get(1));
        assertThat(registry.championBefore()).contains(1);
        move(registry, AuditEntry.ROLLBACK, versions.get(0));
        assertThat(registry.championBefore()).isEmpty();
        move(registry, AuditEntry.ROLLBACK, versions.get(2));
        assertThat(registry.championBefore()).contains(1);
    }

    @Test
    void shouldRememberWhatWasRolledBackUntilItIsBroughtBack() {
        ModelVersion a = register("a");
        ModelVersion b = register("b");
        promote(registry, a);
        promote(registry, b);
        assertThat(registry.rolledBack(registry.audit(), b.artifact().archive()))
                .isEmpty();

        move(registry, AuditEntry.ROLLBACK, a);
        assertThat(registry.rolledBack(registry.audit(), b.artifact().archive()))
                .isPresent();
        assertThat(registry.rolledBack(registry.audit(), a.artifact().archive()))
                .isEmpty();

        move(registry, AuditEntry.ROLLBACK, b);
        assertThat(registry.rolledBack(registry.audit(), b.artifact().archive()))
                .isEmpty();
    }

    @Test
    void shouldNotMixModelsWhoseNamesComeToOneFolder() throws IOException {
        register("a");
        Path versions = folder.resolve("models/flight-delay/versions/1.json");
        Files.writeString(versions, Files.readString(versions).replace("\"flight-delay\"", "\"Flight-Delay\""));

        assertThatThrownBy(() -> registry.versions())
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("Flight-Delay");
    }

    @Test
    void shouldNumberWithoutGapOrDoubleUnderManyThreads() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < threads * 3; i++) {
                Digest archive = store.put(("model " + i / 2).getBytes(StandardCharsets.UTF_8));
                int run = i;
                work.add(() -> new Registry(FolderStore.open(folder), Candidates.MODEL, Clock.systemUTC())
                        .register(Candidates.draft(archive, Candidates.run(run)))
                        .number());
            }
            TreeSet<Integer> numbers = new TreeSet<>();
            for (Future<Integer> number : pool.invokeAll(work)) {
                numbers.add(number.get());
            }
            assertThat(numbers).hasSize(threads * 3 / 2).first().isEqualTo(1);
            assertThat(numbers).last().isEqualTo(threads * 3 / 2);
            assertThat(registry.versions()).hasSize(threads * 3 / 2);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void shouldReadAndWriteTheGoldenFormats() throws IOException {
        ModelVersion a = registry.register(Candidates.draft(store, "a", Candidates.run(1)));
        promote(registry, a);
        promote(registry, register("b"));

        for (String name : List.of("versions/1.json", "audit/1.json", "audit/2.json", "aliases/champion")) {
            assertThat(folder.resolve("models/flight-delay").resolve(name))
                    .as(name)
                    .hasBinaryContent(golden(name));
        }
    }

    @Test
    void shouldReadAStoreOfGoldenFiles() throws IOException {
        for (String name : List.of("versions/1.json", "audit/1.json", "audit/2.json", "aliases/champion")) {
            store.create("models/flight-delay/" + name, golden(name));
        }
        store.create("models/flight-delay/versions/2.json", golden("versions/2.json"));

        assertThat(registry.champion()).map(ModelVersion::number).contains(2);
        assertThat(registry.audit()).hasSize(2);
        assertThat(registry.version(1))
                .contains(Candidates.draft(Digest.of("a"), Candidates.run(1)).numbered(1));
    }

    private static byte[] golden(String name) throws IOException {
        return Files.readAllBytes(Path.of("src/test/resources/golden/store", name));
    }

    @Test
    void shouldTellTheHistory() {
        ModelVersion a = register("a");
        promote(at(1), a);
        promote(at(2), register("b"));

        History history = new History(registry);

        assertThat(history.lines(20))
                .anySatisfy(l ->
                        assertThat(l).contains("  2  ").contains("<- champion").contains("passed"))
                .anySatisfy(l -> assertThat(l).contains("champion is version 2, it was version 1; by ann"));
        assertThat(history.at(Candidates.TIME.plus(Duration.ofDays(1))).get(0)).contains("version 1");
        assertThat(history.at(Candidates.TIME).get(0)).contains("had no champion");
        assertThat(history.verify().get(0)).contains("is whole: 2 entries");
    }

    private static Ended ended(int number, String state) {
        return new Ended(
                "event-" + number,
                Candidates.TIME,
                state,
                number % 2 == 0 ? Optional.of(Candidates.run(number)) : Optional.empty(),
                "data",
                "no retrain is due");
    }

    @Test
    void shouldEnterTheEndOfAnExecutionOnce() {
        assertThat(registry.enter(ended(1, "NotDue"))).isEqualTo(registry.enter(ended(1, "NotDue")));
        promote(registry, register("a"));
        ExecutionEntry second = registry.enter(ended(2, "Promoted"));
        assertThat(registry.enter(ended(1, "Failed")).number()).isEqualTo(1);

        assertThat(second.number()).isEqualTo(3);
        assertThat(second.moved()).isEqualTo(2);
        assertThat(registry.executions(20)).extracting(ExecutionEntry::state).containsExactly("Promoted", "NotDue");
        assertThat(registry.audit()).extracting(AuditEntry::number).containsExactly(2);
        assertThat(registry.verify()).isEmpty();
    }

    @Test
    void shouldEnterAnExecutionWhoseNameWasTakenBeforeItBegan() {
        registry.enter(ended(1, "NotDue"));
        Ended later = new Ended("event-1", Candidates.TIME.plusSeconds(1), "Failed", Optional.empty(), "data", "");
        assertThat(at(100).enter(later).number()).isEqualTo(2);
        assertThat(at(100).enter(later).number()).isEqualTo(2);
    }

    @Test
    void shouldMoveAliasesAmongEndsOfExecutions() {
        ModelVersion a = register("a");
        ModelVersion b = register("b");
        registry.enter(ended(1, "NotDue"));
        promote(registry, a);
        for (int i = 2; i < 50; i++) {
            registry.enter(ended(i, "NotDue"));
        }
        assertThat(at(0).champion()).map(ModelVersion::number).contains(1);
        promote(at(0), b);
        registry.enter(ended(50, "Promoted"));

        assertThat(at(0).champion()).map(ModelVersion::number).contains(2);
        assertThat(registry.audit()).extracting(AuditEntry::number).containsExactly(2, 51);
        assertThat(registry.championBefore()).contains(1);
        assertThat(registry.verify()).isEmpty();
    }

    @Test
    void shouldFindATestAmongEndsOfExecutions() {
        promote(registry, register("a"));
        registry.enter(ended(1, "NotDue"));
        ModelVersion b = register("b");
        registry.move(new Move(
                AuditEntry.CHALLENGE,
                Alias.CHALLENGER,
                b,
                Optional.empty(),
                Optional.of(Candidates.run(2)),
                "ann",
                "",
                Optional.of(0.5),
                registry.alias(Alias.CHAMPION)));
        registry.enter(ended(2, "Testing"));

        assertThat(at(1).challenge()).hasValueSatisfying(test -> {
            assertThat(test.number()).isEqualTo(3);
            assertThat(test.share()).isEqualTo(0.5);
        });
    }

    @Test
    void shouldNotReadAllThatMovesNothing() {
        List<String> read = new ArrayList<>();
        promote(registry, register("a"));
        for (int i = 1; i <= 200; i++) {
            registry.enter(ended(i, "NotDue"));
        }
        Store counting = (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        read.add((String) arguments[0]);
                    }
                    return method.invoke(store, arguments);
                });
        Registry other = new Registry(counting, Candidates.MODEL, Clock.systemUTC());
        assertThat(other.standing().champion()).map(ModelVersion::number).contains(1);
        assertThat(other.audit()).hasSize(1);
        assertThat(read).hasSizeLessThan(15);
    }

    @Test
    void shouldFindAnEditedEndOfAnExecution() throws IOException {
        promote(registry, register("a"));
        registry.enter(ended(1, "Failed"));
        registry.enter(ended(2, "NotDue"));
        Path entry = folder.resolve("models/flight-delay/audit/2.json");
        Files.writeString(entry, Files.readString(entry).replace("Failed", "Promoted"));
        assertThat(registry.verify())
                .singleElement()
                .satisfies(p -> assertThat(p.line()).contains("audit/2.json").contains("it was edited"));
    }

    @Test
    void shouldFindAnEndOfAnExecutionThatPassesOverAnEntry() throws IOException {
        promote(registry, register("a"));
        registry.enter(ended(1, "Failed"));
        Path entry = folder.resolve("models/flight-delay/audit/2.json");
        Files.writeString(entry, Files.readString(entry).replace("\"moved\":1", "\"moved\":0"));
        assertThat(registry.verify())
                .singleElement()
                .satisfies(p -> assertThat(p.line()).contains("moved an alias last"));
    }

    @Test
    void shouldEnterEndsWithoutGapOrDoubleUnderManyThreads() throws Exception {
        promote(registry, register("a"));
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<ExecutionEntry>> entries = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Ended ended = ended(1 + i / 3, "NotDue");
                entries.add(pool.submit(() -> at(0).enter(ended)));
            }
            for (Future<ExecutionEntry> entry : entries) {
                entry.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(registry.executions(100))
                .hasSize(20)
                .extracting(ExecutionEntry::execution)
                .doesNotHaveDuplicates();
        assertThat(registry.verify()).isEmpty();
    }

    @Test
    void shouldTellHowExecutionsEnded() {
        promote(registry, register("a"));
        registry.enter(ended(2, "Promoted"));
        registry.enter(ended(3, "NotDue"));
        History history = new History(registry);
        assertThat(history.lines(20))
                .contains("How the last executions ended")
                .anySatisfy(l -> assertThat(l).contains("NotDue: execution event-3; by data: no retrain is due"));
        assertThat(history.lines(1)).noneSatisfy(l -> assertThat(l).contains("event-2"));
        assertThat(history.verify().get(0)).contains("is whole: 3 entries");
    }

    @Test
    void shouldReadAndWriteTheGoldenFormOfAnEndOfAnExecution() throws IOException {
        promote(registry, register("a"));
        registry.enter(ended(2, "Promoted"));
        assertThat(folder.resolve("models/flight-delay/audit/2.json"))
                .hasBinaryContent(golden("audit/execution-2.json"));
    }
}
