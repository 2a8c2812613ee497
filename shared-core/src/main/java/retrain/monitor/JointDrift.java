package retrain.monitor;

import java.util.List;

/**
 * What a classifier that tries to tell window and reference apart came to (a domain classifier).
 *
 * @param auc on rows that it was not trained on; 0.5: it cannot
 * @param low the lower confidence limit
 * @param pValue of "it cannot"
 * @param adjusted together with the tests of the columns
 * @param bound from which AUC on it matters
 * @param columns by which it tells them apart, the most telling first
 */
public record JointDrift(
        double auc, double low, double pValue, double adjusted, double bound, List<String> columns, boolean alarm) {
    public JointDrift {
        columns = List.copyOf(columns);
    }
}
