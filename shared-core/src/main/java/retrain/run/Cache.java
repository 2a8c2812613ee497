package retrain.run;

import java.util.Optional;

/** Results by the inputs that they were made from: what reuse goes by. Equal inputs, equal result, whichever run made it. */
public final class Cache {
    private final Store store;

    public Cache(Store store) {
        this.store = store;
    }

    /** {@return which run made the result for these inputs, if it is kept still} */
    Optional<Cached> find(String stage, Inputs inputs) {
        String key = key(stage, inputs);
        Optional<Store.Document> document = store.read(key);
        if (document.isEmpty()) {
            return Optional.empty();
        }
        Cached cached = Json.read(document.get().content(), Cached.class, key);
        return store.has(cached.output()) ? Optional.of(cached) : Optional.empty();
    }

    /** The first to enter a result for these inputs is the one that is found. */
    void enter(String stage, Inputs inputs, RunId run, Digest output) {
        store.create(key(stage, inputs), Json.write(new Cached(run, output)));
    }

    /** {@return the result for these inputs, if it is kept still} */
    public <O extends Record> Optional<O> get(String stage, Inputs inputs, Class<O> type) {
        return find(stage, inputs).map(c -> Json.read(store.get(c.output()), type, "object " + c.output()));
    }

    /** Keeps a result; when this returns, it lasts. */
    public void put(String stage, Inputs inputs, RunId run, Record output) {
        enter(stage, inputs, run, store.put(Json.write(output)));
    }

    private static String key(String stage, Inputs inputs) {
        return "stages/" + stage + "/" + inputs.key().hex() + ".json";
    }

    /** Which run made the result for a stage's inputs. */
    record Cached(RunId run, Digest output) {}
}
