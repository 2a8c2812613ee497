package retrain.spec;

import java.util.Map;

/** What must be true of {@code stream}. */
final class StreamRules {
    private static final String PATH = "stream";

    private final Spec spec;
    private final StreamSpec stream;
    private final SpecRules rules;

    private StreamRules(Spec spec, StreamSpec stream, SpecRules rules) {
        this.spec = spec;
        this.stream = stream;
        this.rules = rules;
    }

    static void check(Spec spec, SpecRules rules) {
        spec.stream().ifPresent(stream -> new StreamRules(spec, stream, rules).check());
    }

    private void check() {
        source();
        if (stream.folder().contains("://")) {
            rules.wrong(
                    PATH + ".folder",
                    "'" + stream.folder() + "' is not on this machine, and batches are read from a folder",
                    "Name a folder that the batches are brought to");
        }
        if (stream.refresh() && stream.rounds().isPresent()) {
            rules.wrong(PATH, "has rounds and refresh, which exclude each other", "Keep one of both");
        }
        if (spec.train().script().isPresent()) {
            script();
        } else if (spec.train().xgboost().isPresent()) {
            xgboost(spec.train().xgboost().get());
        }
    }

    private void source() {
        Map<String, ?> sources = spec.data().sources();
        if (stream.source().isEmpty() && sources.size() > 1) {
            rules.wrong(
                    PATH,
                    "does not say which of the " + sources.size() + " sources a batch is of",
                    "Add 'source: " + sources.keySet().iterator().next() + "'");
        }
        if (stream.source().isPresent() && !sources.containsKey(stream.source().get())) {
            rules.wrong(
                    PATH + ".source",
                    "'" + stream.source().get() + "' is none of the sources",
                    Words.instead(stream.source().get(), sources.keySet()));
        }
    }

    private void script() {
        if (stream.refresh()) {
            rules.wrong(PATH + ".refresh", "belongs to XGBoost, and a program of your own trains", "Remove it");
        }
        if (stream.rounds().isPresent()) {
            rules.wrong(
                    PATH + ".rounds",
                    "belongs to XGBoost, and a program of your own trains",
                    "Remove it; the program goes on with the model in its channel 'model'");
        }
    }

    private void xgboost(Map<String, Object> given) {
        String booster = Hyperparameters.text(given.getOrDefault("booster", "gbtree"));
        if (stream.refresh() && !booster.equals("gbtree")) {
            rules.wrong(PATH + ".refresh", "needs the booster gbtree, and it is " + booster, "Use rounds");
        }
        int trained = rounds();
        if (!stream.refresh() && trained + stream.roundsOfABatch() > stream.maxRounds()) {
            rules.wrong(
                    PATH + ".max-rounds",
                    "is " + stream.maxRounds() + ", and a model of " + trained + " rounds grows by "
                            + stream.roundsOfABatch() + " with its first batch",
                    "Allow more, or train with fewer rounds");
        }
    }

    /** A value that is wrong by itself is reported elsewhere. */
    private int rounds() {
        try {
            return Hyperparameters.rounds(spec);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
