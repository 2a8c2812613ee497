package retrain.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.local.Embedded;
import retrain.problem.BackendFailure;
import retrain.run.LedgerEntry.Did;
import retrain.run.LedgerEntry.Done;
import retrain.run.LedgerEntry.Ended;
import retrain.run.LedgerEntry.Intended;

class LedgerTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final RunId RUN = RunId.next(AT);
    private static final Inputs NONE = new Inputs(Map.of());

    @TempDir
    private Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = Embedded.store(folder);
    }

    private static Intended intended(String stage) {
        return new Intended(stage, NONE, stage + "-job", List.of("first run"), AT);
    }

    private static Done done(String stage) {
        return new Done(stage, Did.RAN, NONE, Digest.of(stage), List.of("first run"), 1, AT);
    }

    private static Ledger sample(Store store) {
        Ledger ledger = Ledger.begin(store, RUN);
        ledger.append(intended("prepare"));
        ledger.append(done("prepare"));
        ledger.append(done("inspect"));
        ledger.append(intended("train"));
        return ledger;
    }

    @Test
    void shouldWriteWhatIsDoneTogetherWithWhatIsBegunNext() {
        Ledger ledger = sample(store);

        assertThat(store.list("runs/")).hasSize(2);
        assertThat(Ledger.open(store, RUN).entries())
                .isEqualTo(ledger.entries())
                .hasSize(4);
    }

    @Test
    void shouldKnowWhatIsDoneBeforeItLasts() {
        Ledger ledger = sample(store);
        ledger.append(done("train"));

        assertThat(ledger.done("train")).isPresent();
        assertThat(Ledger.open(store, RUN).done("train")).isEmpty();
        ledger.flush();
        ledger.flush();
        assertThat(Ledger.open(store, RUN).done("train")).isPresent();
        assertThat(store.list("runs/")).hasSize(3);
    }

    @Test
    void shouldGoOnAfterTheDocumentsThatThereAre() {
        sample(store);
        Ledger resumed = Ledger.open(store, RUN);
        resumed.append(done("train"));
        resumed.append(new Ended("PROMOTED", "so", AT));

        assertThat(store.list("runs/")).hasSize(3);
        assertThat(Ledger.open(store, RUN).entries())
                .isEqualTo(resumed.entries())
                .hasSize(6);
    }

    @Test
    void shouldReadLedgersWhoseDocumentsHoldAnEntryEach() {
        store.create("runs/" + RUN + "/0001.json", Json.write(intended("prepare")));
        store.create("runs/" + RUN + "/0002.json", Json.write(done("prepare")));

        assertThat(Ledger.open(store, RUN).entries()).containsExactly(intended("prepare"), done("prepare"));
    }

    @Test
    void shouldLoseNothingToAnotherProcessOfTheSameRun() {
        Ledger mine = sample(store);
        Ledger other = Ledger.open(store, RUN);
        other.append(done("train"));
        other.append(intended("evaluate"));
        mine.append(done("train"));

        assertThatThrownBy(() -> mine.append(intended("evaluate")))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("another process is going on with the same run");
        mine.flush();
        assertThat(Ledger.open(store, RUN).entries()).isEqualTo(other.entries());
    }

    @Test
    void shouldBeWrittenAsItIsReadForEver() {
        sample(store);
        String second = new String(
                store.read("runs/" + RUN + "/0002.json").orElseThrow().content(), UTF_8);

        assertThat(second)
                .startsWith(
                        "{\"type\":\"Together\",\"entries\":[{\"type\":\"Done\",\"stage\":\"prepare\",\"did\":\"ran\"")
                .contains("{\"type\":\"Intended\",\"stage\":\"train\"");
    }
}
