package retrain.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import retrain.data.Rows;
import retrain.data.Table;
import retrain.evaluate.EvaluateStage.Ancestor;
import retrain.evaluate.EvaluateStage.Champion;
import retrain.evaluate.Evaluation.Leak;
import retrain.event.Event;
import retrain.run.Context;
import retrain.spec.Spec;

/**
 * Finds held-out rows that the champion knows from its training, or from that of a model it was made from: on them it would look better
 * than it is. Rows are the same if they have the same key and time; without a key, if all their columns are equal.
 */
final class Leakage {
    private final Spec spec;
    private final Context context;
    private final Rows rows;

    Leakage(Spec spec, Context context, Rows rows) {
        this.spec = spec;
        this.context = context;
        this.rows = rows;
    }

    /** {@return the tables that the champion's line was trained on, as text} */
    static String tables(Champion champion) {
        return champion.line().stream()
                .flatMap(Leakage::tables)
                .map(t -> t.digest().toString())
                .collect(Collectors.joining(" "));
    }

    private static Stream<Table> tables(Ancestor ancestor) {
        return Stream.concat(Stream.of(ancestor.train()), ancestor.validation().stream());
    }

    /** {@return the worst leak of the champion's line, of no rows if there is none; empty if its training rows are not kept any more} */
    Optional<Leak> of(Champion champion, Path holdout, int count) {
        Optional<Leak> worst = Optional.empty();
        for (Ancestor ancestor : champion.line()) {
            List<Path> known = new ArrayList<>();
            tables(ancestor)
                    .map(Table::digest)
                    .forEach(d -> context.store().find(d).ifPresent(known::add));
            if (known.size() < tables(ancestor).count()) {
                context.observer()
                        .on(new Event.Noticed("the training rows of " + ancestor.name()
                                + " are not kept any more, so that nobody can tell whether it knows held-out rows"));
            }
            if (!known.isEmpty()) {
                long same = rows.known(holdout, known, identity(holdout, known));
                if (worst.isEmpty() || same > worst.get().rows()) {
                    worst = Optional.of(new Leak(ancestor.name(), same, (double) same / count));
                }
            }
        }
        return worst;
    }

    private List<String> identity(Path holdout, List<Path> known) {
        Set<String> columns = new LinkedHashSet<>(rows.schema(holdout).names());
        known.forEach(table -> columns.retainAll(rows.schema(table).names()));
        Set<String> key = new LinkedHashSet<>(spec.data().key());
        spec.data().time().ifPresent(key::add);
        boolean keyed = !spec.data().key().isEmpty() && columns.containsAll(key);
        return List.copyOf(keyed ? key : columns);
    }
}
