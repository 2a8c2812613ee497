package retrain.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.spec.QualitySpec;

/**
 * A rule on one column, on none, or on several together.
 *
 * @param where the key that states it: {@code data.quality[2]}
 * @param constraint the kind of check that SageMaker Model Monitor calls it, if it is of a constraints file or a baseline
 */
public record Rule(String where, QualitySpec spec, Optional<String> constraint) {
    /** {@return the spec's rule, a column at a time} */
    static List<Rule> of(String where, QualitySpec spec) {
        boolean together =
                spec.check() == QualitySpec.Check.UNIQUENESS || spec.columns().size() < 2;
        return together
                ? List.of(new Rule(where, spec, Optional.empty()))
                : spec.columns().stream()
                        .map(c -> new Rule(where, spec.of(List.of(c)), Optional.empty()))
                        .toList();
    }

    /** {@return the columns, for people} */
    public String columns() {
        return String.join(", ", spec.columns());
    }

    /** {@return what the rule asks for, in words} */
    String states() {
        String what =
                switch (spec.check()) {
                    case COMPLETENESS -> columns() + " has a value";
                    case UNIQUENESS ->
                        columns() + (spec.columns().size() > 1 ? " together occur once" : " occurs once");
                    case RANGE -> columns() + " is " + bounds();
                    case SET -> columns() + " is one of " + some(spec.values());
                    case PATTERN -> columns() + " matches " + spec.regex().orElse("");
                    case ROWS -> "the number of rows is " + bounds();
                    case FRESHNESS ->
                        "the newest row is within " + spec.within().orElse("") + " of "
                                + spec.asOf().orElse("now");
                    case CONDITION -> spec.sql().orElse("");
                };
        return what + spec.where().map(w -> ", where " + w).orElse("");
    }

    private String bounds() {
        Optional<String> least = spec.min().map(Rule::plain);
        Optional<String> greatest = spec.max().map(Rule::plain);
        if (least.isPresent() && greatest.isPresent()) {
            return "from " + least.get() + " to " + greatest.get();
        }
        return least.map(l -> "at least " + l).orElseGet(() -> "at most " + greatest.orElse(""));
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.format(Locale.ROOT, "%,d", (long) number)
                : Double.toString(number);
    }

    private static String some(List<String> values) {
        int most = 10;
        return String.join(", ", values.subList(0, Math.min(most, values.size())))
                + (values.size() > most ? ", … (" + values.size() + ")" : "");
    }
}
