package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import ml.dmlc.xgboost4j.java.Booster;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.SparkSpec;

/**
 * What Spark is given to run: Retrain's job, and what it uses. Everything else that it uses Spark has by itself.
 *
 * @param job the jar with {@code retrain.spark.SparkJob}
 * @param others this jar and XGBoost4J's
 */
record SparkJars(Path job, List<Path> others) {
    private static final String JOB = "retrain-spark";

    /**
     * Finds the jars.
     *
     * @param scratch where classes that are not in a jar are packed into one
     * @throws InvalidInput if Retrain's job is not there
     */
    static SparkJars find(SparkSpec spec, Path base, Path scratch) throws IOException {
        CoreJar core = CoreJar.own();
        Path job = spec.jar().map(base::resolve).orElseGet(() -> core.beside(JOB));
        if (!Files.isRegularFile(job)) {
            throw new InvalidInput(
                    Code.DEPENDENCY_MISSING,
                    "spark.jar",
                    "there is no " + job + ", which is what Spark runs",
                    "Fetch it: mvn dependency:get -Dtransitive=false -Dartifact=io.retrain:" + JOB + ":"
                            + core.version() + "; or name the file in 'spark.jar'");
        }
        return new SparkJars(job, List.of(jar(core.path(), scratch), jar(CoreJar.of(Booster.class), scratch)));
    }

    /** Within a build that has not come to its jar yet, the classes lie in a folder. */
    private static Path jar(Path place, Path scratch) throws IOException {
        if (!Files.isDirectory(place)) {
            return place;
        }
        Path jar = scratch.resolve(CoreJar.NAME + "-classes.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(place)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(place.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar;
    }
}
