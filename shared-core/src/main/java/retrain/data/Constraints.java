package retrain.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What rows must be like, in the terms of SageMaker Model Monitor's {@code constraints.json}.
 *
 * @param closed whether columns that it does not name are mistakes
 * @param comparison of the distributions with those of a {@code statistics.json}; absent: not wanted
 */
public record Constraints(List<Feature> features, boolean closed, Optional<Comparison> comparison) {
    /** Texts with more values than these are not held to them: Model Monitor, too, lists those of few values only. */
    static final int MOST_DOMAIN = 100;

    private static final Set<String> WHOLE = Set.of(
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "HUGEINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
            "UBIGINT",
            "UHUGEINT",
            "BOOLEAN");

    public Constraints {
        features = List.copyOf(features);
    }

    /**
     * How distributions are compared.
     *
     * @param most the largest distance
     * @param robust whether what chance explains is taken off the distance
     */
    public record Comparison(double most, boolean robust) {}

    /** Model Monitor's types. */
    public enum Type {
        INTEGRAL,
        FRACTIONAL,
        STRING,
        UNKNOWN;

        /** {@return as Model Monitor spells it} */
        public String word() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }

        /** {@return the type of a column; a truth value is a number of 0 or 1, a time is a text} */
        public static Type of(Column column) {
            if (WHOLE.contains(column.sqlType())) {
                return INTEGRAL;
            }
            return column.kind() == Column.Kind.NUMBER ? FRACTIONAL : STRING;
        }
    }

    /**
     * What a column must be like.
     *
     * @param completeness the least share of rows with a value
     * @param least the least number
     * @param greatest the greatest number
     * @param domain the texts that are known; empty: any
     * @param ofType the least share of values that are of the type
     * @param inBounds the least share of values within bounds and domain
     */
    public record Feature(
            String name,
            Type type,
            double completeness,
            Optional<Double> least,
            Optional<Double> greatest,
            List<String> domain,
            double ofType,
            double inBounds) {
        public Feature {
            domain = List.copyOf(domain);
        }
    }

    /**
     * Learns from the training rows what the features are like.
     *
     * @param tolerate the share of rows that may be otherwise
     */
    public static Constraints of(Snapshot snapshot, double tolerate) {
        List<Feature> features = new ArrayList<>();
        long rows = snapshot.train().rows();
        for (String name : snapshot.features()) {
            Column column = snapshot.schema().find(name).orElseThrow();
            ColumnProfile profile = snapshot.profile(name);
            int last = profile.quantiles().size() - 1;
            features.add(new Feature(
                    name,
                    Type.of(column),
                    Math.max(0, 1 - Likeness.missing(profile, rows) - tolerate),
                    last < 0
                            ? Optional.empty()
                            : Optional.of(profile.quantiles().get(0)),
                    last < 0
                            ? Optional.empty()
                            : Optional.of(profile.quantiles().get(last)),
                    domain(profile),
                    1,
                    1 - tolerate));
        }
        return new Constraints(features, false, Optional.empty());
    }

    private static List<String> domain(ColumnProfile profile) {
        return profile.categories().size() > MOST_DOMAIN
                ? List.of()
                : profile.categories().stream()
                        .map(ColumnProfile.Category::value)
                        .toList();
    }
}
