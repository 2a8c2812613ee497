package retrain.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.ColumnProfile;
import retrain.data.Constraints;
import retrain.data.Inspection;
import retrain.data.RuleResult;
import retrain.data.Snapshot;

/**
 * The files that SageMaker Model Monitor's own containers write: {@code statistics.json} and {@code constraints.json} of the features of
 * the training rows, and {@code constraint_violations.json}. The forms are those of SageMaker's Developer Guide (<i>Schema for
 * Statistics</i>, <i>Schema for Constraints</i>, <i>Schema for Violations</i>).
 *
 * <p>The buckets of numbers are those between the profile's quantiles, and the sketch itself is left out.
 */
final class ModelMonitorFiles {
    static final String STATISTICS = "statistics.json";
    static final String CONSTRAINTS = "constraints.json";
    static final String VIOLATIONS = "constraint_violations.json";

    /** Where the quantiles of a profile are. */
    private static final double[] PROBABILITIES = {0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1};

    private ModelMonitorFiles() {}

    /** {@return the files' contents by their names; that of the violations if constraints were looked at} */
    static Map<String, String> of(Snapshot snapshot, Optional<Inspection> inspection) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(STATISTICS, line(statistics(snapshot)));
        files.put(CONSTRAINTS, line(ModelMonitorConstraints.written(Constraints.of(snapshot, 0))));
        if (inspection.isPresent()) {
            files.put(VIOLATIONS, line(violations(inspection.get())));
        }
        return files;
    }

    private static String line(Object value) {
        return ForeignJson.write(value).concat("\n");
    }

    private static Map<String, Object> violations(Inspection inspection) {
        List<Object> violations = new ArrayList<>();
        for (RuleResult rule : inspection.rules()) {
            if (!rule.kept() && rule.constraint().isPresent()) {
                violations.add(Map.of(
                        "feature_name",
                        rule.columns(),
                        "constraint_check_type",
                        rule.constraint().get(),
                        "description",
                        rule.states().concat(": ").concat(rule.found())));
            }
        }
        return Map.of("violations", violations);
    }

    private static Map<String, Object> statistics(Snapshot snapshot) {
        List<Object> features = new ArrayList<>();
        long rows = snapshot.train().rows();
        for (String name : snapshot.features()) {
            Column column = snapshot.schema().find(name).orElseThrow();
            ColumnProfile profile = snapshot.profile(name);
            boolean text = Constraints.Type.of(column) == Constraints.Type.STRING;
            features.add(Map.of(
                    "name",
                    name,
                    "inferred_type",
                    Constraints.Type.of(column).word(),
                    text ? "string_statistics" : "numerical_statistics",
                    text ? ofTexts(profile, rows) : ofNumbers(column, profile, rows)));
        }
        return Map.of("version", 0, "dataset", Map.of("item_count", rows), "features", features);
    }

    private static Map<String, Object> common(ColumnProfile profile, long rows) {
        return Map.of("num_present", rows - profile.missing(), "num_missing", profile.missing());
    }

    private static Map<String, Object> ofTexts(ColumnProfile profile, long rows) {
        Map<String, Object> statistics = new LinkedHashMap<>();
        statistics.put("common", common(profile, rows));
        statistics.put("distinct_count", profile.distinct());
        if (!profile.categories().isEmpty()) {
            List<Object> buckets = new ArrayList<>();
            for (ColumnProfile.Category category : profile.categories()) {
                buckets.add(Map.of("value", category.value(), "count", category.rows()));
            }
            statistics.put("distribution", Map.of("categorical", Map.of("buckets", buckets)));
        }
        return statistics;
    }

    private static Map<String, Object> ofNumbers(Column column, ColumnProfile profile, long rows) {
        Map<String, Object> statistics = new LinkedHashMap<>();
        long present = rows - profile.missing();
        statistics.put("common", common(profile, rows));
        if (profile.mean().isPresent()) {
            statistics.put("mean", profile.mean().get());
            statistics.put("sum", profile.mean().get() * present);
        }
        if (profile.deviation().isPresent()) {
            statistics.put("std_dev", profile.deviation().get() * Math.sqrt((present - 1.0) / present));
        }
        List<Double> quantiles = column.kind() == Column.Kind.BOOLEAN ? ofTruth(profile) : profile.quantiles();
        if (!quantiles.isEmpty()) {
            statistics.put("min", quantiles.get(0));
            statistics.put("max", quantiles.get(quantiles.size() - 1));
            statistics.put("distribution", Map.of("kll", Map.of("buckets", buckets(quantiles, present))));
        }
        return statistics;
    }

    /** {@return the quantiles of a truth value as a number} */
    private static List<Double> ofTruth(ColumnProfile profile) {
        @Nullable Double mean = profile.mean().orElse(null);
        List<Double> quantiles = new ArrayList<>();
        if (mean != null) {
            for (double p : PROBABILITIES) {
                quantiles.add(mean == 1 || (mean > 0 && p > 1 - mean) ? 1.0 : 0.0);
            }
        }
        return quantiles;
    }

    private static List<Object> buckets(List<Double> quantiles, long present) {
        List<Object> buckets = new ArrayList<>();
        for (int i = 1; i < quantiles.size(); i++) {
            long count = Math.round(PROBABILITIES[i] * present) - Math.round(PROBABILITIES[i - 1] * present);
            if (count > 0) {
                buckets.add(
                        Map.of("lower_bound", quantiles.get(i - 1), "upper_bound", quantiles.get(i), "count", count));
            }
        }
        return buckets;
    }
}
