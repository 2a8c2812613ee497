package retrain.event;

/** Told of every event, on whatever thread it happens; must be quick and must not throw. */
@FunctionalInterface
public interface Observer {
    void on(Event event);
}
