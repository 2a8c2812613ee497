package retrain.lambda;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

/**
 * What the variables of the environment say: {@code RETRAIN_SPEC}, {@code RETRAIN_PROFILE}, {@code RETRAIN_STATE_MACHINE}.
 *
 * @param config the spec's file
 * @param folder the only folder that can be written to
 */
record Environment(Path config, Optional<String> profile, Optional<String> stateMachine, Path folder) {
    private static final String CONFIG = "/var/task/spec/retrain.yaml";
    private static final Path FOLDER = Path.of("/tmp/retrain");

    static Environment of(Map<String, String> variables) {
        return new Environment(
                Path.of(variables.getOrDefault("RETRAIN_SPEC", CONFIG)),
                given(variables, "RETRAIN_PROFILE"),
                given(variables, "RETRAIN_STATE_MACHINE"),
                FOLDER);
    }

    static Environment usual() {
        return of(System.getenv());
    }

    private static Optional<String> given(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /** {@return what is laid over the spec: where copies may be kept} */
    String overrides() {
        return "aws.folder=" + folder;
    }

    /** {@return the spec, read anew} */
    Spec spec() {
        return SpecReader.read(config, profile, overrides());
    }

    /** {@return the ARN of the state machine} */
    String machine() {
        return stateMachine.orElseThrow(() ->
                new InvalidInput("RETRAIN_STATE_MACHINE is not set: give the function the ARN of the state machine"));
    }
}
