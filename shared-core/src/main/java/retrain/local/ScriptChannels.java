package retrain.local;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import retrain.data.Table;
import retrain.run.Json;
import retrain.spec.ScriptSpec;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.train.Feature;
import retrain.train.Trainer.TrainingJob;

/**
 * The data of a training program: a folder a channel with one file, the target first, then the features in order. The holdout is not
 * among them.
 */
final class ScriptChannels {
    static final String TRAIN = "train";
    static final String VALIDATION = "validation";

    /** Holds the {@code model.tar.gz} that is to be continued, as SageMaker's incremental training has it. */
    static final String MODEL = "model";

    private final TrainingJob job;
    private final ScriptSpec.Format format;
    private final ScriptFolders folders;

    ScriptChannels(TrainingJob job, ScriptSpec.Format format, ScriptFolders folders) {
        this.job = job;
        this.format = format;
        this.folders = folders;
    }

    /**
     * What the columns of the files are; CSV files have no header, as those of SageMaker's built-ins.
     *
     * @param columns in the order of the files
     * @param classes the order that the scores of the classes are expected in (multiclass)
     */
    record Described(
            String target, Task task, int seed, List<String> columns, List<Feature> features, List<String> classes) {}

    /** {@return the channels that were written} */
    List<String> write(List<Feature> features, List<String> classes) throws IOException {
        List<String> channels = new ArrayList<>();
        table(TRAIN, job.snapshot().train());
        channels.add(TRAIN);
        if (job.snapshot().validation().isPresent()) {
            table(VALIDATION, job.snapshot().validation().get());
            channels.add(VALIDATION);
        }
        if (job.continueFrom().isPresent()) {
            Path folder = Files.createDirectories(folders.channel(MODEL));
            Path archive = job.store().fetch(job.continueFrom().get().archive());
            Files.copy(archive, folder.resolve("model.tar.gz"), StandardCopyOption.REPLACE_EXISTING);
            channels.add(MODEL);
        }
        Spec spec = job.spec();
        Described described = new Described(spec.target(), spec.task(), spec.seed(), columns(), features, classes);
        Files.write(folders.config().resolve("retrain.json"), Json.pretty(described));
        return channels;
    }

    private List<String> columns() {
        return Stream.concat(Stream.of(job.spec().target()), job.snapshot().features().stream())
                .toList();
    }

    private void table(String channel, Table table) throws IOException {
        Path folder = Files.createDirectories(folders.channel(channel));
        Path rows = job.store().fetch(table.digest());
        switch (format) {
            case CSV -> csv(rows, folder.resolve(channel + ".csv"));
            case PARQUET ->
                new DuckDbRows().writeWith(rows, columns(), List.of(), folder.resolve(channel + ".parquet"));
        }
    }

    private void csv(Path rows, Path target) throws IOException {
        try (DuckDbColumns columns = DuckDbColumns.of(rows, columns());
                Writer out = Files.newBufferedWriter(target)) {
            while (columns.next()) {
                for (int row = 0; row < columns.rows(); row++) {
                    CsvRow.append(out, columns, row);
                }
            }
        }
    }
}
