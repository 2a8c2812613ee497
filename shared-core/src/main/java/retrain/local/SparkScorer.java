package retrain.local;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import retrain.evaluate.Scorer;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.train.ModelArtifact;

/** Scores by XGBoost models on Spark: the library and the numbers it is given are those of {@link XgboostScorer}. */
final class SparkScorer implements Scorer {
    private final SparkSubmit spark;

    SparkScorer(SparkSubmit spark) {
        this.spark = spark;
    }

    @Override
    public Scores score(ModelArtifact artifact, Path model, Path table, Path scratch, Observer observer) {
        String name = XgboostModel.name(artifact);
        ModelColumns.check(name, artifact.features(), new DuckDbRows().schema(table), EncodedRows::fits);
        Path folder = scratch.resolve("scores").toAbsolutePath().normalize();
        SparkTask task = new SparkTask.Score(
                artifact,
                XgboostModel.unpacked(artifact, model, scratch).toAbsolutePath().toString(),
                table.toAbsolutePath().toString(),
                folder.toString());
        spark.run("evaluate", Code.SCORING_FAILED, task, scratch, observer, () -> false);
        try {
            return read(artifact, table, folder);
        } catch (SQLException | IOException e) {
            throw DuckDbColumns.unreadable(folder.toString(), e);
        }
    }

    /** By the row's number, since tasks end in any order. */
    private static Scores read(ModelArtifact artifact, Path table, Path folder) throws SQLException, IOException {
        int width = artifact.width();
        String columns = IntStream.range(0, width)
                .mapToObj(i -> "CAST(score" + i + " AS DOUBLE)")
                .collect(Collectors.joining(", "));
        String from = " FROM " + SparkOutput.parquet(folder);
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            List<String> counts = database
                    .texts("SELECT count(*) FROM " + DuckDb.parquet(table) + " UNION ALL SELECT count(DISTINCT row)"
                            + from)
                    .stream()
                    .map(String::valueOf)
                    .toList();
            if (!counts.get(0).equals(counts.get(1))) {
                throw unequal(artifact, counts);
            }
            float[] scores = new float[Math.multiplyExact(Integer.parseInt(counts.get(0)), width)];
            int at = 0;
            try (DuckDbColumns read =
                    DuckDbColumns.select(database, folder.toString(), "SELECT " + columns + from + " ORDER BY row")) {
                while (read.next()) {
                    for (int i = 0; i < width; i++) {
                        read.numbers(i, scores, at + i, width);
                    }
                    at += read.rows() * width;
                }
            }
            return new Scores(width, scores);
        }
    }

    private static BackendFailure unequal(ModelArtifact artifact, List<String> counts) {
        return BackendFailure.permanent(
                new Problem(
                        Code.SCORING_FAILED,
                        XgboostModel.name(artifact),
                        "Spark scored " + counts.get(1) + " of " + counts.get(0) + " rows",
                        "Run again; see that nothing else writes to the store's folder"),
                null);
    }

    @Override
    public String version(ModelArtifact artifact) {
        return XgboostLibrary.NAME_AND_VERSION;
    }
}
