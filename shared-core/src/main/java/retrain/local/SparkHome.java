package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.SparkSpec;

/**
 * An installation of Spark. Its version is read off its jars' names, in a moment; {@code spark-submit --version} would take seconds at
 * every run.
 *
 * @param version such as {@code 3.5.6}
 */
record SparkHome(Path folder, String version) {
    /** Of what Retrain's own job was built with, and is tested on. */
    private static final String NEEDED = "3.5";

    private static final String SCALA = "2.12";
    private static final Pattern CORE =
            Pattern.compile("spark-core_(?<scala>[0-9.]+)-(?<version>[0-9][0-9.]*).*\\.jar");
    private static final String CURE = "Install Spark " + NEEDED + " of Scala " + SCALA
            + " ('pip install pyspark==3.5.6' brings it), and name its folder in 'spark.home' or SPARK_HOME;"
            + " or remove 'spark' from the spec";

    /**
     * Finds the installation.
     *
     * @param base what the spec's paths are relative to
     * @throws InvalidInput if there is none, or it is of another version
     */
    static SparkHome find(SparkSpec spec, Path base, Map<String, String> environment) {
        @Nullable String variable = environment.get("SPARK_HOME");
        String key = spec.home().isPresent() ? "spark.home" : "SPARK_HOME";
        if (spec.home().isEmpty() && (variable == null || variable.isBlank())) {
            throw wrong("spark.home", "is absent, and SPARK_HOME is not set: no Spark is known here");
        }
        Path folder = spec.home().map(base::resolve).orElseGet(() -> Path.of(String.valueOf(variable)));
        if (!Files.isExecutable(submit(folder))) {
            throw wrong(key, "'" + folder + "' has no bin/spark-submit that can be run");
        }
        return new SparkHome(folder.toAbsolutePath().normalize(), version(key, folder));
    }

    private static String version(String key, Path folder) {
        List<String> cores = cores(folder.resolve("jars"));
        if (cores.isEmpty()) {
            throw wrong(key, "'" + folder + "' has no jars/spark-core_" + SCALA + "-*.jar, so it is no whole Spark");
        }
        Matcher core = CORE.matcher(cores.get(0));
        if (!core.matches()) {
            throw new IllegalStateException(cores.toString());
        }
        if (!core.group("scala").equals(SCALA)) {
            throw wrong(
                    key,
                    "'" + folder + "' is a Spark of Scala " + core.group("scala") + ", and " + SCALA + " is needed");
        }
        if (!core.group("version").startsWith(NEEDED + ".")) {
            throw wrong(key, "'" + folder + "' is Spark " + core.group("version") + ", and " + NEEDED + " is needed");
        }
        return core.group("version");
    }

    private static List<String> cores(Path jars) {
        try (Stream<Path> files = Files.list(jars)) {
            return files.map(f -> String.valueOf(f.getFileName()))
                    .filter(n -> CORE.matcher(n).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            // Absent or unreadable: none that could be used.
            return List.of();
        }
    }

    private static InvalidInput wrong(String where, String what) {
        return new InvalidInput(Code.DEPENDENCY_MISSING, where, what, CURE);
    }

    private static Path submit(Path folder) {
        return folder.resolve("bin").resolve("spark-submit");
    }

    /** {@return the program that starts a job} */
    Path submit() {
        return submit(folder);
    }

    /** {@return what it is called in provenance} */
    String name() {
        return "spark " + version;
    }
}
