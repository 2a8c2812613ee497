package retrain.lambda;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import retrain.Adapters;
import retrain.registry.Registry;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

/**
 * What the variables of the environment say: {@code RETRAIN_CONFIG} (the spec's file in the folder {@code spec} of the function's code),
 * {@code RETRAIN_PROFILE}, {@code RETRAIN_STATE_MACHINE}.
 *
 * @param config the spec's file
 * @param folder the only folder that can be written to
 */
record Environment(Path config, Optional<String> profile, Optional<String> stateMachine, Path folder) {
    private static final Path FOLDER = Path.of("/tmp/retrain");

    static Environment of(Map<String, String> variables) {
        Path code = Path.of(variables.getOrDefault("LAMBDA_TASK_ROOT", "/var/task"));
        return new Environment(
                code.resolve("spec").resolve(given(variables, "RETRAIN_CONFIG").orElse("retrain.yaml")),
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

    /** {@return the same that writes elsewhere} */
    Environment in(Path other) {
        return new Environment(config, profile, stateMachine, other);
    }

    /** {@return the folder for the reports} */
    Path out() {
        return folder.resolve("out");
    }

    /** {@return what is laid over the spec: the folder for copies} */
    String overrides() {
        return "aws.folder=" + folder;
    }

    /** {@return the spec, read anew} */
    Spec spec() {
        return SpecReader.read(config, profile, overrides());
    }

    /** {@return the registry of the spec's model} */
    Registry registry() {
        return new Registry(store(), spec().model(), Clock.systemUTC());
    }

    /** {@return the store of the spec} */
    Store store() {
        Spec spec = spec();
        return Adapters.require("retrain-aws", "store", adapters -> adapters.store(spec, folder));
    }

    /** {@return the ARN of the state machine} */
    String machine() {
        return stateMachine.orElseThrow(() ->
                new InvalidInput("RETRAIN_STATE_MACHINE is not set: give the function the ARN of the state machine"));
    }
}
