package retrain.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import retrain.data.ColumnProfile;
import retrain.data.Snapshot;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.spec.Spec;

/**
 * A column whose values are looked at one by one.
 *
 * @param whole whether all values are looked at, else only those named
 * @param values those that 'evaluate' or a gate names
 */
record SlicePlan(String column, boolean whole, Set<String> values) {
    private static final long MOST_VALUES = 10_000;

    /** {@return the slices that 'evaluate' and the gates name, a plan a column} */
    static List<SlicePlan> of(Spec spec) {
        Map<String, SlicePlan> plans = new LinkedHashMap<>();
        for (SliceName name : named(spec).values()) {
            SlicePlan plan =
                    plans.computeIfAbsent(name.column(), column -> new SlicePlan(column, false, new TreeSet<>()));
            name.value().ifPresent(plan.values::add);
            plans.put(
                    name.column(),
                    new SlicePlan(name.column(), plan.whole || name.value().isEmpty(), plan.values));
        }
        return List.copyOf(plans.values());
    }

    /** Where in the spec a slice is named -> the slice. */
    private static Map<String, SliceName> named(Spec spec) {
        Map<String, SliceName> named = new LinkedHashMap<>();
        for (int i = 0; i < spec.evaluate().slices().size(); i++) {
            named.put(
                    "evaluate.slices[" + i + "]",
                    SliceName.parse(spec.evaluate().slices().get(i)));
        }
        for (int i = 0; i < spec.gates().size(); i++) {
            String where = "gates[" + i + "].slice";
            if (spec.gates().get(i).slice().isPresent()) {
                named.put(where, SliceName.parse(spec.gates().get(i).slice().get()));
            }
        }
        return named;
    }

    /** {@return the slices that the prepared rows do not allow} */
    static List<Problem> problems(Spec spec, Snapshot snapshot) {
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, SliceName> named : named(spec).entrySet()) {
            String column = named.getValue().column();
            if (snapshot.schema().find(column).isEmpty()) {
                problems.add(unknown(named.getKey(), column, snapshot));
            }
            Optional<Problem> tooMany = tooMany(named.getKey(), column, snapshot);
            if (tooMany.isPresent()) {
                problems.add(tooMany.get());
            }
        }
        return problems;
    }

    static Problem wrong(String where, String what, String cure) {
        return new Problem(Code.SPEC_WRONG_VALUE, where, what, cure);
    }

    static Problem unknown(String where, String column, Snapshot snapshot) {
        return wrong(
                where,
                "the prepared rows have no column '" + column + "', they have "
                        + String.join(", ", snapshot.schema().names()),
                "Name one of these columns, or let the prepare query give '" + column
                        + "' (and name it in 'data.ignore' if it shall not be trained on)");
    }

    /** {@return that a column has too many values, if it has} */
    static Optional<Problem> tooMany(String where, String column, Snapshot snapshot) {
        for (ColumnProfile profile : snapshot.profile()) {
            if (profile.column().equals(column) && profile.distinct() > MOST_VALUES) {
                return Optional.of(tooMany(where, profile));
            }
        }
        return Optional.empty();
    }

    private static Problem tooMany(String where, ColumnProfile profile) {
        return wrong(
                where,
                String.format(
                        Locale.ROOT,
                        "column '%s' has about %,d values, too many to slice by",
                        profile.column(),
                        profile.distinct()),
                String.format(
                        Locale.ROOT,
                        "Slice by a column of at most %,d values; let the prepare query make one, say by rounding",
                        MOST_VALUES));
    }

    /** {@return the plan in words: {@code origin}, or {@code origin=JFK, origin=LGA}} */
    @Override
    public String toString() {
        Stream<String> named = values.stream().map(v -> column + "=" + v);
        return Stream.concat(whole ? Stream.of(column) : Stream.empty(), named).collect(Collectors.joining(", "));
    }
}
