package retrain.jenkins.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The option {@code set}, with what is configured before it, so that the step's own overrides win. */
final class Overrides {
    private Overrides() {}

    /**
     * {@return the overrides}
     *
     * @param store the folder that takes the place of the spec's
     * @param said what the step says
     */
    static Optional<String> withStore(Optional<String> store, Optional<String> said) {
        List<String> pieces = new ArrayList<>();
        store.ifPresent(folder -> pieces.add(store(folder)));
        said.ifPresent(pieces::add);
        return pieces.isEmpty() ? Optional.empty() : Optional.of(String.join(",", pieces));
    }

    /** {@return the overrides, and after them a folder of its own as the store, and as the place where runs are also told} */
    static String apart(String folder, Optional<String> said) {
        return said.map(s -> s + ",").orElse("") + store(folder) + ",history.mlflow=" + quoted(folder + "/mlruns");
    }

    private static String store(String folder) {
        return "store=" + quoted(folder);
    }

    /** As YAML has it: a folder may have commas and blanks in its name. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
