package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import retrain.run.Digest;

class PageTest {
    private static final Set<String> ELEMENTS = Set.of(
            "html head meta title style body main header section p h1 h2 span strong small dl div dt dd nav ul li a table caption thead tbody tr th td code figure figcaption svg path circle rect line text g desc details summary"
                    .split(" "));

    @ParameterizedTest
    @MethodSource("retrain.report.Fixture#all")
    void shouldBeWellFormedWithUniqueIdsAndLinksThatLeadSomewhere(RunRecord run) {
        assertLinked(Xml.parse(Page.of(run)));
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Fixture#all")
    void shouldAskNobodyForAnythingAndRunNothing(RunRecord run) {
        String html = Page.of(run);

        assertThat(html.toLowerCase(Locale.ROOT)).doesNotContain("http://", "https://", "@import", "url(", "<script");
        assertOnlyKnownMarkup(Xml.parse(html));
    }

    @Test
    void shouldAllowNothingButItsOwnStyleSheet() {
        Document page = Xml.parse(Page.of(Fixture.binary()));
        String style = Xml.elements(page, "style").get(0).getTextContent();
        String digest =
                Base64.getEncoder().encodeToString(Digest.sha256().digest(style.getBytes(StandardCharsets.UTF_8)));

        assertThat(Xml.elements(page, "meta").get(1).getAttribute("content"))
                .isEqualTo(
                        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-" + digest + "'");
    }

    @Test
    void shouldShowEverySectionThatTheRunHas() {
        assertThat(sections(Fixture.binary()))
                .containsExactly(
                        "gates",
                        "metrics",
                        "calibration",
                        "curves",
                        "confusion",
                        "slices",
                        "training",
                        "stages",
                        "data",
                        "provenance");
        assertThat(sections(Fixture.regression())).contains("curves", "slices").doesNotContain("confusion");
        assertThat(sections(Fixture.multiclass(4))).contains("confusion").doesNotContain("curves", "calibration");
        assertThat(sections(Tuned.run(40))).contains("tuning").doesNotContain("worst");
        assertThat(sections(Judged.worst())).contains("worst").doesNotContain("tuning");
        assertThat(sections(Fixture.prepared())).containsExactly("stages", "data", "provenance");
    }

    @Test
    void shouldDrawEveryCurveOfTheTask() {
        assertThat(charts(Fixture.binary()))
                .containsExactlyInAnyOrder(
                        "gate-0",
                        "gate-1",
                        "reliability",
                        "roc",
                        "pr",
                        "scores-0",
                        "scores-1",
                        "slices-0",
                        "slices-1",
                        "training-0");
        assertThat(charts(Fixture.regression())).contains("scores");
        assertThat(Page.of(Fixture.regression())).contains("% of rows per unit", "Residual: observed − predicted");
    }

    @Test
    void shouldCompareWithTheChampionOnlyIfThereIsOne() {
        assertThat(Page.of(Fixture.binary())).contains("Champion (version 3)");
        assertThat(Page.of(Fixture.first()))
                .doesNotContain("Champion (", "class=\"champion\"")
                .contains("no champion");
    }

    @Test
    void shouldSayInWordsWhetherAMetricGotBetter() {
        Document page = Xml.parse(Page.of(Fixture.binary()));

        List<String> rows =
                Xml.elements(page, "tr").stream().map(Element::getTextContent).toList();
        assertThat(rows).anyMatch(r -> r.matches("log_loss0\\.\\d{4}0\\.\\d{4}−0\\.\\d{4} better↓ lower"));
        assertThat(rows).anyMatch(r -> r.startsWith("f1undefined no row is predicted as 1"));
    }

    @Test
    void shouldSayWhyEachStageRanOrWasReused() {
        assertThat(Page.of(Fixture.binary())).contains("data: data/flights-2013-04.csv.gz is new", "● ran", "6.42 s");
        assertThat(Page.of(Fixture.unchanged()))
                .contains("nothing changed since run 20131001T030000Z-ffffff", "○ reused", "No stage ran.");
    }

    @Test
    void shouldNameEveryTableAndEveryColumn() {
        Document page = Xml.parse(Page.of(Fixture.binary()));

        assertThat(Xml.elements(page, "table")).allSatisfy(table -> {
            assertThat(table.getElementsByTagName("caption").getLength()).isEqualTo(1);
            int heads = table.getElementsByTagName("thead")
                    .item(0)
                    .getFirstChild()
                    .getChildNodes()
                    .getLength();
            for (Element row : Xml.elements(page, "tr")) {
                if (row.getParentNode() != null && row.getParentNode().getParentNode() == table) {
                    assertThat(row.getChildNodes().getLength()).isEqualTo(heads);
                }
            }
        });
        assertThat(Xml.elements(page, "th")).allSatisfy(head -> {
            assertThat(head.getAttribute("scope")).isIn("row", "col");
            assertThat(head.getTextContent()).isNotBlank();
        });
    }

    @Test
    void shouldFoldAwayThePassedGatesOfManyAndKeepTheOthersInSight() {
        String html = Page.of(Fixture.manySlices(40));

        assertThat(html).contains("<details><summary>40 gates passed</summary>");
        assertThat(Page.of(Fixture.rejected())).doesNotContain("<details>").contains("✗ FAILED", "? INCONCLUSIVE");
    }

    @Test
    void shouldDrawEveryGateAgainstItsBoundAndDimThoseThatOnlyReport() {
        Document page = Xml.parse(Page.of(Judged.promoted()));

        List<Element> gates = Xml.elements(page, "li").stream()
                .filter(li -> Set.of("row", "dim").contains(li.getAttribute("class")))
                .toList();
        assertThat(gates).extracting(li -> li.getAttribute("class")).containsExactly("row", "row", "dim");
        assertThat(gates.get(1).getTextContent())
                .startsWith("✓ PASSED auc not-worse-than champion by 0.005")
                .contains("improvement of auc +0.0061, interval −0.0028 to +0.0150 (95%), must be at least −0.0050");
        assertThat(gates.get(2).getTextContent()).contains("has no say: 35 rows are fewer than 100");
    }

    @Test
    void shouldSayWhyAGateHasNoInterval() {
        assertThat(Page.of(Fixture.rejected())).contains("Without an interval", "no row of class 1 in 31 rows");
    }

    @Test
    void shouldDrawNoPlotIfNoGateHasAnInterval() {
        assertThat(Page.of(Judged.leaking()))
                .doesNotContain("interval against its bound", "What the verdicts rest on")
                .contains("In words", "were in the training of version 3");
    }

    @Test
    void shouldDrawAsManyGatesAsCanBeLookedAt() {
        Set<String> drawn = charts(Judged.manyGates(1_000));

        assertThat(drawn).filteredOn(id -> id.startsWith("passed-")).hasSize(300);
        assertThat(Page.of(Judged.manyGates(1_000))).contains("Drawn are 300 of ");
    }

    @Test
    void shouldDrawTheIntervalsOfTheReliabilityCurve() {
        assertThat(Page.of(Fixture.binary())).contains(", interval ", "Expected calibration error");
    }

    @Test
    void shouldDrawTheLargestOfTooManySlicesAndSaySo() {
        assertThat(Page.of(Fixture.manySlices(90))).contains("auc by dest, the 40 largest of 90");
        assertThat(Page.of(Fixture.manySlices(600))).contains("dest: the first 500 of 600 slices");
    }

    @Test
    void shouldListTheMistakesOfTooManyClasses() {
        assertThat(Page.of(Fixture.multiclass(30))).contains("the most frequent mistakes");
        assertThat(Page.of(Fixture.multiclass(4))).doesNotContain("the most frequent mistakes");
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Hostile#texts")
    void shouldShowHostileNamesAsText(String hostile) {
        String html = Page.of(Hostile.run(hostile));
        Document page = Xml.parse(html);

        assertOnlyKnownMarkup(page);
        assertThat(shape(page)).isEqualTo(shape(Xml.parse(Page.of(Hostile.run("harmless")))));
        assertThat(html.codePoints())
                .noneMatch(c -> (c < 0x20 && c != '\n') || c == 0x202E || c == 0x200B || c == 0xFFFE);
    }

    static void assertLinked(Document page) {
        Set<String> ids = new HashSet<>();
        for (Element element : Xml.elements(page, "*")) {
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id")))
                        .as(element.getAttribute("id"))
                        .isTrue();
            }
        }
        for (Element link : Xml.elements(page, "a")) {
            assertThat(link.getAttribute("href")).startsWith("#");
            assertThat(ids).contains(link.getAttribute("href").substring(1));
        }
        for (Element picture : Xml.elements(page, "svg")) {
            if (picture.hasAttribute("aria-labelledby")) {
                assertThat(ids).contains(picture.getAttribute("aria-labelledby").split(" "));
            } else {
                assertThat(picture.getAttribute("aria-hidden")).isEqualTo("true");
            }
        }
    }

    static void assertOnlyKnownMarkup(Document page) {
        for (Element element : Xml.elements(page, "*")) {
            assertThat(ELEMENTS).contains(element.getTagName());
            NamedNodeMap attributes = element.getAttributes();
            for (int i = 0; i < attributes.getLength(); i++) {
                assertThat(attributes.item(i).getNodeName())
                        .doesNotStartWith("on")
                        .isNotIn("style", "src", "srcdoc", "xlink:href", "action");
            }
        }
    }

    /** The elements in their order: what no name may change. */
    static List<String> shape(Document page) {
        return Xml.elements(page, "*").stream().map(Element::getTagName).toList();
    }

    private static List<String> sections(RunRecord run) {
        return Xml.elements(Xml.parse(Page.of(run)), "section").stream()
                .map(s -> s.getAttribute("id"))
                .toList();
    }

    private static Set<String> charts(RunRecord run) {
        Set<String> ids = new TreeSet<>();
        for (Element picture : Xml.elements(Xml.parse(Page.of(run)), "svg")) {
            if (picture.hasAttribute("id")) {
                ids.add(picture.getAttribute("id"));
            }
        }
        return ids;
    }
}
