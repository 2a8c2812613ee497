package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import retrain.Golden;
import retrain.run.Json;

class RunHistoryTest {
    private static final RunHistory HISTORY = new RunHistory(
            1,
            "flight-delay",
            List.of(
                    PastRun.of(Fixture.rejected()),
                    PastRun.of(Fixture.binary()),
                    PastRun.of(Fixture.first()),
                    PastRun.of(Fixture.prepared())));

    @Test
    void shouldBeWrittenAsJson() throws IOException {
        Golden.check(Golden.file("history.json"), new String(HISTORY.json(), StandardCharsets.UTF_8));
    }

    @Test
    void shouldBeWrittenForSpreadsheets() throws IOException {
        Golden.check(Golden.file("history.csv"), HISTORY.csv().replace("\r\n", "\n"));
        assertThat(HISTORY.csv().lines()).hasSize(5);
        assertThat(HISTORY.csv()).endsWith("\r\n");
    }

    @Test
    void shouldBeATableForTerminals() throws IOException {
        List<String> lines = HISTORY.table(20, Optional.of(4));

        Golden.check(Golden.file("history.txt"), String.join("\n", lines) + "\n");
    }

    @Test
    void shouldReadWhatWasWrittenOfARun() {
        PastRun run = PastRun.of(Fixture.binary());

        assertThat(Json.read(Json.write(run), PastRun.class, "it")).isEqualTo(run);
    }

    @Test
    void shouldShowTheLastRunsAndSayHowToSeeAll() {
        RunHistory many = new RunHistory(1, "m", Collections.nCopies(300, PastRun.of(Fixture.binary())));

        assertThat(many.table(20, Optional.empty()))
                .hasSize(2 + 2 * 20)
                .first()
                .isEqualTo(
                        "Runs, newest first: the last 20 of 300 (-Dretrain.last=300 shows all, history.csv has them)");
        assertThat(many.table(1000, Optional.empty())).hasSize(2 + 2 * 300);
        assertThat(new RunHistory(1, "m", List.of()).table(20, Optional.empty()))
                .isEmpty();
    }

    @Test
    void shouldPrintNothingThatActsOnATerminalAndNoFormula() {
        PastRun hostile = hostile("=HYPERLINK(\"http://x\",\"a\")\u001b[2J");
        RunHistory history = new RunHistory(1, "m", List.of(hostile));

        assertThat(history.table(1, Optional.empty()))
                .allSatisfy(line -> assertThat(line.chars()).noneMatch(Character::isISOControl));
        assertThat(history.csv())
                .contains(",\"'=HYPERLINK(\"\"http://x\"\",\"\"a\"\")")
                .doesNotContain(",=", ",\"=");
    }

    private static PastRun hostile(String text) {
        return new PastRun(
                Fixture.RUN,
                Instant.EPOCH,
                Optional.empty(),
                "run",
                text,
                text,
                Optional.empty(),
                List.of(text),
                PastRun.UNFINISHED,
                text,
                Optional.empty(),
                Optional.empty(),
                Map.of("eta", text),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }
}
