package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrain.Golden;
import retrain.gate.Decision;
import retrain.gate.Verdict;

class SummaryTest {
    @Test
    void shouldWriteTheSummaryAsPublished() throws IOException {
        Golden.check(Golden.file("report.md"), Summary.of(Fixture.rejected()));
    }

    @Test
    void shouldWriteTheSummaryOfAFirstRunAsPublished() throws IOException {
        Golden.check(Golden.file("report-first.md"), Summary.of(Fixture.first()));
    }

    @Test
    void shouldStayShortWhateverTheRunHas() {
        Fixture fixture = new Fixture();
        fixture.reason = "ä".repeat(100_000);
        for (int i = 0; i < 2_000; i++) {
            fixture.gates.add(Fixture.gate(
                    "auc at-least 0.65 " + "é".repeat(500),
                    Optional.of("dest=" + "ü".repeat(500)),
                    i == 1_999 ? Verdict.FAILED : Verdict.PASSED,
                    0.7,
                    0.7,
                    0.65));
        }

        String summary = Summary.of(fixture.record());

        assertThat(summary.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(65_535);
        assertThat(summary).startsWith("### ✓ The new model").contains("… and 1,940 more gates");
    }

    @Test
    void shouldCloseWhatIsOpenWhereItIsCut() {
        Fixture fixture = new Fixture();
        for (int i = 0; i < 45; i++) {
            fixture.gates.add(new Decision.Gate(
                    "é".repeat(500),
                    "auc",
                    Optional.of("é".repeat(500)),
                    Verdict.PASSED,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "é".repeat(500),
                    Optional.empty(),
                    Optional.empty()));
        }
        fixture.slices.addAll(Fixture.longSlices(100));

        String summary = Summary.of(fixture.record());

        assertThat(summary.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(65_535);
        assertThat(summary).contains("Cut here");
        assertThat(count(summary, "<details>")).isEqualTo(count(summary, "</details>"));
    }

    @Test
    void shouldShowTheGatesThatDidNotPassFirstIfThereAreTooMany() {
        Fixture fixture = new Fixture();
        for (int i = 0; i < 100; i++) {
            fixture.gates.add(Fixture.gate(
                    "auc at-least 0.65",
                    Optional.of("dest=" + i),
                    i == 99 ? Verdict.FAILED : Verdict.PASSED,
                    0.7,
                    0.7,
                    0.65));
        }

        assertThat(Summary.of(fixture.record()))
                .contains("dest=99", "… and 40 more gates")
                .doesNotContain("dest=98");
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Hostile#texts")
    void shouldShowHostileNamesAsText(String hostile) {
        String summary = Summary.of(Hostile.run(hostile));

        assertThat(summary.lines().count())
                .isEqualTo(Summary.of(Hostile.run("harmless")).lines().count());
        String text = summary.replaceAll("`[^`\n]*`", "CODE");
        assertThat(text.replaceAll("</?(details|summary|sub|code)>", ""))
                .doesNotContain("<")
                .doesNotContainPattern("(?<!\\\\)(]\\(|://)");
        assertThat(text).doesNotContainPattern("@\\p{Alnum}").doesNotContainPattern("(?<!&)#\\p{Alnum}");
        for (List<String> table : tables(text)) {
            assertThat(table.stream().map(SummaryTest::cells).distinct()).hasSize(1);
        }
    }

    private static List<List<String>> tables(String text) {
        return List.of(text.split("\n\n")).stream()
                .map(block -> block.lines().filter(line -> line.startsWith("|")).toList())
                .filter(lines -> !lines.isEmpty())
                .toList();
    }

    private static long cells(String row) {
        return row.replace("\\\\", "")
                .replace("\\|", "")
                .chars()
                .filter(c -> c == '|')
                .count();
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }
}
