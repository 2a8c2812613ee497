package retrain.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import retrain.jenkins.result.GateLine.Evidence;

class GatePlotTest {
    private static final double LEFT = 14;
    private static final double RIGHT = GatePlot.WIDTH - 14.0;

    @Test
    void shouldDrawWhatTheGoldenFileHas() {
        String svg = draw(Sample.evidence("0.7", "0.8", "0.76", "0.72", true), Tone.UNSURE);

        assertThat(svg).isEqualTo(Sample.golden("gate.svg", svg));
    }

    @Test
    void shouldPutTheBoundWhereItIsOnTheAxisOfTheInterval() {
        Element svg = Xml.parse(draw(Sample.evidence("0.6", "0.8", "0.7", "0.65", true), Tone.UNSURE));

        assertThat(x(svg, "retrain-plot-bound")).isEqualTo(LEFT + (RIGHT - LEFT) * 0.25);
        assertThat(x(svg, "retrain-plot-interval")).isEqualTo(LEFT);
    }

    @Test
    void shouldWidenTheAxisWhenTheBoundIsOutsideOfTheInterval() {
        Element svg = Xml.parse(draw(Sample.evidence("0.7", "0.8", "0.75", "0.6", true), Tone.GOOD));

        assertThat(x(svg, "retrain-plot-bound")).isEqualTo(LEFT);
        assertThat(x(svg, "retrain-plot-interval")).isEqualTo(LEFT + (RIGHT - LEFT) / 2);
    }

    @Test
    void shouldPointTheFlagToTheGoodSide() {
        String higher = flag(draw(Sample.evidence("1", "3", "2", "2", true), Tone.GOOD));
        String lower = flag(draw(Sample.evidence("1", "3", "2", "2", false), Tone.GOOD));

        assertThat(higher).isEqualTo("M90 1L98 4.5L90 8Z");
        assertThat(lower).isEqualTo("M90 1L82 4.5L90 8Z");
    }

    @Test
    void shouldEndInAnArrowAtTheEdgeWhenTheIntervalHasNoEnd() {
        Element svg = Xml.parse(draw(Sample.evidence("0.7", "\"Infinity\"", "0.75", "0.6", true), Tone.GOOD));
        List<Element> strokes = Xml.styled(svg, "retrain-plot-interval");

        assertThat(strokes.get(0).getAttribute("x2")).isEqualTo("178");
        assertThat(strokes).hasSize(4).last().satisfies(arrow -> {
            assertThat(arrow.getAttribute("x1")).isEqualTo("178");
            assertThat(arrow.getAttribute("x2")).isEqualTo("173");
        });
    }

    @Test
    void shouldDrawNoIntervalWhenItIsUndefined() {
        Element svg = Xml.parse(draw(Sample.evidence("\"NaN\"", "\"NaN\"", "0.75", "0.6", true), Tone.GOOD));

        assertThat(Xml.styled(svg, "retrain-plot-interval")).isEmpty();
        assertThat(Xml.styled(svg, "retrain-plot-mark")).hasSize(1);
    }

    @Test
    void shouldDrawNoMarkWhenTheEstimateIsUndefined() {
        Element svg = Xml.parse(draw(Sample.evidence("0.6", "0.7", "\"NaN\"", "0.6", true), Tone.UNSURE));

        assertThat(Xml.styled(svg, "retrain-plot-interval")).hasSize(3);
        assertThat(Xml.styled(svg, "retrain-plot-mark")).isEmpty();
    }

    @Test
    void shouldDrawNothingWhenThereIsNothingToShow() {
        Evidence evidence = Sample.evidence("\"-Infinity\"", "\"Infinity\"", "\"NaN\"", "0.6", true);

        assertThat(GatePlot.of(evidence, Tone.UNSURE, "id", "t", "s")).isEmpty();
    }

    @Test
    void shouldPutASinglePointIntoTheMiddle() {
        Element svg = Xml.parse(draw(Sample.evidence("0", "0", "0", "0", true), Tone.GOOD));

        assertThat(x(svg, "retrain-plot-bound")).isEqualTo(GatePlot.WIDTH / 2.0);
    }

    @Test
    void shouldTellTheVerdictByTheFormOfTheMark() {
        Evidence evidence = Sample.evidence("0.6", "0.8", "0.7", "0.65", true);

        assertThat(List.of(Tone.GOOD, Tone.BAD, Tone.UNSURE))
                .extracting(tone -> Xml.styled(Xml.parse(draw(evidence, tone)), "retrain-plot-mark")
                        .get(0)
                        .getAttribute("d"))
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldEscapeWhatItSays() {
        Evidence evidence = Sample.evidence("0.6", "0.8", "0.7", "0.65", true);
        String svg = GatePlot.of(evidence, Tone.GOOD, "id", "a<b>&\"'", "\u0001<script>alert(1)</script>")
                .orElseThrow();

        assertThat(Xml.all(Xml.parse(svg))).extracting(Element::getTagName).doesNotContain("script");
        assertThat(svg).contains("a&lt;b&gt;&amp;&quot;&#39;", "\uFFFD&lt;script&gt;");
    }

    @Test
    void shouldNameItselfForScreenReaders() {
        Element svg = Xml.parse(draw(Sample.evidence("0.6", "0.8", "0.7", "0.65", true), Tone.GOOD));

        assertThat(svg.getAttribute("aria-labelledby")).isEqualTo("p-title p-says");
        assertThat(Xml.all(svg)).extracting(e -> e.getAttribute("id")).contains("p-title", "p-says");
    }

    private static String draw(Evidence evidence, Tone tone) {
        return GatePlot.of(evidence, tone, "p", "Interval", "auc is 0.7").orElseThrow();
    }

    private static double x(Element svg, String style) {
        return Double.parseDouble(Xml.styled(svg, style).get(0).getAttribute("x1"));
    }

    private static String flag(String svg) {
        return Xml.styled(Xml.parse(svg), "retrain-plot-flag").get(0).getAttribute("d");
    }
}
