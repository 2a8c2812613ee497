package retrain.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import retrain.data.SchemaChange.Kind;
import retrain.spec.SchemaSpec;
import retrain.spec.SchemaSpec.Policy;

/**
 * Compares prepared rows with those that the champion was trained on: what is trained on, and the target. Only the profiles of the training
 * rows are looked at, never the rows.
 */
final class SchemaChanges {
    private static final int MOST_SHOWN = 5;
    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    private final Snapshot before;
    private final Snapshot now;
    private final String target;
    private final SchemaSpec policies;
    private final List<SchemaChange> changes = new ArrayList<>();

    private SchemaChanges(Snapshot before, Snapshot now, String target, SchemaSpec policies) {
        this.before = before;
        this.now = now;
        this.target = target;
        this.policies = policies;
    }

    /** {@return the changes, features first in the order of the columns, those that are gone last} */
    static List<SchemaChange> between(Snapshot before, Snapshot now, String target, SchemaSpec policies) {
        SchemaChanges found = new SchemaChanges(before, now, target, policies);
        found.columns();
        found.features();
        return List.copyOf(found.changes);
    }

    private void columns() {
        Set<String> looked = new LinkedHashSet<>(now.features());
        looked.add(target);
        for (String name : looked) {
            Optional<Column> old = before.schema().find(name);
            Optional<Column> fresh = now.schema().find(name);
            boolean trained = before.features().contains(name) || name.equals(target);
            if (old.isPresent() && fresh.isPresent() && trained) {
                column(old.get(), fresh.get());
            }
        }
    }

    private void column(Column old, Column fresh) {
        if (!alike(old.kind(), fresh.kind())) {
            add(
                    Kind.RETYPED,
                    fresh.name(),
                    policies.retyped(),
                    "is " + word(fresh) + " now; the champion's rows had " + word(old) + offending(old, fresh));
            return;
        }
        ColumnProfile was = before.profile(old.name());
        ColumnProfile is = now.profile(fresh.name());
        missing(was, is);
        UnitJump.between(was, is)
                .ifPresent(unit -> add(
                        Kind.UNIT_JUMP,
                        is.column(),
                        policies.unitJump(),
                        String.format(
                                Locale.ROOT,
                                "looks converted (%s): its median was %.6g and is %.6g",
                                unit,
                                was.quantiles().get(was.quantiles().size() / 2),
                                is.quantiles().get(is.quantiles().size() / 2))));
        categories(was, is);
    }

    /** {@return which texts stand in the way of a number, if the profile has them} */
    private String offending(Column old, Column fresh) {
        List<ColumnProfile.Category> texts = isNumber(old.kind())
                ? now.profile(fresh.name()).categories().stream()
                        .filter(c -> !NUMBER.matcher(c.value()).matches())
                        .toList()
                : List.of();
        if (texts.isEmpty()) {
            return "";
        }
        long rows = texts.stream().mapToLong(ColumnProfile.Category::rows).sum();
        return String.format(
                Locale.ROOT,
                "; %,d rows are no numbers, such as '%s'",
                rows,
                texts.get(0).value());
    }

    private void missing(ColumnProfile was, ColumnProfile is) {
        double old = Likeness.missing(was, before.train().rows());
        double fresh = Likeness.missing(is, now.train().rows());
        if (fresh - old > policies.nullRateBy()) {
            add(
                    Kind.NULL_RATE,
                    is.column(),
                    policies.nullRate(),
                    String.format(
                            Locale.ROOT,
                            "has no value in %.1f%% of the rows; of the champion's it was %.1f%%",
                            100 * fresh,
                            100 * old));
        }
    }

    private void categories(ColumnProfile was, ColumnProfile is) {
        if (was.categories().isEmpty() || is.categories().isEmpty()) {
            return;
        }
        Set<String> known = new HashSet<>();
        was.categories().forEach(c -> known.add(c.value()));
        List<ColumnProfile.Category> fresh = is.categories().stream()
                .filter(c -> !known.contains(c.value()))
                .sorted(Comparator.comparingLong(ColumnProfile.Category::rows).reversed())
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        long rows = fresh.stream().mapToLong(ColumnProfile.Category::rows).sum();
        String shown = fresh.stream()
                .limit(MOST_SHOWN)
                .map(c -> "'" + c.value() + "'")
                .collect(Collectors.joining(", ", "", fresh.size() > MOST_SHOWN ? ", …" : ""));
        add(
                Kind.NEW_CATEGORY,
                is.column(),
                policies.newCategory(),
                String.format(
                        Locale.ROOT,
                        "has %,d value%s that the champion's rows did not have, in %,d rows: %s",
                        fresh.size(),
                        fresh.size() == 1 ? "" : "s",
                        rows,
                        shown));
    }

    private void features() {
        Set<String> added = new TreeSet<>(now.features());
        added.removeAll(before.features());
        Set<String> removed = new TreeSet<>(before.features());
        removed.removeAll(now.features());
        renamed(removed, added);
        for (String name : added) {
            boolean there = before.schema().find(name).isPresent();
            add(
                    Kind.ADDED,
                    name,
                    policies.added(),
                    there ? "is trained on now; the champion was not trained on it" : "is new");
        }
        for (String name : removed) {
            boolean there = now.schema().find(name).isPresent();
            add(
                    Kind.REMOVED,
                    name,
                    policies.removed(),
                    there ? "is not trained on any more; the champion was" : "is gone");
        }
    }

    /** Takes out those that seem to have changed their names: the nearest pairs first, each column once. */
    private void renamed(Set<String> removed, Set<String> added) {
        List<Pair> pairs = new ArrayList<>();
        for (String old : removed) {
            for (String fresh : added) {
                pair(old, fresh).ifPresent(pairs::add);
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::distance)
                .thenComparing(Pair::old)
                .thenComparing(Pair::fresh));
        for (Pair pair : pairs) {
            if (removed.contains(pair.old()) && added.contains(pair.fresh())) {
                removed.remove(pair.old());
                added.remove(pair.fresh());
                add(
                        Kind.RENAMED,
                        pair.fresh(),
                        policies.renamed(),
                        "looks like '" + pair.old()
                                + "' under another name: that one is gone, and this one is like it");
            }
        }
    }

    private record Pair(String old, String fresh, double distance) {}

    private Optional<Pair> pair(String old, String fresh) {
        Optional<Column> was = before.schema().find(old);
        Optional<Column> is = now.schema().find(fresh);
        boolean exchanged =
                now.schema().find(old).isEmpty() && before.schema().find(fresh).isEmpty();
        if (!exchanged
                || was.isEmpty()
                || is.isEmpty()
                || was.get().kind() != is.get().kind()) {
            return Optional.empty();
        }
        Column.Kind kind = is.get().kind();
        ColumnProfile a = before.profile(old);
        ColumnProfile b = now.profile(fresh);
        return Likeness.agree(kind, a, before.train().rows(), b, now.train().rows())
                ? Optional.of(new Pair(old, fresh, Likeness.distance(kind, a, b)))
                : Optional.empty();
    }

    /** To a model a truth value is a number. */
    private static boolean alike(Column.Kind a, Column.Kind b) {
        return a == b || (isNumber(a) && isNumber(b));
    }

    private static boolean isNumber(Column.Kind kind) {
        return kind == Column.Kind.NUMBER || kind == Column.Kind.BOOLEAN;
    }

    private static String word(Column column) {
        String kind =
                switch (column.kind()) {
                    case NUMBER -> "a number";
                    case BOOLEAN -> "a truth value";
                    case CATEGORY -> "a text";
                    case TIME -> "a time";
                };
        return kind + " (" + column.sqlType() + ")";
    }

    private void add(Kind kind, String column, Policy policy, String what) {
        changes.add(new SchemaChange(kind, column, policy, what));
    }
}
