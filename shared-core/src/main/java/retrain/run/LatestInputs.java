package retrain.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The inputs that the stages of a model had last: they only explain why a stage runs again. One document, read when it is first needed and
 * written when the run ends.
 */
final class LatestInputs {
    private final Store store;
    private final String key;
    private final String before;
    private final Map<String, Latest> changed = new LinkedHashMap<>();
    private @Nullable Read read;

    LatestInputs(Store store, String model) {
        this.store = store;
        this.key = "models/" + model + "/latest.json";
        this.before = "models/" + model + "/latest/";
    }

    /** {@return the inputs that the stage had last, if it ever ran} */
    Optional<Inputs> of(String stage) {
        Latest latest = read().stages.get(stage);
        return latest == null ? Optional.empty() : Optional.of(latest.inputs());
    }

    /** Notes what a stage's inputs were in a run. */
    void note(String stage, RunId run, Inputs inputs) {
        Latest latest = read().stages.get(stage);
        if (latest == null || !latest.inputs().values().equals(inputs.values())) {
            changed.put(stage, new Latest(run, inputs));
        }
    }

    /** Writes what was noted; of several runs at once, one may be lost. */
    void write() {
        if (!changed.isEmpty() && !written(read())) {
            written(readNow());
        }
        changed.clear();
    }

    private boolean written(Read known) {
        Map<String, Latest> stages = new LinkedHashMap<>(known.stages);
        stages.putAll(changed);
        byte[] content = Json.write(new All(stages));
        return known.tag == null ? store.create(key, content) : store.replace(key, content, known.tag);
    }

    private Read read() {
        Read known = read;
        if (known == null) {
            known = readNow();
            read = known;
        }
        return known;
    }

    private Read readNow() {
        Optional<Store.Document> document = store.read(key);
        return document.isEmpty()
                ? new Read(earlier(), null)
                : new Read(
                        Json.read(document.get().content(), All.class, key).stages(),
                        document.get().tag());
    }

    /** Each stage had a document of its own once. */
    private Map<String, Latest> earlier() {
        Map<String, Latest> stages = new LinkedHashMap<>();
        for (String old : store.list(before)) {
            Optional<Store.Document> document = store.read(old);
            if (document.isPresent()) {
                String stage = old.substring(before.length(), old.length() - ".json".length());
                stages.put(stage, Json.read(document.get().content(), Latest.class, old));
            }
        }
        return stages;
    }

    private record Read(
            Map<String, Latest> stages, @Nullable String tag) {}

    /** What the document holds. */
    record All(Map<String, Latest> stages) {}

    /** The inputs that a stage had in a run. */
    record Latest(RunId run, Inputs inputs) {}
}
