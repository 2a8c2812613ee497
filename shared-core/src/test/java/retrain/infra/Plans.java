package retrain.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import retrain.spec.SpecReader;

/** Plans of the samples, and of specs that are written in tests. */
public final class Plans {
    private static final Path SAMPLES = Path.of("../samples");

    private Plans() {}

    /** {@return the plan of the flights, as their profile 'aws' is, with overrides: {@code infra.pipeline=true}} */
    public static Plan flights(String... overrides) {
        return sample("flight-delay", overrides);
    }

    /** {@return the plan of a sample's profile 'aws', with overrides} */
    static Plan sample(String name, String... overrides) {
        Path base = SAMPLES.resolve(name).toAbsolutePath().normalize();
        return plan(base, Optional.of("aws"), overrides);
    }

    /** {@return the plan of a spec that is written to a folder} */
    static Plan of(Path folder, String yaml) {
        try {
            Files.writeString(folder.resolve("retrain.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return plan(folder, Optional.empty());
    }

    private static Plan plan(Path base, Optional<String> profile, String... overrides) {
        Path config = base.resolve("retrain.yaml");
        return Plan.of(SpecReader.read(config, profile, String.join(",", overrides)), base, "retrain.yaml", profile);
    }
}
