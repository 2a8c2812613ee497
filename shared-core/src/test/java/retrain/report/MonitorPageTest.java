package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import retrain.monitor.ColumnDrift;

class MonitorPageTest {
    @ParameterizedTest
    @MethodSource("retrain.report.Monitored#all")
    void shouldBeWellFormedAndLinkedAndAskNobodyForAnything(MonitorRecord record) {
        String html = MonitorPage.of(record);
        Document page = Xml.parse(html);

        PageTest.assertLinked(page);
        PageTest.assertOnlyKnownMarkup(page);
        assertThat(html.toLowerCase(Locale.ROOT)).doesNotContain("http://", "https://", "@import", "url(", "<script");
        assertThat(html).doesNotContain("NaN", "Infinity");
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Hostile#texts")
    void shouldShowHostileNamesAsText(String hostile) {
        String html = MonitorPage.of(Monitored.hostile(hostile));
        Document page = Xml.parse(html);

        PageTest.assertOnlyKnownMarkup(page);
        assertThat(PageTest.shape(page))
                .isEqualTo(PageTest.shape(Xml.parse(MonitorPage.of(Monitored.hostile("harmless")))));
        assertThat(html.codePoints())
                .noneMatch(c -> (c < 0x20 && c != '\n') || c == 0x202E || c == 0x200B || c == 0xFFFE);
    }

    @Test
    void shouldShowEverySectionThatThereIsSomethingFor() {
        assertThat(sections(Monitored.conceptDrift()))
                .containsExactly("quality", "drift", "columns", "tests", "windows", "notes");
        assertThat(sections(Monitored.drifted())).doesNotContain("quality").contains("drift");
        assertThat(sections(Monitored.nothingNew())).isEmpty();
    }

    @Test
    void shouldDrawEstimateAndTruthInOnePlotWithTheirBandsAndAPromise() {
        Element plot = svg(MonitorPage.of(Monitored.conceptDrift()), "live-auc");

        assertThat(classes(plot, "path")).contains("candidate", "candidate-area", "second", "second-area", "reference");
        assertThat(classes(plot, "path").stream().filter("alarm-mark"::equals)).hasSize(4);
        assertThat(classes(plot, "circle")).hasSize(12);
        assertThat(classes(plot, "path").stream().filter("second-mark"::equals)).hasSize(12);
    }

    @Test
    void shouldBreakTheLineWhereLabelsHaveNotCome() {
        Element plot = svg(MonitorPage.of(Monitored.manyWindows(100)), "live-auc");

        assertThat(lastX(plot, "candidate")).isLessThan(lastX(plot, "second") - 20);
    }

    @Test
    void shouldDrawDriftedColumnsFirstAndFoldTheOthers() {
        String html = MonitorPage.of(Monitored.drifted());
        String columns = html.substring(html.indexOf("<section id=\"columns\""), html.indexOf("<section id=\"tests\""));
        List<ColumnDrift> drifted = ColumnSection.columns(Monitored.drifted(), true);

        String open = columns.substring(0, columns.indexOf("<details>"));
        assertThat(drifted).hasSize(3).allSatisfy(c -> assertThat(open).contains("✗ " + c.column()));
        assertThat(open).doesNotContain("distance");
        assertThat(columns).contains("3 columns that show no drift", "<strong>distance</strong>");
    }

    @Test
    void shouldDrawBothDistributionsOverTheSameBins() {
        Element plot = svg(MonitorPage.of(Monitored.drifted()), "column-0");

        assertThat(classes(plot, "path")).containsExactly("candidate-area", "candidate", "champion");
        for (Element path : elements(plot, "path")) {
            assertThat(path.getAttribute("d").split("L")).hasSize(42);
        }
    }

    @Test
    void shouldDrawBinsOfDifferentWidthsByTheRowsPerUnit() {
        assertThat(MonitorPage.of(Monitored.calm())).contains("% of rows per unit");
    }

    @Test
    void shouldDrawCategoriesAsPairedBarsAndNameNewOnes() {
        String html = MonitorPage.of(Monitored.drifted());
        List<Element> pictures = Xml.elements(Xml.parse(html), "svg");

        Element carrier = pictures.stream()
                .filter(p -> p.getTextContent().contains("carrier")
                        && p.getAttribute("id").startsWith("column-"))
                .findFirst()
                .orElseThrow();
        assertThat(elements(carrier, "g")).hasSize(12);
        assertThat(classes(carrier, "path").stream().filter("champion"::equals)).hasSize(12);
        assertThat(html).contains("not in the reference: G4, (empty)");
    }

    @Test
    void shouldMarkAlarmsInTheStripsAndSayThemInWords() {
        Element strip = svg(MonitorPage.of(Monitored.drifted()), "effect-0");

        assertThat(classes(strip, "rect"))
                .containsExactly("effect", "effect", "effect", "effect bad", "effect bad", "effect bad");
        assertThat(strip.getTextContent()).contains("alarm in 3 of 6");
    }

    @Test
    void shouldNotCallFineWhatCouldNotBeCompared() {
        List<String> rows = rows(MonitorPage.of(Monitored.edges()));

        assertThat(rows).anyMatch(r -> r.startsWith("constant? unknown") && r.endsWith("cannot be compared: one row"));
        assertThat(rows).anyMatch(r -> r.startsWith("auclabels? unknownundefined"));
        assertThat(rows(MonitorPage.of(Monitored.empty()))).anyMatch(r -> r.startsWith("2012-11? unknown"));
    }

    @Test
    void shouldGoOnWithTheWindowsOfEarlierLooks() {
        MonitorRecord record = Monitored.retrained();

        assertThat(record.all())
                .extracting(s -> s.window().name())
                .hasSize(15)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(record.all()).extracting(s -> s.champion().orElseThrow()).containsSequence(3, 3, 4, 4, 4, 4);
        assertThat(MonitorPage.of(record)).contains("each window was compared with the reference of its version");
    }

    @Test
    void shouldShowTheNewestOfTooManyWindowsAndSaySo() {
        MonitorRecord record = Monitored.manyWindows(230);

        assertThat(MonitorPage.of(record)).contains("the newest 200 windows; 30 older ones are left out");
        assertThat(record.timeline()).hasSize(200);
        assertThat(record.timeline().get(199).window())
                .isEqualTo(record.newest().orElseThrow());
    }

    @Test
    void shouldStayUsableWithManyColumns() {
        String html = MonitorPage.of(Monitored.manyColumns(200));

        assertThat(html.length()).isLessThan(1_500_000);
        assertThat(html).contains(", the first 30 of 200", "Sampling: 1,000,000 of 12,000,000 rows");
        assertThat(MonitorPage.of(Monitored.manyColumns(260))).contains("60 more columns have no picture here");
    }

    @Test
    void shouldSayWhatAnEstimateCannotSeeIfThereIsOne() {
        assertThat(MonitorPage.of(Monitored.estimated())).contains("blind to concept drift");
        assertThat(MonitorPage.of(Monitored.drifted())).doesNotContain("blind to concept drift");
    }

    private static Element svg(String html, String id) {
        return Xml.elements(Xml.parse(html), "svg").stream()
                .filter(e -> e.getAttribute("id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<Element> elements(Element in, String name) {
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < in.getElementsByTagName(name).getLength(); i++) {
            found.add((Element) in.getElementsByTagName(name).item(i));
        }
        return found;
    }

    private static List<String> classes(Element in, String name) {
        return elements(in, name).stream().map(e -> e.getAttribute("class")).toList();
    }

    private static double lastX(Element plot, String style) {
        return elements(plot, "path").stream()
                .filter(e -> e.getAttribute("class").equals(style))
                .map(e -> e.getAttribute("d"))
                .mapToDouble(d -> Double.parseDouble(d.substring(d.lastIndexOf('L') + 1, d.lastIndexOf(' '))))
                .max()
                .orElseThrow();
    }

    private static List<String> rows(String html) {
        return Xml.elements(Xml.parse(html), "tr").stream()
                .map(Element::getTextContent)
                .toList();
    }

    private static List<String> sections(MonitorRecord record) {
        return Xml.elements(Xml.parse(MonitorPage.of(record)), "section").stream()
                .map(s -> s.getAttribute("id"))
                .toList();
    }
}
