package retrain.local;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** What SageMaker does not tell. */
    static final String DESCRIPTION = "retrain.json";

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
        for (Map.Entry<String, Table> table : tables().entrySet()) {
            String channel = table.getKey();
            write(
                    table.getValue(),
                    Files.createDirectories(folders.channel(channel)).resolve(file(channel)));
            channels.add(channel);
        }
        if (job.continueFrom().isPresent()) {
            Path folder = Files.createDirectories(folders.channel(MODEL));
            Path archive = job.store().fetch(job.continueFrom().get().archive());
            Files.copy(archive, folder.resolve("model.tar.gz"), StandardCopyOption.REPLACE_EXISTING);
            channels.add(MODEL);
        }
        Files.write(folders.config().resolve(DESCRIPTION), description(features, classes));
        return channels;
    }

    /** {@return the tables by the names of their channels, the training rows first} */
    Map<String, Table> tables() {
        Map<String, Table> tables = new LinkedHashMap<>();
        tables.put(TRAIN, job.snapshot().train());
        job.snapshot().validation().ifPresent(table -> tables.put(VALIDATION, table));
        return tables;
    }

    /** {@return the name of the file that a channel has} */
    String file(String channel) {
        return channel + (format == ScriptSpec.Format.CSV ? ".csv" : ".parquet");
    }

    /** {@return what the columns of the files are, as JSON} */
    byte[] description(List<Feature> features, List<String> classes) {
        Spec spec = job.spec();
        return Json.pretty(new Described(spec.target(), spec.task(), spec.seed(), columns(), features, classes));
    }

    List<String> columns() {
        return Stream.concat(Stream.of(job.spec().target()), job.snapshot().features().stream())
                .toList();
    }

    void write(Table table, Path target) throws IOException {
        Path rows = job.store().fetch(table.digest());
        switch (format) {
            case CSV -> csv(rows, target);
            case PARQUET -> new DuckDbRows().writeWith(rows, columns(), List.of(), target);
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
