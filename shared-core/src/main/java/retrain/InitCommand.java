package retrain;

final class InitCommand {
    private InitCommand() {}

    @SuppressWarnings("DoNotCallSuggester")
    static Outcome execute(Request request) {
        throw new IllegalStateException("not yet " + request);
    }
}
