package retrain.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import retrain.data.Constraints.Feature;
import retrain.spec.QualitySpec;
import retrain.spec.QualitySpec.Check;
import retrain.spec.QualitySpec.Severity;
import retrain.spec.SqlText;

/** Makes rules of constraints, for rows of certain columns. What the columns alone decide is decided at once. */
final class ConstraintRules {
    private static final String WHERE = "data.constraints";
    private static final String TYPE = "data_type_check";
    private static final String COMPLETENESS = "completeness_check";
    private static final String VALUES = "categorical_values_check";

    private final Schema schema;
    private final Severity severity;
    private final List<Rule> rules = new ArrayList<>();
    private final List<RuleResult> decided = new ArrayList<>();

    private ConstraintRules(Schema schema, Severity severity) {
        this.schema = schema;
        this.severity = severity;
    }

    /** @param features the columns that are trained on now */
    static ConstraintRules of(Constraints constraints, Schema schema, List<String> features, Severity severity) {
        ConstraintRules made = new ConstraintRules(schema, severity);
        constraints.features().forEach(made::feature);
        if (constraints.closed()) {
            Set<String> extra = new TreeSet<>(features);
            constraints.features().forEach(f -> extra.remove(f.name()));
            extra.forEach(made::extra);
        }
        return made;
    }

    List<Rule> rules() {
        return rules;
    }

    List<RuleResult> decided() {
        return decided;
    }

    private void extra(String name) {
        decide(name, "there are no columns but those constrained", "'" + name + "' is not", "extra_column_check");
    }

    private void decide(String column, String states, String found, String constraint) {
        decided.add(RuleResult.broken(WHERE, states, column, severity, found, constraint));
    }

    private void feature(Feature feature) {
        Optional<Column> found = schema.find(feature.name());
        if (found.isEmpty()) {
            decide(feature.name(), feature.name() + " is there", "there is no such column", "missing_column_check");
            return;
        }
        Column column = found.get();
        add(Check.COMPLETENESS, feature, 1 - feature.completeness(), COMPLETENESS, s -> s);
        type(feature, column);
        boolean number = column.kind() == Column.Kind.NUMBER;
        if (number && (feature.least().isPresent() || feature.greatest().isPresent())) {
            add(
                    Check.RANGE,
                    feature,
                    1 - feature.inBounds(),
                    TYPE,
                    s -> s.between(feature.least(), feature.greatest()));
        }
        if (column.kind() == Column.Kind.CATEGORY && !feature.domain().isEmpty()) {
            add(Check.SET, feature, 1 - feature.inBounds(), VALUES, s -> s.among(feature.domain()));
        }
    }

    private void type(Feature feature, Column column) {
        String name = SqlText.name(feature.name());
        boolean wanted = feature.type() == Constraints.Type.INTEGRAL || feature.type() == Constraints.Type.FRACTIONAL;
        boolean text = column.kind() == Column.Kind.CATEGORY;
        if (wanted && text) {
            condition(feature, name + " IS NULL OR TRY_CAST(" + name + " AS DOUBLE) IS NOT NULL");
        } else if (feature.type() == Constraints.Type.INTEGRAL
                && Constraints.Type.of(column) == Constraints.Type.FRACTIONAL) {
            condition(feature, name + " = round(" + name + ")");
        } else if ((wanted && column.kind() == Column.Kind.TIME)
                || (feature.type() == Constraints.Type.STRING && column.kind() == Column.Kind.NUMBER)) {
            String states = feature.name() + " is of the type " + feature.type().word();
            decide(feature.name(), states, "it is a " + column.sqlType(), TYPE);
        }
    }

    private void condition(Feature feature, String sql) {
        add(Check.CONDITION, feature, 1 - feature.ofType(), TYPE, s -> s.that(sql));
    }

    /** Completes a rule. */
    private interface Completion {
        QualitySpec of(QualitySpec rule);
    }

    private void add(Check check, Feature feature, double tolerate, String constraint, Completion completion) {
        QualitySpec rule = QualitySpec.of(check, feature.name(), Math.min(1, Math.max(0, tolerate)), severity);
        rules.add(new Rule(WHERE, completion.of(rule), Optional.of(constraint)));
    }
}
