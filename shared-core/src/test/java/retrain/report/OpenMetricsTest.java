package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrain.Golden;

/** Reads what is written by the grammar of OpenMetrics 1.0. */
class OpenMetricsTest {
    private static final Pattern META = Pattern.compile("# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\{(.*)} (-?[0-9][0-9.]*(?:E-?[0-9]+)?)", Pattern.DOTALL);
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]++|\\\\[\\\\\"n])*)\"(,|$)");

    private record Sample(String name, Map<String, String> labels, double value) {}

    @Test
    void shouldWriteTheMetricsAsPublished() throws IOException {
        Golden.check(Golden.file("metrics.txt"), OpenMetrics.of(Monitored.conceptDrift()));
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Monitored#all")
    void shouldWriteWhatTheGrammarSays(MonitorRecord record) {
        assertThat(parse(OpenMetrics.of(record))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Hostile#texts")
    void shouldGiveHostileNamesBack(String hostile) {
        String text = new String(
                OpenMetrics.of(Monitored.hostile(hostile)).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        String utf8 = hostile.replace('\uD800', '\uFFFD');
        assertThat(parse(text)).anySatisfy(s -> {
            assertThat(s.name()).isEqualTo("retrain_drift_effect");
            assertThat(s.labels()).containsEntry("column", utf8).containsEntry("measure", utf8);
            assertThat(s.value()).isEqualTo(0.4);
        });
    }

    @Test
    void shouldTellTheNewestWindowInOneSeriesAColumnWhateverTheWindow() {
        List<Sample> samples = parse(OpenMetrics.of(Monitored.drifted()));

        assertThat(value(samples, "retrain_monitor_alarm")).containsExactly(1.0);
        assertThat(value(samples, "retrain_drift_columns")).containsExactly(3.0);
        assertThat(value(samples, "retrain_drift_alarm")).containsExactlyInAnyOrder(1.0, 1.0, 1.0, 0.0, 0.0, 0.0);
        assertThat(samples)
                .filteredOn(s -> s.labels().containsKey("window"))
                .singleElement()
                .satisfies(s -> assertThat(s.labels())
                        .containsEntry("window", "2013-03")
                        .containsEntry("champion", "3")
                        .containsEntry("to", "2013-04-01T00:00:00Z"));
    }

    @Test
    void shouldTellEstimateAndTruthApart() {
        List<Sample> samples = parse(OpenMetrics.of(Monitored.conceptDrift()));

        assertThat(samples)
                .filteredOn(s -> s.name().equals("retrain_live_alarm")
                        && "auc".equals(s.labels().get("metric")))
                .extracting(s -> s.labels().get("basis") + s.value())
                .containsExactlyInAnyOrder("realised1.0", "estimated0.0");
        assertThat(value(samples, "retrain_live_metric_promised")).hasSize(3);
    }

    @Test
    void shouldLeaveOutWhatIsNoNumber() {
        List<Sample> samples = parse(OpenMetrics.of(Monitored.edges()));

        assertThat(value(samples, "retrain_live_metric")).isEmpty();
        assertThat(value(samples, "retrain_drift_effect")).containsExactly(1.0);
        assertThat(value(samples, "retrain_live_alarm")).containsExactly(0.0);
    }

    private static List<Double> value(List<Sample> samples, String name) {
        return samples.stream()
                .filter(s -> s.name().equals(name))
                .map(Sample::value)
                .toList();
    }

    private static List<Sample> parse(String text) {
        assertThat(text).endsWith("\n# EOF\n");
        Map<String, List<String>> families = new LinkedHashMap<>();
        Set<Sample> series = new HashSet<>();
        List<Sample> samples = new ArrayList<>();
        String family = "";
        for (String line :
                text.substring(0, text.length() - "\n# EOF\n".length()).split("\n", -1)) {
            Matcher meta = META.matcher(line);
            if (meta.matches()) {
                family = meta.group(2);
                List<String> metas = families.computeIfAbsent(family, f -> new ArrayList<>());
                metas.add(meta.group(1));
                assertThat(metas).as(line).doesNotContain("sample").doesNotHaveDuplicates();
                if (meta.group(1).equals("UNIT")) {
                    assertThat(family).endsWith("_" + meta.group(3));
                }
                continue;
            }
            Sample sample = sample(line);
            assertThat(sample.name()).isEqualTo(family);
            List<String> before = families.getOrDefault(family, List.of());
            assertThat(before).as(line).startsWith("TYPE").contains("HELP");
            before.add("sample");
            assertThat(series.add(new Sample(sample.name(), sample.labels(), 0)))
                    .as(line)
                    .isTrue();
            samples.add(sample);
        }
        return samples;
    }

    private static Sample sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher label = LABEL.matcher(matcher.group(2));
        int end = 0;
        while (label.find() && label.start() == end) {
            assertThat(labels.put(label.group(1), unescaped(label.group(2)))).isNull();
            end = label.end();
        }
        assertThat(end).as(line).isEqualTo(matcher.group(2).length());
        return new Sample(matcher.group(1), labels, Double.parseDouble(matcher.group(3)));
    }

    private static String unescaped(String value) {
        return Pattern.compile("\\\\(.)")
                .matcher(value)
                .replaceAll(m -> m.group(1).equals("n") ? "\n" : Matcher.quoteReplacement(m.group(1)));
    }
}
