package retrain;

import retrain.event.Observer;

/** The facade of the core: one call a command. */
public final class Retrain {
    private final Observer observer;

    public Retrain(Observer observer) {
        this.observer = observer;
    }

    /**
     * Runs a command.
     *
     * @throws retrain.problem.InvalidInput for mistakes the user mends
     * @throws retrain.problem.BackendFailure if something Retrain works with failed
     */
    @SuppressWarnings("DoNotCallSuggester")
    public Outcome execute(Request request) {
        throw new UnsupportedOperationException(request.command() + " to " + observer);
    }
}
