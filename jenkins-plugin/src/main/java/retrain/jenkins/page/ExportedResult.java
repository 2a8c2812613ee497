package retrain.jenkins.page;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import retrain.jenkins.result.GateLine;
import retrain.jenkins.result.RunResult;

/** A result in the remote API. Numbers that JSON does not have are texts, as in {@code result.json}. */
@ExportedBean(defaultVisibility = 4)
public final class ExportedResult {
    private final RunResult result;

    ExportedResult(RunResult result) {
        this.result = result;
    }

    @Exported
    public String getId() {
        return result.getId();
    }

    @Exported
    public String getCommand() {
        return result.getCommand();
    }

    @Exported
    public int getExit() {
        return result.getExit();
    }

    @Exported
    public String getOutcome() {
        return result.getOutcome();
    }

    @Exported
    public String getSummary() {
        return result.getSummary();
    }

    @Exported
    public @Nullable String getRun() {
        return result.getRun();
    }

    @Exported
    public @Nullable String getModel() {
        return result.getModel();
    }

    @Exported
    public @Nullable Integer getVersion() {
        return result.getVersion();
    }

    @Exported
    public Map<String, Object> getMetrics() {
        return numbers(result.getMetrics());
    }

    @Exported
    public Map<String, Object> getChampionMetrics() {
        return numbers(result.getChampionMetrics());
    }

    @Exported
    public List<String> getReasons() {
        return result.getReasons();
    }

    @Exported
    public @Nullable String getReport() {
        return result.getReport();
    }

    @Exported
    public List<ExportedGate> getGates() {
        return result.getGates().stream().map(ExportedGate::new).toList();
    }

    private static Map<String, Object> numbers(Map<String, Double> values) {
        Map<String, Object> numbers = new TreeMap<>();
        values.forEach((name, value) -> numbers.put(name, number(value)));
        return numbers;
    }

    private static Object number(Double value) {
        return Double.isFinite(value) ? value : value.toString();
    }

    /** A gate in the remote API. */
    @ExportedBean(defaultVisibility = 5)
    public static final class ExportedGate {
        private final GateLine line;

        ExportedGate(GateLine line) {
            this.line = line;
        }

        @Exported
        public String getGate() {
            return line.getGate();
        }

        @Exported
        public @Nullable String getSlice() {
            return line.getSlice();
        }

        @Exported
        public String getVerdict() {
            return line.getVerdict();
        }

        @Exported
        public @Nullable Object getCandidate() {
            return numberOrNull(line.getCandidate());
        }

        @Exported
        public @Nullable Object getChampion() {
            return numberOrNull(line.getChampion());
        }

        @Exported
        public @Nullable Object getBound() {
            return numberOrNull(line.getBound());
        }

        @Exported
        public String getReason() {
            return line.getReason();
        }

        private static @Nullable Object numberOrNull(@Nullable Double value) {
            return value == null ? null : number(value);
        }
    }
}
