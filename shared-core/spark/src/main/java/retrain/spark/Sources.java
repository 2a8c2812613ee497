package retrain.spark;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import retrain.local.SparkSql;
import retrain.local.SparkTask;

/** Makes a view of each source. The types of CSV and JSON are those that DuckDB has found; Parquet has its own. */
final class Sources {
    private final SparkSession spark;

    Sources(SparkSession spark) {
        this.spark = spark;
    }

    void view(SparkTask.Source source) {
        Dataset<Row> all = read(source.files().get(0));
        for (SparkTask.Files files : source.files().subList(1, source.files().size())) {
            all = all.unionByName(read(files));
        }
        all.createOrReplaceTempView(source.name());
    }

    private Dataset<Row> read(SparkTask.Files files) {
        String[] paths = files.paths().stream().map(p -> "file:" + p).toArray(String[]::new);
        DataFrameReader reader = spark.read().option("recursiveFileLookup", true);
        return switch (files.format()) {
            case "csv" -> typed(csv(reader, files).csv(paths), files.columns());
            case "parquet" -> reader.option("mergeSchema", true).parquet(paths);
            default ->
                typed(
                        reader.schema(schema(files.columns()))
                                .option("mode", "FAILFAST")
                                .option("multiLine", files.format().equals("json-array"))
                                .json(paths),
                        List.of());
        };
    }

    /** Read as texts: then it is the cast that decides what a number is, and says which text is none. */
    private static DataFrameReader csv(DataFrameReader reader, SparkTask.Files files) {
        StructType texts = new StructType();
        for (SparkTask.Typed column : files.columns()) {
            texts = texts.add(column.name(), DataTypes.StringType);
        }
        return reader.schema(texts)
                .option("header", true)
                .option("sep", files.delimiter())
                .option("quote", "\"")
                .option("escape", "\"")
                .option("multiLine", true)
                .option("maxCharsPerColumn", -1)
                .option("mode", "FAILFAST");
    }

    /** A value in quotes without a character is missing, as to DuckDB. */
    private static Dataset<Row> typed(Dataset<Row> rows, List<SparkTask.Typed> columns) {
        if (columns.isEmpty()) {
            return rows;
        }
        return rows.select(columns.stream()
                .map(c -> functions
                        .expr("CAST(nullif(" + SparkSql.name(c.name()) + ", '') AS " + SparkSql.fileType(c.type())
                                + ")")
                        .as(c.name()))
                .toArray(Column[]::new));
    }

    private static StructType schema(List<SparkTask.Typed> columns) {
        return StructType.fromDDL(columns.stream()
                .map(c -> SparkSql.name(c.name()) + " " + SparkSql.fileType(c.type()))
                .collect(Collectors.joining(", ")));
    }
}
