package retrain.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.run.LedgerEntry;
import retrain.train.ModelArtifact;

/**
 * A run as experiment trackers have it: names and values, nothing nested.
 *
 * @param run the run's id, by which it is found again
 * @param by who or what started it
 * @param metrics only values that are numbers
 * @param artifacts files by the path that they get
 * @param version the model version that its candidate is registered as
 * @param ledger what was done, in order
 * @param measurements what it came to in figures
 */
public record TrackedRun(
        String model,
        String run,
        String by,
        Instant start,
        Instant end,
        Map<String, String> parameters,
        List<Point> metrics,
        Map<String, String> tags,
        List<Rows> rows,
        Map<String, Path> artifacts,
        List<Trial> trials,
        Optional<Version> version,
        List<LedgerEntry> ledger,
        List<Measurement> measurements) {
    public TrackedRun {
        parameters = sorted(parameters);
        metrics = List.copyOf(metrics);
        tags = sorted(tags);
        rows = List.copyOf(rows);
        artifacts = sorted(artifacts);
        trials = List.copyOf(trials);
        ledger = List.copyOf(ledger);
        measurements = List.copyOf(measurements);
    }

    private static <T> Map<String, T> sorted(Map<String, T> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    /**
     * A value of a metric.
     *
     * @param step 0, or the round of a curve
     */
    public record Point(String metric, double value, long step) {}

    /**
     * A table that went in.
     *
     * @param context what for: training, validation or evaluation
     * @param digest of the table
     * @param columns column -> {@code double} or {@code string}, in their order
     */
    public record Rows(String context, String digest, long count, List<Column> columns, String source) {
        public Rows {
            columns = List.copyOf(columns);
        }
    }

    /** A column of a table. */
    public record Column(String name, String type) {}

    /**
     * One set of hyperparameters that was tried.
     *
     * @param number from 1
     */
    public record Trial(
            int number, Map<String, String> parameters, List<Point> metrics, Map<String, String> tags, boolean failed) {
        public Trial {
            parameters = sorted(parameters);
            metrics = List.copyOf(metrics);
            tags = sorted(tags);
        }
    }

    /**
     * A version of the model.
     *
     * @param artifact what is in the archive
     * @param archive the {@code model.tar.gz}
     */
    public record Version(
            int number, String description, Map<String, String> tags, ModelArtifact artifact, Path archive) {
        public Version {
            tags = sorted(tags);
        }
    }
}
