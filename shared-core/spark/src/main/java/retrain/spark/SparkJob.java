package retrain.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import retrain.local.SparkAnswer;
import retrain.local.SparkTask;
import retrain.problem.InvalidInput;
import retrain.run.Json;
import retrain.run.WholeFile;

/** The main class: does the task of one file and leaves the answer in another. */
public final class SparkJob {
    private SparkJob() {}

    /**
     * Runs.
     *
     * @param arguments the file of the task, and that of the answer
     */
    public static void main(String[] arguments) {
        try {
            SparkTask task = Json.read(Files.readAllBytes(Path.of(arguments[0])), SparkTask.class, arguments[0]);
            keep(answer(task), Path.of(arguments[1]));
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            System.out.println("retrain failed: " + Faults.line(e));
            System.exit(1);
        }
    }

    private static SparkAnswer answer(SparkTask task) {
        try (SparkSession spark = session()) {
            if (task instanceof SparkTask.Prepare prepare) {
                return new PrepareJob(spark, prepare).run();
            }
            if (task instanceof SparkTask.Train train) {
                return new TrainJob(spark, train).run();
            }
            if (task instanceof SparkTask.Score score) {
                return new ScoreJob(spark, score).run();
            }
            if (task instanceof SparkTask.Samples samples) {
                return new SamplesJob(spark, samples).run();
            }
            throw new IllegalStateException("no such task: " + task);
        } catch (InvalidInput e) {
            return new SparkAnswer(e.problems(), Optional.empty(), Optional.empty());
        }
    }

    /** With these settings Spark's SQL is nearest to DuckDB's: what cannot be computed is an error, times are in UTC. */
    private static SparkSession session() {
        return SparkSession.builder()
                .config("spark.sql.ansi.enabled", true)
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.timestampType", "TIMESTAMP_NTZ")
                .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
                .config("spark.sql.runSQLOnFiles", false)
                .config("spark.sql.sources.partitionColumnTypeInference.enabled", false)
                .getOrCreate();
    }

    private static void keep(SparkAnswer answer, Path file) throws IOException {
        WholeFile.write(file, Json.write(answer));
    }
}
