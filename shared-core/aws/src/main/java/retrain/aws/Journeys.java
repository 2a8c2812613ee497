package retrain.aws;

import java.util.Optional;
import retrain.run.Json;
import retrain.run.Store;

/**
 * How far endpoints have come on their way to a configuration, for the process that looks again where none waits: without it an endpoint that
 * went back after an alarm could not be told from one that was never asked. A document each: {@code models/<model>/endpoints/<name>.json}.
 */
final class Journeys {
    private final Optional<Store> store;
    private final String folder;

    private Journeys(Optional<Store> store, String folder) {
        this.store = store;
        this.folder = folder;
    }

    /** Of processes that wait until an endpoint has arrived. */
    static Journeys ofThisProcess() {
        return new Journeys(Optional.empty(), "");
    }

    /** Of processes that do not wait. */
    static Journeys kept(Store store, String model) {
        return new Journeys(Optional.of(store), "models/" + model + "/endpoints/");
    }

    /**
     * How far an endpoint has come.
     *
     * @param config the configuration that it was asked for
     * @param moved whether it was seen to move since then
     * @param looks how often it was seen not to move
     */
    record Stand(String config, boolean moved, int looks) {}

    /** {@return how far the endpoint has come on its way to the configuration; empty if it was not asked for it} */
    Optional<Stand> of(String endpoint, String config) {
        String key = key(endpoint);
        return store.flatMap(s -> s.read(key))
                .map(d -> Json.read(d.content(), Stand.class, key))
                .filter(stand -> stand.config().equals(config));
    }

    void keep(String endpoint, Stand stand) {
        if (store.isEmpty()) {
            return;
        }
        byte[] content = Json.write(stand);
        Optional<Store.Document> before = store.get().read(key(endpoint));
        // Where somebody else is quicker, the next look tells what has become of it.
        if (before.isPresent()) {
            store.get().replace(key(endpoint), content, before.get().tag());
        } else {
            store.get().create(key(endpoint), content);
        }
    }

    /** The way has ended, well or not. */
    void end(String endpoint) {
        if (store.isPresent() && store.get().read(key(endpoint)).isPresent()) {
            store.get().delete(key(endpoint));
        }
    }

    private String key(String endpoint) {
        return folder + endpoint + ".json";
    }
}
