package retrain.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import retrain.jenkins.page.ShownResult.Report;
import retrain.jenkins.result.RunResult;

class ShownResultTest {
    private final Entry reference = Sample.entry(7, Sample.of("PROMOTED", "flight-delay", 3, 0.75));
    private final ShownResult shown = shown(Sample.rejected(), Optional.of(reference), Locale.ENGLISH);

    @Test
    void shouldShowAGateWithSymbolWordAndFigures() {
        ShownGate gate = shown.getGates().get(1);

        assertThat(gate.getGate()).isEqualTo("auc at-least 0.72");
        assertThat(gate.getSlice()).isEqualTo("origin=LGA");
        assertThat(gate.getTone()).isEqualTo(Tone.BAD);
        assertThat(gate.getVerdict()).isEqualTo("FAILED");
        assertThat(gate.getCandidate()).isEqualTo("0.7123");
        assertThat(gate.getBound()).isEqualTo("0.7200");
        assertThat(gate.getInterval()).isEqualTo("0.7061 to 0.7185 (95%)");
    }

    @Test
    void shouldSayThePlotInASentence() {
        assertThat(shown.getGates().get(1).getPlot())
                .contains("auc is 0.7123, interval 0.7061 to 0.7185 (95%); it must be at least 0.7200: FAILED");
    }

    @Test
    void shouldSpeakTheLanguageOfWhoeverLooks() {
        ShownResult german = shown(Sample.rejected(), Optional.empty(), Locale.GERMAN);

        assertThat(german.getGates().get(1).getInterval()).isEqualTo("0.7061 bis 0.7185 (95%)");
        assertThat(german.getGates().get(1).getPlot()).contains("es muss mindestens 0.7200 sein");
    }

    @Test
    void shouldShowNoPlotWhenThereIsNoEvidence() {
        ShownGate gate = shown.getGates().get(2);

        assertThat(gate.getPlot()).isNull();
        assertThat(gate.getInterval()).isNull();
        assertThat(gate.getCandidate()).isEqualTo("–");
    }

    @Test
    void shouldHaveUniqueIds() {
        List<String> ids = shown.getGates().stream()
                .map(ShownGate::getPlot)
                .filter(plot -> plot != null)
                .map(plot -> Xml.parse(plot).getAttribute("aria-labelledby"))
                .toList();

        assertThat(ids).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void shouldShowTheDifferencesToChampionAndReferenceBuild() {
        ShownMetric auc = shown.getMetrics().stream()
                .filter(m -> m.getName().equals("auc"))
                .findFirst()
                .orElseThrow();

        assertThat(auc.getDifference()).isEqualTo("+0.0366");
        assertThat(auc.getReference()).isEqualTo("0.7500");
        assertThat(auc.getSinceReference()).isEqualTo("+0.0039");
        assertThat(shown.getReferenceName()).isEqualTo("#7");
    }

    @Test
    void shouldSayThatTheReportIsGone() {
        ShownResult gone = new ShownResult(Sample.rejected(), Optional.empty(), Report.GONE, "id", Locale.ENGLISH);

        assertThat(gone.isReportGone()).isTrue();
        assertThat(gone.isReportThere()).isFalse();
        assertThat(gone.getGates()).hasSize(3);
    }

    @Test
    void shouldSayWhenGatesAreMissing() {
        assertThat(shown.isCut()).isFalse();
    }

    private static ShownResult shown(RunResult result, Optional<Entry> reference, Locale locale) {
        return new ShownResult(result, reference, Report.THERE, "retrain-0", locale);
    }
}
