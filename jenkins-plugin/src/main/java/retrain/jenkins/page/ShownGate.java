package retrain.jenkins.page;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.Texts;
import retrain.jenkins.result.GateLine;
import retrain.jenkins.result.GateLine.Evidence;

/** A row of the gate table. */
public final class ShownGate {
    private final GateLine line;
    private final String id;
    private final Locale locale;

    ShownGate(GateLine line, String id, Locale locale) {
        this.line = line;
        this.id = id;
        this.locale = locale;
    }

    public String getGate() {
        return line.getGate();
    }

    /** {@return the rows that it is about; null if all} */
    public @Nullable String getSlice() {
        return line.getSlice();
    }

    public String getVerdict() {
        return line.getVerdict();
    }

    public Tone getTone() {
        return Tone.ofVerdict(line.getVerdict());
    }

    public String getCandidate() {
        return Figures.number(line.getCandidate());
    }

    public String getChampion() {
        return Figures.number(line.getChampion());
    }

    public String getBound() {
        return Figures.number(line.getBound());
    }

    public String getReason() {
        return line.getReason();
    }

    /** {@return why it has no say in the decision; null if it has} */
    public @Nullable String getReportsOnly() {
        return line.getReportsOnly();
    }

    /** {@return the ends of the interval; null if there is none} */
    public @Nullable String getInterval() {
        Evidence evidence = line.getEvidence();
        return evidence == null || Double.isNaN(evidence.getLow()) || Double.isNaN(evidence.getHigh())
                ? null
                : Texts.in(
                        locale,
                        "gate.interval",
                        Figures.number(evidence.getLow()),
                        Figures.number(evidence.getHigh()),
                        Figures.percent(evidence.getConfidence()));
    }

    /** {@return the interval as SVG; null if there is none} */
    public @Nullable String getPlot() {
        return Optional.ofNullable(line.getEvidence())
                .flatMap(evidence ->
                        GatePlot.of(evidence, getTone(), id, Texts.in(locale, "gate.plot", getGate()), says(evidence)))
                .orElse(null);
    }

    private String says(Evidence evidence) {
        String interval = getInterval();
        return Texts.in(
                locale,
                evidence.isHigherIsBetter() ? "gate.says.least" : "gate.says.most",
                evidence.getOf(),
                Figures.number(evidence.getEstimate()),
                interval == null ? "–" : interval,
                Figures.number(evidence.getBound()),
                getVerdict());
    }
}
