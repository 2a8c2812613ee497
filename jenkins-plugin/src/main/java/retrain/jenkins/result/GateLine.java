package retrain.jenkins.result;

import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.jspecify.annotations.Nullable;

/** A gate and what it said, for scripts and pages. Numbers are null where they are unknown. */
public final class GateLine implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String gate;
    private final @Nullable String slice;
    private final String verdict;
    private final @Nullable Double candidate;
    private final @Nullable Double champion;
    private final @Nullable Double bound;
    private final String reason;
    private final @Nullable String reportsOnly;
    private final @Nullable Evidence evidence;

    private GateLine(JsonTree json) {
        this.gate = json.textOrEmpty("gate");
        this.slice = json.text("slice").orElse(null);
        this.verdict = json.textOrEmpty("verdict");
        this.candidate = number(json, "candidate");
        this.champion = number(json, "champion");
        this.bound = number(json, "bound");
        this.reason = json.textOrEmpty("reason");
        this.reportsOnly = json.text("reportsOnly").orElse(null);
        this.evidence = json.object("evidence").map(Evidence::new).orElse(null);
    }

    /** {@return a gate of {@code result.json}} */
    static GateLine of(JsonTree json) {
        return new GateLine(json);
    }

    private static @Nullable Double number(JsonTree json, String key) {
        return json.number(key).isPresent() ? json.number(key).getAsDouble() : null;
    }

    /** {@return the condition, as the spec has it} */
    @Whitelisted
    public String getGate() {
        return gate;
    }

    /** {@return the rows that it is about, such as origin=JFK; null if all} */
    @Whitelisted
    public @Nullable String getSlice() {
        return slice;
    }

    /** {@return PASSED, FAILED or INCONCLUSIVE} */
    @Whitelisted
    public String getVerdict() {
        return verdict;
    }

    @Whitelisted
    public @Nullable Double getCandidate() {
        return candidate;
    }

    @Whitelisted
    public @Nullable Double getChampion() {
        return champion;
    }

    /** {@return the value that the candidate had to reach} */
    @Whitelisted
    public @Nullable Double getBound() {
        return bound;
    }

    /** {@return the verdict in a sentence, with the figures} */
    @Whitelisted
    public String getReason() {
        return reason;
    }

    /** {@return why it has no say in the decision; null if it has} */
    @Whitelisted
    public @Nullable String getReportsOnly() {
        return reportsOnly;
    }

    /** {@return what the verdict rests on; null if there was nothing to judge} */
    public @Nullable Evidence getEvidence() {
        return evidence;
    }

    /** An estimate with its interval. (No record: XStream cannot read those.) */
    public static final class Evidence implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String of;
        private final double estimate;
        private final double low;
        private final double high;
        private final double bound;
        private final double confidence;
        private final boolean higherIsBetter;

        private Evidence(JsonTree json) {
            JsonTree interval = json.object("interval").orElse(json);
            this.of = json.textOrEmpty("of");
            this.estimate = json.number("estimate").orElse(Double.NaN);
            this.low = interval.number("low").orElse(Double.NaN);
            this.high = interval.number("high").orElse(Double.NaN);
            this.bound = json.number("bound").orElse(Double.NaN);
            this.confidence = interval.number("confidence").orElse(Double.NaN);
            this.higherIsBetter = json.isOn("higherIsBetter");
        }

        /** {@return what is estimated} */
        public String getOf() {
            return of;
        }

        public double getEstimate() {
            return estimate;
        }

        public double getLow() {
            return low;
        }

        public double getHigh() {
            return high;
        }

        /** {@return the gate is PASSED if the interval lies on the good side of it} */
        public double getBound() {
            return bound;
        }

        /** {@return from 0 to 1} */
        public double getConfidence() {
            return confidence;
        }

        /** {@return whether the good side of the bound is the upper one} */
        public boolean isHigherIsBetter() {
            return higherIsBetter;
        }
    }
}
