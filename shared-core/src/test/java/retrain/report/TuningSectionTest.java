package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import retrain.spec.TuneSpec;
import retrain.train.Tuning;
import retrain.train.Tuning.Ended;
import retrain.train.Tuning.Trial;

class TuningSectionTest {
    @Test
    void shouldListTheBestTenWithTheBestFirst() {
        Tuning tuning = Tuned.tuning(40);
        List<Element> rows = rows(page(tuning));

        assertThat(rows).hasSize(10);
        assertThat(rows.get(0).getTextContent()).startsWith(tuning.best() + " (best)");
        List<Double> values = rows.stream()
                .map(r -> Double.parseDouble(r.getChildNodes().item(1).getTextContent()))
                .toList();
        assertThat(values).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void shouldRankByTheDirectionOfTheMetric() {
        Tuning tuning = new Tuning(
                "validation-logloss",
                TuneSpec.Direction.MINIMIZE,
                TuneSpec.Strategy.RANDOM,
                List.of(trial(1, 0.5), trial(2, 0.3), failed(3), trial(4, 0.4)),
                2);

        assertThat(TuningSection.ranked(tuning).stream().map(Trial::number)).containsExactly(2, 4, 1, 3);
        assertThat(TuningSection.says(tuning))
                .isEqualTo("4 trials (random, compared on the validation rows): 3 completed, 0 stopped early, 1 failed."
                        + " Trial 2 is the best: validation-logloss 0.3000 (the lowest).");
    }

    @Test
    void shouldMarkHowEachTrialEnded() {
        List<String> titles = Xml.elements(page(Tuned.tuning(40)), "title").stream()
                .map(Element::getTextContent)
                .toList();

        assertThat(titles).filteredOn(t -> t.startsWith("Trial ")).hasSize(40);
        assertThat(titles)
                .contains("Trial 17, ✗ failed: out of memory")
                .anyMatch(t -> t.contains("◇ stopped early: 0.7"));
    }

    @Test
    void shouldDrawALineATrialAndNoMoreThanCanBeTold() {
        assertThat(lines(page(Tuned.tuning(40)))).hasSize(40);
        Document many = page(Tuned.tuning(2_000));
        assertThat(lines(many)).hasSize(200);
        assertThat(many.getDocumentElement().getTextContent())
                .contains("the best 200 of 2,000", "the best 1,000 of 2,000");
    }

    @Test
    void shouldSpreadValuesOfManySizesOnALogarithmicAxis() {
        String page = page(Tuned.tuning(40)).getDocumentElement().getTextContent();

        assertThat(page).contains("eta (log)").doesNotContain("max_depth (log)");
    }

    @Test
    void shouldDrawASearchInWhichEveryTrialFailed() {
        Tuning tuning = new Tuning(
                "validation-auc", TuneSpec.Direction.MAXIMIZE, TuneSpec.Strategy.TPE, List.of(failed(1), failed(2)), 1);

        Document page = page(tuning);

        assertThat(page.getDocumentElement().getTextContent()).contains("2 failed");
        assertInside(page);
    }

    @Test
    void shouldDrawValuesThatNoAxisLikes() {
        Tuning tuning = new Tuning(
                "m",
                TuneSpec.Direction.MAXIMIZE,
                TuneSpec.Strategy.TPE,
                List.of(
                        trial(1, Double.NaN),
                        trial(2, Double.POSITIVE_INFINITY),
                        trial(3, -1.7e308),
                        trial(4, 1.7e308),
                        new Trial(5, Map.of("x", "-1e308", "y", ""), Ended.COMPLETED, Optional.of(0.0), 1, ""),
                        new Trial(6, Map.of("x", "1e308"), Ended.COMPLETED, Optional.of(0.0), 1, ""),
                        new Trial(7, Map.of("x", "Infinity", "z", "1"), Ended.COMPLETED, Optional.of(0.0), 1, "")),
                4);

        assertInside(page(tuning));
    }

    private static void assertInside(Document page) {
        for (Element path : Xml.elements(page, "path")) {
            for (String number : path.getAttribute("d").split("[MLZ ]+", -1)) {
                if (!number.isEmpty()) {
                    assertThat(Double.parseDouble(number)).isBetween(-10.0, 500.0);
                }
            }
        }
    }

    private static List<Element> lines(Document page) {
        return Xml.elements(page, "path").stream()
                .filter(p -> p.getAttribute("class").startsWith("trial"))
                .toList();
    }

    private static List<Element> rows(Document page) {
        Element body = Xml.elements(page, "tbody").get(0);
        return Xml.elements(page, "tr").stream()
                .filter(r -> r.getParentNode() == body)
                .toList();
    }

    private static Trial trial(int number, double value) {
        return new Trial(number, Map.of("eta", "0." + number), Ended.COMPLETED, Optional.of(value), 10, "");
    }

    private static Trial failed(int number) {
        return new Trial(number, Map.of("eta", "0." + number), Ended.FAILED, Optional.empty(), 0, "out of memory");
    }

    /** The section by itself. */
    private static Document page(Tuning tuning) {
        Fixture fixture = new Fixture();
        fixture.tuning = Optional.of(tuning);
        Markup html = new Markup(10_000);
        html.open("section");
        new TuningSection().write(html, fixture.record());
        return Xml.parse(html.close().toString());
    }
}
