package retrain.gate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Store;
import retrain.spec.Spec;

/**
 * Counts how often a holdout was used to compare a candidate with a champion: whoever looks often enough finds a difference that is not
 * there. Each comparison is a document {@code models/<model>/holdouts/<digest>/<n>.json}, created if absent, so that any number of runs may
 * compare at once. The same comparison has one number, however often it is asked for: after a kill, or by the build that merges what a
 * pull request has compared. Rows are the same holdout whatever features a query gives them ({@link Evaluation#identity}).
 */
public final class HoldoutUses {
    private final Store store;
    private final String prefix;
    private final Digest comparison;
    private final Use use;

    /**
     * A use that is not yet counted.
     *
     * @param run that compares
     */
    public HoldoutUses(Store store, Spec spec, Evaluation evaluation, RunId run, Instant at) {
        this.store = store;
        this.prefix = "models/" + spec.model() + "/holdouts/"
                + evaluation.identity().orElse(evaluation.holdout()).hex() + "/";
        this.comparison = Digest.of(Json.write(new Comparison(
                evaluation.candidate().archive(),
                evaluation.champion().map(Evaluation.Scored::archive),
                GateStage.texts(spec),
                spec.evaluate().confidence())));
        this.use = new Use(comparison, run, at);
    }

    /** What makes two comparisons the same: to try other gates on the same models is to look again. */
    private record Comparison(Digest candidate, Optional<Digest> champion, List<String> gates, double confidence) {}

    /** One use of a holdout. */
    record Use(Digest comparison, RunId run, Instant at) {}

    /** Counts the use, unless it is counted already; most holdouts are used once. {@return its number, from 1} */
    public int count() {
        int number = 1;
        while (!store.create(key(number), Json.write(use))
                && !store.read(key(number)).map(this::isThis).orElse(false)) {
            number++;
        }
        return number;
    }

    /** {@return the number that the use has or would get; nothing is written} */
    public int expected() {
        int number = 1;
        while (true) {
            Optional<Store.Document> document = store.read(key(number));
            if (document.isEmpty() || isThis(document.get())) {
                return number;
            }
            number++;
        }
    }

    private boolean isThis(Store.Document document) {
        return Json.read(document.content(), Use.class, prefix).comparison().equals(comparison);
    }

    private String key(int number) {
        return prefix + number + ".json";
    }
}
