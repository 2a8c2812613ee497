package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

class MonitorRulesTest {
    @TempDir
    Path folder;

    private Spec read(String time, String monitor) throws IOException {
        Path file = Files.writeString(folder.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: late
                data: {sources: {rows: rows.csv}%s}
                train: {xgboost: {}}
                monitor: %s
                """.formatted(time, monitor));
        return SpecReader.read(file, Optional.empty(), "");
    }

    private void refused(String time, String monitor, String... lines) {
        assertThatThrownBy(() -> read(time, monitor))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::line)
                                .hasSize(lines.length)
                                .zipSatisfy(
                                        List.of(lines),
                                        (line, part) -> assertThat(line).contains(part)));
    }

    @Test
    void shouldTakeDatesAsTheirBeginInTheZone() throws IOException {
        PeriodSpec reference = read(", time: at", "{reference: {from: 2013-07-01, to: '2013-08-01T02:00:00+02:00'}}")
                .monitor()
                .reference()
                .orElseThrow();

        assertThat(reference.start(ZoneId.of("Europe/Berlin"))).isEqualTo("2013-06-30T22:00:00Z");
        assertThat(reference.end(ZoneId.of("Europe/Berlin"))).isEqualTo("2013-08-01T00:00:00Z");
    }

    @Test
    void shouldRefuseWindowsOfRowsWithoutATime() {
        refused(
                "",
                "{window: 1 day, reference: {from: 2013-07-01, to: 2013-08-01}}",
                "no column is named as the time",
                "no column is named as the time");
    }

    @Test
    void shouldRefuseAReferenceThatIsNoPeriod() {
        refused(", time: at", "{reference: {from: July, to: 2013-08-01}}", "'July' is neither a date nor a time");
        refused(", time: at", "{reference: {from: 2013-08-01, to: 2013-08-01}}", "ends before it begins");
    }

    @Test
    void shouldRefuseATimeZoneThatThereIsNot() {
        refused("", "{zone: Berlin}", "'Berlin' is no time zone");
    }

    @Test
    void shouldRefuseColumnsThatAreAskedForAndIgnored() {
        refused("", "{drift: {columns: [x], ignore: [x]}}", "'x' is among the columns and ignored");
    }
}
