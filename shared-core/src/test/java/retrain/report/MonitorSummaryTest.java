package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrain.Golden;
import retrain.monitor.ColumnDrift;
import retrain.monitor.LiveQuality.Level;

class MonitorSummaryTest {
    @Test
    void shouldWriteTheSummaryAsPublished() throws IOException {
        Golden.check(Golden.file("monitor.md"), MonitorSummary.of(Monitored.conceptDrift()));
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Monitored#all")
    void shouldStayShort(MonitorRecord record) {
        assertThat(MonitorSummary.of(record).getBytes(StandardCharsets.UTF_8).length)
                .isLessThan(20_000);
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Monitored#all")
    void shouldSayTheSameAsThePage(MonitorRecord record) {
        List<String> facts = new ArrayList<>();
        MonitorHeadline headline = new MonitorHeadline(record);
        facts.add(headline.sentence());
        facts.add(headline.reason());
        facts.addAll(NoteSection.notes(record));
        record.drift().ifPresent(d -> facts.addAll(DriftSection.sentences(record)));
        for (ColumnDrift column : ColumnSection.columns(record, true)) {
            facts.add(column.column());
            facts.add(column.reason());
        }
        record.live().ifPresent(l -> l.levels().forEach(level -> level(facts, level)));

        String page = Xml.parse(MonitorPage.of(record)).getDocumentElement().getTextContent();
        String summary = MonitorSummary.of(record)
                .replaceAll("\\\\(.)", "$1")
                .replace("`", "")
                .replace("&lt;", "<");

        assertThat(facts).allSatisfy(fact -> {
            assertThat(page).contains(fact);
            assertThat(summary).contains(fact);
        });
    }

    private static void level(List<String> facts, Level level) {
        facts.add(level.metric().word());
        facts.add(level.reason());
        facts.add(level.method());
        level.value().ifPresent(v -> facts.add(Figures.value(v)));
        level.low().ifPresent(v -> facts.add(Figures.value(v)));
        level.promised().ifPresent(v -> facts.add(Figures.value(v)));
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Hostile#texts")
    void shouldShowHostileNamesAsText(String hostile) {
        String summary = MonitorSummary.of(Monitored.hostile(hostile));

        assertThat(summary.lines().count())
                .isEqualTo(
                        MonitorSummary.of(Monitored.hostile("harmless")).lines().count());
        String text = summary.replaceAll("`[^`\n]*`", "CODE");
        assertThat(text.replaceAll("</?(details|summary|sub|code)>", ""))
                .doesNotContain("<")
                .doesNotContainPattern("(?<!\\\\)(]\\(|://)");
        assertThat(text).doesNotContainPattern("@\\p{Alnum}").doesNotContainPattern("(?<!&)#\\p{Alnum}");
    }
}
