package retrain.aws;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import retrain.infra.Plan;
import retrain.local.CoreJar;
import retrain.problem.Code;
import retrain.problem.InvalidInput;

/**
 * What the functions are made of: files that the spec names, or else those of Retrain's own version in the local Maven repository, where
 * every artifact lies in a folder of its name.
 */
final class LambdaArtifacts {
    private static final String LAMBDA = "retrain-lambda";

    private final Plan plan;
    private final CoreJar core;

    LambdaArtifacts(Plan plan) {
        this(plan, CoreJar.own());
    }

    /** @param core the jar of the core, in its repository */
    LambdaArtifacts(Plan plan, CoreJar core) {
        this.plan = plan;
        this.core = core;
    }

    /** {@return the jar with the functions' code} */
    Path code() {
        return found("infra.functions.code", plan.infra().functions().code(), "function", "jar");
    }

    /** {@return the layer with the engines} */
    Path engines() {
        return found("infra.functions.engines", plan.infra().functions().engines(), "engines", "zip");
    }

    private Path found(String key, Optional<String> named, String classifier, String type) {
        Path file = named.map(plan.base()::resolve).orElseGet(() -> beside(classifier, type));
        if (!Files.isRegularFile(file)) {
            throw new InvalidInput(
                    Code.DEPENDENCY_MISSING,
                    key,
                    "there is no " + file + ", which the functions are made of",
                    "Fetch it: mvn dependency:get -Dtransitive=false -Dartifact=io.retrain:" + LAMBDA + ":"
                            + core.version() + ":" + type + ":" + classifier + "; or name the file in '" + key + "'");
        }
        return file;
    }

    private Path beside(String classifier, String type) {
        String jar = core.beside(LAMBDA).toString();
        return Path.of(jar.replaceAll("\\.jar$", "-" + classifier + "." + type));
    }
}
