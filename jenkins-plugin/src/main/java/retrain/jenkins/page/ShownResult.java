package retrain.jenkins.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.result.RunResult;

/** A result as the build's page shows it. */
public final class ShownResult {
    private final RunResult result;
    private final Optional<Entry> reference;
    private final Report report;
    private final String id;
    private final Locale locale;

    /** Where the full report is. */
    enum Report {
        THERE,
        GONE,
        NONE
    }

    ShownResult(RunResult result, Optional<Entry> reference, Report report, String id, Locale locale) {
        this.result = result;
        this.reference = reference;
        this.report = report;
        this.id = id;
        this.locale = locale;
    }

    public RunResult getResult() {
        return result;
    }

    /** {@return unique on the page} */
    public String getId() {
        return id;
    }

    public Tone getTone() {
        return Tone.ofOutcome(result.getOutcome());
    }

    public boolean isReportThere() {
        return report == Report.THERE;
    }

    public boolean isReportGone() {
        return report == Report.GONE;
    }

    /** {@return whether there were more gates than are kept} */
    public boolean isCut() {
        return result.getGates().size() >= RetrainAction.MOST;
    }

    public List<ShownGate> getGates() {
        List<ShownGate> gates = new ArrayList<>();
        for (int i = 0; i < result.getGates().size(); i++) {
            gates.add(new ShownGate(result.getGates().get(i), id + "-gate-" + i, locale));
        }
        return gates;
    }

    public List<ShownMetric> getMetrics() {
        Map<String, Double> before =
                reference.map(entry -> entry.result().getMetrics()).orElse(Map.of());
        List<ShownMetric> metrics = new ArrayList<>();
        for (String name : new TreeSet<>(result.getMetrics().keySet())) {
            metrics.add(new ShownMetric(
                    name,
                    result.getMetrics().get(name),
                    result.getChampionMetrics().get(name),
                    before.get(name)));
        }
        return metrics;
    }

    /** {@return the name of the reference build; null if there is none} */
    public @Nullable String getReferenceName() {
        return reference.map(Entry::name).orElse(null);
    }

    /** {@return the address of the reference build, relative to Jenkins' root; null if there is none} */
    public @Nullable String getReferenceUrl() {
        return reference.map(Entry::url).orElse(null);
    }

    /** {@return what the command had to show; null if nothing} */
    public @Nullable String getText() {
        return result.getText().isEmpty() ? null : String.join("\n", result.getText());
    }
}
