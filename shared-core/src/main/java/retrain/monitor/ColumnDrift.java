package retrain.monitor;

import java.util.List;
import java.util.Optional;
import retrain.data.Column;

/**
 * A column of a window against the reference.
 *
 * @param tests one for each question asked; {@code alarm} needs one that is significant and whose effect is not small
 * @param measures effects that are told beside, without a test of their own, such as PSI
 * @param picture both distributions, for the report
 * @param newCategories values that the reference does not have, the most frequent first; at most 20
 * @param reason in a sentence why it is an alarm or none
 */
public record ColumnDrift(
        String column,
        Role role,
        Column.Kind kind,
        boolean alarm,
        String reason,
        List<Test> tests,
        List<Measure> measures,
        Optional<Picture> picture,
        List<String> newCategories) {
    public ColumnDrift {
        tests = List.copyOf(tests);
        measures = List.copyOf(measures);
        newCategories = List.copyOf(newCategories);
    }

    /** What the column is to the model. */
    public enum Role {
        FEATURE,
        LABEL,
        PREDICTION
    }

    /**
     * A test of "both are drawn from one distribution".
     *
     * @param name {@code Kolmogorov-Smirnov}, {@code chi-square}, {@code missing}
     * @param adjusted the p-value after Benjamini and Hochberg over all tests of the window
     * @param effect what must also be large enough
     */
    public record Test(String name, double statistic, double pValue, double adjusted, Measure effect) {}

    /**
     * How large a difference is.
     *
     * @param name {@code Wasserstein / sd}, {@code Jensen-Shannon}, {@code PSI}
     * @param bound from which on it matters; absent if it is only told
     */
    public record Measure(String name, double value, Optional<Double> bound) {}

    /**
     * Both distributions over the same bins or categories.
     *
     * @param edges of numbers: one more than there are shares; empty for categories
     * @param labels of categories: one for each share; empty for numbers
     * @param reference shares of the reference's rows with a value, adding up to 1
     * @param current shares of the window's
     */
    public record Picture(List<Double> edges, List<String> labels, List<Double> reference, List<Double> current) {
        public Picture {
            edges = List.copyOf(edges);
            labels = List.copyOf(labels);
            reference = List.copyOf(reference);
            current = List.copyOf(current);
        }
    }
}
