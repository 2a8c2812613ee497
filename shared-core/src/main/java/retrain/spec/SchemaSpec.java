package retrain.spec;

import java.util.Map;

/** What happens when the prepared rows differ in form from those that the champion was trained on. */
public record SchemaSpec(
        @Key(doc = "A feature that the champion's rows did not have.", orElse = "full-retrain")
        Policy added,

        @Key(doc = "A feature of the champion's rows that is gone.", orElse = "full-retrain")
        Policy removed,

        @Key(doc = "A column that is of another kind now, such as text instead of number.", orElse = "block")
        Policy retyped,

        @Key(
                doc =
                        "A column that is gone, and a new one of the same kind whose profile agrees with it: it probably was given another name.",
                orElse = "block")
        Policy renamed,

        @Key(doc = "A text that the champion's training rows did not hold.", orElse = "ignore")
        Policy newCategory,

        @Key(
                doc =
                        "Numbers that look as if they were in another unit: all their quantiles are those of before times a power of ten, or"
                                + " converted by a common rule (miles to km, °C to °F, ...).",
                orElse = "block")
        Policy unitJump,

        @Key(doc = "The share of missing values grew by more than 'null-rate-by'.", orElse = "block")
        Policy nullRate,

        @Key(
                doc = "How much the share of missing values may grow: 0.2 is from 5% to 25%.",
                orElse = "0.2",
                min = 0,
                max = 1)
        double nullRateBy,

        @Key(
                doc =
                        "Which columns candidate and champion are compared on: all, and the run stops if the champion cannot read one; or common,"
                                + " where a column that the champion lacks is missing in every row that it scores.",
                orElse = "all")
        Compare compare,

        @Key(doc = "Column -> how it is adapted, after the prepare query and before everything else.", orElse = "{}")
        Map<String, AdaptSpec> columns) {
    public SchemaSpec {
        columns = Ordered.copy(columns);
    }

    /** What a change does to the run. */
    public enum Policy {
        /** The run ends before anything is trained. */
        BLOCK,
        /** It is told, and that is all. */
        IGNORE,
        /** A rule under {@code columns} must undo it; without one the run ends as with {@link #BLOCK}. */
        ADAPT,
        /** The candidate is trained from scratch, even if {@code continue-from} names the champion. */
        FULL_RETRAIN;

        @Override
        public String toString() {
            return Words.kebab(name());
        }
    }

    /** Which columns a comparison rests on. */
    public enum Compare {
        ALL,
        COMMON
    }
}
