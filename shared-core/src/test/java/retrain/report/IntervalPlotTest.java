package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import retrain.evaluate.Evaluation.Interval;
import retrain.report.IntervalPlot.Row;

class IntervalPlotTest {
    @Test
    void shouldDrawTheIntervalWhereItLiesAgainstTheBound() {
        String signs = IntervalPlot.drawing(row(0.006, -0.002, 0.014, -0.005));
        assertThat(signs).hasSize(25);
        assertThat(signs.indexOf('┃')).isLessThan(signs.indexOf('├'));
        assertThat(signs.indexOf('├')).isLessThan(signs.indexOf('┊'));
        assertThat(signs.indexOf('┊')).isLessThan(signs.indexOf('●'));
        assertThat(signs.indexOf('●')).isLessThan(signs.indexOf('┤'));
    }

    @Test
    void shouldKeepEveryBoundEstimateAndReferenceOnTheAxis() {
        Axis axis = IntervalPlot.axis(List.of(row(0.006, -0.002, 0.014, -0.005), row(-0.3, -0.31, -0.29, 0.02)));

        assertThat(axis.low()).isLessThan(-0.31);
        assertThat(axis.high()).isGreaterThan(0.02);
    }

    @Test
    void shouldCutOffAnIntervalThatWouldHideTheOthers() {
        List<Row> rows = List.of(
                row(0.006, -0.002, 0.014, -0.005), row(0.004, -0.006, 0.014, -0.005), row(0.001, -90, 90, -0.005));
        Axis axis = IntervalPlot.axis(rows);

        assertThat(axis.high()).isLessThan(0.1);
        Document picture = drawn(rows, 2);
        assertThat(Xml.elements(picture, "path").stream().map(p -> p.getAttribute("class")))
                .filteredOn(c -> c.startsWith("arrow"))
                .hasSize(2);
        assertThat(Xml.elements(drawn(rows, 0), "path").stream().map(p -> p.getAttribute("class")))
                .noneMatch(c -> c.startsWith("arrow"));
    }

    @Test
    void shouldShadeTheGoodSideOfTheBound() {
        Row higher = row(0.8, 0.7, 0.9, 0.6);
        Row lower = new Row(
                "x",
                "good",
                "",
                0.5,
                Optional.of(new Interval(0.4, 0.55, 0.95)),
                Optional.of(0.6),
                false,
                Optional.empty());

        Element up = Xml.elements(drawn(List.of(higher), 0), "rect").get(0);
        Element down = Xml.elements(drawn(List.of(lower), 0), "rect").get(0);

        assertThat(number(up, "x")).isPositive();
        assertThat(number(up, "x") + number(up, "width")).isEqualTo(360);
        assertThat(number(down, "x")).isZero();
        assertThat(number(down, "width")).isBetween(1.0, 359.0);
    }

    @Test
    void shouldTellVerdictsApartByForm() {
        assertThat(form("good")).isEqualTo("circle");
        assertThat(form("bad")).isNotEqualTo(form("unsure")).startsWith("M");
    }

    @Test
    void shouldDrawAnEstimateWithoutAnIntervalAsADot() {
        Row exact = new Row("x", "good", "", 0, Optional.empty(), Optional.of(-0.005), true, Optional.of(0.0));

        assertThat(IntervalPlot.drawing(exact)).doesNotContain("─").contains("●", "┃");
        Document picture = drawn(List.of(exact), 0);
        assertThat(Xml.elements(picture, "circle")).hasSize(1);
        assertThat(Xml.elements(picture, "line").stream().map(l -> l.getAttribute("class")))
                .noneMatch(c -> c.startsWith("bar"));
    }

    @Test
    void shouldDrawNumbersThatNoAxisLikesWithinThePicture() {
        for (double wild : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e308, 4.9e-324, Double.MAX_VALUE}) {
            List<Row> rows = List.of(row(wild, -wild, wild, 0.1), row(0.5, wild, 0.6, wild), row(0.5, 0.4, 0.6, 0.1));
            for (int i = 0; i < rows.size(); i++) {
                for (Element line : Xml.elements(drawn(rows, i), "line")) {
                    assertThat(number(line, "x1")).isBetween(0.0, 360.0);
                    assertThat(number(line, "x2")).isBetween(0.0, 360.0);
                }
                assertThat(IntervalPlot.drawing(rows.get(i))).hasSize(25);
            }
        }
    }

    private static String form(String style) {
        Row row = new Row("x", style, "", 0.5, Optional.empty(), Optional.of(0.1), true, Optional.empty());
        Document picture = drawn(List.of(row), 0);
        return Xml.elements(picture, "circle").isEmpty()
                ? Xml.elements(picture, "path").get(1).getAttribute("d")
                : "circle";
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static Document drawn(List<Row> rows, int index) {
        Markup html = new Markup(1_000);
        IntervalPlot.of(html, rows).row(rows.get(index));
        return Xml.parse(html.toString());
    }

    private static Row row(double estimate, double low, double high, double bound) {
        return new Row(
                "x",
                "good",
                "",
                estimate,
                Optional.of(new Interval(low, high, 0.95)),
                Optional.of(bound),
                true,
                Optional.of(0.0));
    }
}
