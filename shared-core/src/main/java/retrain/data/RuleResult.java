package retrain.data;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Optional;
import retrain.spec.QualitySpec;
import retrain.spec.QualitySpec.Check;
import retrain.spec.QualitySpec.Severity;

/**
 * What became of a rule.
 *
 * @param where the key that states it
 * @param states what it asks for, in words
 * @param columns the columns it is about, for people; empty if it is about whole rows
 * @param rows those that it is about
 * @param broken those of them that break it; 0 if it is about all rows together
 * @param tolerated the share of rows that may
 * @param kept whether not more did
 * @param example of a row that breaks it; of a rule on all rows together what was found
 * @param constraint the kind of check that SageMaker Model Monitor calls it, if it is of a constraints file or a baseline
 */
public record RuleResult(
        String where,
        String states,
        String columns,
        Severity severity,
        long rows,
        long broken,
        double tolerated,
        boolean kept,
        Optional<String> example,
        Optional<String> constraint) {
    /** Shares that were rounded on their way through a file still count as equal. */
    private static final double ROUNDING = 1e-9;

    /** A rule that met no row has shown nothing, and is not kept. */
    static RuleResult of(Rule rule, Measured measured) {
        QualitySpec spec = rule.spec();
        boolean whole = spec.check() == Check.ROWS || spec.check() == Check.FRESHNESS;
        boolean empty = measured.rows() == 0 && spec.check() != Check.ROWS;
        double most = whole ? 0 : (spec.tolerate() + ROUNDING) * measured.rows();
        return new RuleResult(
                rule.where(),
                rule.states(),
                rule.columns(),
                spec.severity(),
                measured.rows(),
                whole ? 0 : measured.broken(),
                spec.tolerate(),
                !empty && measured.broken() <= most,
                empty ? Optional.of("there is no row to check") : measured.example(),
                rule.constraint());
    }

    /** A rule that the columns break, whatever is in the rows. */
    static RuleResult broken(
            String where, String states, String column, Severity severity, String found, String constraint) {
        return new RuleResult(
                where, states, column, severity, 0, 0, 0, false, Optional.of(found), Optional.of(constraint));
    }

    /** A column's distribution beside that of a baseline. One without any value has shown nothing, and is not kept. */
    static RuleResult compared(
            Baseline baseline,
            Baseline.Counted counted,
            Constraints.Comparison comparison,
            String file,
            Severity severity) {
        boolean empty = counted.rows() == 0;
        double distance = empty ? 1 : baseline.distance(counted, comparison.robust());
        return new RuleResult(
                "data.constraints",
                baseline.column() + " is distributed as in " + file,
                baseline.column(),
                severity,
                counted.rows(),
                0,
                0,
                distance <= comparison.most(),
                Optional.of(
                        empty
                                ? "there is no value to compare"
                                : String.format(
                                        Locale.ROOT, "distance %.3g, at most %.3g", distance, comparison.most())),
                Optional.of("baseline_drift_check"));
    }

    /** {@return whether nothing may be trained until somebody has looked at it} */
    public boolean blocks() {
        return !kept && severity == Severity.BLOCK;
    }

    /** {@return what was found, in words} */
    public String found() {
        if (broken == 0) {
            return example.orElse(kept ? "kept" : "broken");
        }
        String share = String.format(
                Locale.ROOT, "%,d of %,d rows (%s) break it", broken, rows, percent((double) broken / rows));
        return share
                + (tolerated > 0 ? ", " + percent(tolerated) + " may" : "")
                + example.map(e -> ", such as " + e).orElse("");
    }

    private static String percent(double share) {
        BigDecimal rounded = BigDecimal.valueOf(100 * share).round(new MathContext(3));
        return rounded.stripTrailingZeros().toPlainString() + "%";
    }
}
