package retrain.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import retrain.data.Rows;
import retrain.event.Observer;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.train.ModelArtifact;

/** Scores rows by columns of theirs: the archive of a model holds the columns' names, one for each score of a row. */
final class ColumnScorer implements Scorer {
    private final Rows rows;

    ColumnScorer(Rows rows) {
        this.rows = rows;
    }

    @Override
    public String version(ModelArtifact artifact) {
        return "columns 1";
    }

    @Override
    public Scores score(ModelArtifact artifact, Path model, Path table, Path scratch, Observer observer) {
        try (Stream<Path> before = Files.list(scratch)) {
            if (before.findAny().isPresent()) {
                throw new IllegalStateException("not empty: " + scratch);
            }
            Files.writeString(scratch.resolve("left.txt"), "behind");
            return scores(Files.readAllLines(model), table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Scores scores(List<String> columns, Path table) {
        if (columns.contains("refused")) {
            throw new InvalidInput(Code.DATA_UNUSABLE, "column 'x'", "is odd", "Make it even");
        }
        float[][] values = columns.stream().map(c -> rows.numbers(table, c)).toArray(float[][]::new);
        float[] scores = new float[columns.size() * values[0].length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = values[i % columns.size()][i / columns.size()];
        }
        return new Scores(columns.size(), scores);
    }
}
