package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.problem.InvalidInput;

class CostRulesTest {
    @TempDir
    Path base;

    private CostSpec read(String cost) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data: {sources: {rows: rows.csv}}
                train: {xgboost: {rounds: 10}}
                cost: {%s}
                """.formatted(cost));
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "")
                .cost();
    }

    @Test
    void shouldReadHours() throws IOException {
        CostSpec cost = read("window: '22:00-06:00 Europe/Berlin', days: [FRI, MON], window-for: all, per-run: 5");

        assertThat(cost.hours().orElseThrow())
                .hasToString("from 22:00 to 06:00 in Europe/Berlin, beginning on MON, FRI");
        assertThat(read("window: '08:00-18:00'").hours().orElseThrow()).hasToString("from 08:00 to 18:00 in UTC");
        assertThat(read("per-run: 5").hours()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "window: '22:00-06:00 Mars' | 'Mars' is no time zone",
                "window: '06:00-06:00' | 'cost.window' ends when it begins",
                "window: '22-6' | cost.window",
                "days: [MON] | names the days of a window, and there is none",
                "window: '22:00-06:00', days: [MON, MON] | 'MON' stands there twice",
                "window: '22:00-06:00', days: [MONDAY] | cost.days",
                "prices: '' | not a text that is not blank",
                "per-run: -1 | cost.per-run"
            })
    void shouldRefuseWhatCannotBe(String cost, String message) {
        assertThatThrownBy(() -> read(cost)).isInstanceOf(InvalidInput.class).hasMessageContaining(message);
    }

    // 2026-01-09 is a Friday.
    @ParameterizedTest
    @CsvSource({
        "2026-01-09T21:30:00Z, true, 2026-01-12T21:00:00Z",
        "2026-01-10T04:59:59Z, true, 2026-01-12T21:00:00Z",
        "2026-01-10T05:00:00Z, false, 2026-01-12T21:00:00Z",
        "2026-01-10T21:30:00Z, false, 2026-01-12T21:00:00Z",
        "2026-01-09T20:59:59Z, false, 2026-01-09T21:00:00Z",
        "2026-01-09T02:00:00Z, false, 2026-01-09T21:00:00Z"
    })
    void shouldCountANightToTheDayOnWhichItBegins(String time, boolean open, String opens) {
        Hours hours = Hours.of("22:00-06:00 Europe/Berlin", List.of("MON", "FRI"));

        assertThat(hours.isOpen(Instant.parse(time))).isEqualTo(open);
        assertThat(hours.opens(Instant.parse(time))).isEqualTo(opens);
    }
}
