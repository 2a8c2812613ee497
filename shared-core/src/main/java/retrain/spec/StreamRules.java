package retrain.spec;

import java.util.ArrayList;
import java.util.List;
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
        origin();
        stream.kept().ifPresent(this::kept);
        if (stream.refresh() && stream.rounds().isPresent()) {
            rules.wrong(PATH, "has rounds and refresh, which exclude each other", "Keep one of both");
        }
        if (spec.train().script().isPresent()) {
            script();
        } else if (spec.train().xgboost().isPresent()) {
            xgboost(spec.train().xgboost().get());
        }
    }

    private void origin() {
        List<String> given = new ArrayList<>();
        stream.folder().ifPresent(f -> given.add("folder"));
        stream.kafka().ifPresent(k -> given.add("kafka"));
        stream.kinesis().ifPresent(k -> given.add("kinesis"));
        if (given.isEmpty()) {
            rules.wrong(
                    PATH,
                    "does not say where batches come from",
                    "Add 'folder: incoming', or 'kafka' or 'kinesis' with their keys");
        } else if (given.size() > 1) {
            rules.wrong(PATH, "has " + String.join(" and ", given) + ", which exclude each other", "Keep one of them");
        }
    }

    /** The files of batches and those of the source become one in a full retrain. */
    private void kept(String folder) {
        String key =
                stream.folder().isPresent() ? ".folder" : stream.kafka().isPresent() ? ".kafka.land" : ".kinesis.land";
        if (folder.contains("://")) {
            rules.wrong(
                    PATH + key,
                    "'" + folder + "' is not on this machine, and batches are files of a folder",
                    "Name a folder on this machine");
        }
        List<String> others = spec.data().sources().getOrDefault(source(spec.data()), List.of());
        if (stream.log().isPresent() && others.stream().anyMatch(StreamRules::isNoJson)) {
            rules.wrong(
                    PATH + key,
                    "keeps batches as JSON lines, and a full retrain would mix them with other formats of the source",
                    "Remove it, or bring the source's own files as .jsonl, too");
        }
    }

    private String source(DataSpec data) {
        return data.sources().isEmpty() ? "" : stream.source(data);
    }

    private static boolean isNoJson(String pattern) {
        return pattern.endsWith(".csv") || pattern.endsWith(".csv.gz") || pattern.endsWith(".parquet");
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
