package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;
import retrain.Golden;
import retrain.gate.Verdict;

class GateTestsTest {
    private static final Schema RULES = rules();

    @Test
    void shouldWriteTheGatesAsPublished() throws IOException {
        Golden.check(Golden.file("gates.xml"), GateTests.of(Fixture.rejected()));
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Fixture#all")
    void shouldWriteWhatReadersOfJUnitXmlRead(RunRecord run) {
        assertThatCode(() -> validator().validate(new StreamSource(new StringReader(GateTests.of(run)))))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldHaveRulesThatRejectAnotherForm() {
        String wrong = GateTests.of(Fixture.rejected()).replace("<failure type=", "<failure kind=");

        assertThatThrownBy(() -> validator().validate(new StreamSource(new StringReader(wrong))))
                .isInstanceOf(SAXException.class);
    }

    @Test
    void shouldTellAFailedGateFromOneThatCouldNotTell() {
        Document xml = Xml.parse(GateTests.of(Fixture.rejected()));

        Element suite = Xml.elements(xml, "testsuite").get(0);
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(Xml.elements(xml, "failure"))
                .extracting(e -> e.getAttribute("type"))
                .containsExactly("FAILED");
        assertThat(Xml.elements(xml, "error"))
                .extracting(e -> e.getAttribute("type"))
                .containsExactly("INCONCLUSIVE");
    }

    @Test
    void shouldGiveGatesOfTheSameNameNamesOfTheirOwn() {
        Fixture fixture = new Fixture();
        for (int i = 0; i < 3; i++) {
            fixture.gates.add(Fixture.gate("auc at-least 0.65", Optional.empty(), Verdict.PASSED, 0.7, 0.7, 0.65));
        }

        assertThat(names(fixture.record()))
                .containsExactly("auc at-least 0.65", "auc at-least 0.65 (2)", "auc at-least 0.65 (3)");
    }

    @Test
    void shouldFailARunWithoutGates() {
        Fixture fixture = new Fixture();
        fixture.verdict = Verdict.FAILED;

        assertThat(GateTests.of(fixture.record())).contains("failures=\"1\"", "<failure type=\"FAILED\"");
    }

    @Test
    void shouldSkipTheGatesThatTheRunHasNotGotTo() {
        String xml = GateTests.of(Fixture.prepared());

        assertThat(xml).contains("tests=\"1\"", "skipped=\"1\"", "<skipped message=\"the run ended before the gates");
    }

    @Test
    void shouldNotBreakABuildByAGateThatOnlyReports() {
        String xml = GateTests.of(Judged.promoted());

        assertThat(xml)
                .contains(
                        "tests=\"3\" failures=\"0\" errors=\"0\" skipped=\"1\"",
                        "<skipped message=\"FAILED: auc is 0.61");
    }

    @Test
    void shouldNotLetADotInTheModelsNameBecomeAPackage() {
        Fixture fixture = new Fixture();
        fixture.model = "flights.v2";
        fixture.gates.add(Fixture.gate("auc at-least 0.65", Optional.empty(), Verdict.PASSED, 0.7, 0.7, 0.65));

        assertThat(GateTests.of(fixture.record())).contains("classname=\"retrain.flights_v2\"");
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Hostile#texts")
    void shouldShowHostileNamesAsText(String hostile) {
        RunRecord run = Hostile.run(hostile);

        assertThatCode(() -> validator().validate(new StreamSource(new StringReader(GateTests.of(run)))))
                .doesNotThrowAnyException();
        assertThat(names(run)).hasSize(2).doesNotHaveDuplicates();
    }

    private static List<String> names(RunRecord run) {
        return Xml.elements(Xml.parse(GateTests.of(run)), "testcase").stream()
                .map(e -> e.getAttribute("name"))
                .toList();
    }

    private static Validator validator() {
        return RULES.newValidator();
    }

    private static Schema rules() {
        try {
            return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(Golden.file("junit.xsd").toFile());
        } catch (SAXException e) {
            throw new IllegalStateException(e);
        }
    }
}
