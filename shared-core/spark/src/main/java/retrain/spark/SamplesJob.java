package retrain.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import retrain.local.SparkAnswer;
import retrain.local.SparkSql;
import retrain.local.SparkTask;
import retrain.local.SparkTask.Samples;
import retrain.monitor.Stride;

/** Takes samples of tables, and counts values: of all tables that are alike in one job each. */
final class SamplesJob {
    private static final Column ROW = functions.expr("_metadata.row_index");
    private static final String COUNTED = Samples.COLUMN + ", " + Samples.VALUE;

    private final SparkSession spark;
    private final SparkTask.Samples task;

    SamplesJob(SparkSession spark, SparkTask.Samples task) {
        this.spark = spark;
        this.task = task;
    }

    SparkAnswer run() {
        for (SparkTask.Alike tables : task.tables()) {
            if (!tables.samples().isEmpty()) {
                write(taken(tables), tables.rows());
            }
            if (!tables.counted().isEmpty()) {
                write(counts(tables), tables.counts());
            }
        }
        return SparkAnswer.done();
    }

    private static void write(Dataset<Row> rows, String folder) {
        rows.write().mode(SaveMode.Overwrite).option("compression", "zstd").parquet("file:" + folder);
    }

    /** With the columns that are read alone: others may be of types that Spark does not know. */
    private List<Dataset<Row>> read(SparkTask.Alike tables) {
        StructType schema = ParquetTypes.schema(tables.columns());
        return tables.files().stream()
                .map(f -> spark.read().schema(schema).parquet("file:" + f))
                .toList();
    }

    private Dataset<Row> taken(SparkTask.Alike tables) {
        List<Dataset<Row>> all = read(tables);
        return IntStream.range(0, all.size())
                .mapToObj(i -> taken(tables, i, all.get(i)))
                .reduce(Dataset::unionAll)
                .orElseThrow();
    }

    private static Dataset<Row> taken(SparkTask.Alike tables, int table, Dataset<Row> rows) {
        List<Column> takes = tables.samples().stream()
                .map(s -> takes(s.strides().get(table)))
                .toList();
        List<Column> columns = new ArrayList<>(List.of(functions.lit(table).as(Samples.TABLE), ROW.as(Samples.ROW)));
        for (int i = 0; i < takes.size(); i++) {
            columns.add(takes.get(i).as(Samples.taken(i)));
        }
        for (int i = 0; i < tables.columns().size(); i++) {
            String name = tables.columns().get(i).name();
            Column value = functions.col(SparkSql.name(name));
            String place = Samples.column(i);
            IntStream.range(0, takes.size())
                    .filter(s -> tables.samples().get(s).columns().contains(name))
                    .mapToObj(takes::get)
                    .reduce(Column::or)
                    .map(t -> functions.when(t, value).as(place))
                    .ifPresent(columns::add);
        }
        return rows.where(takes.stream().reduce(Column::or).orElseThrow()).select(columns.toArray(Column[]::new));
    }

    private static Column takes(Stride stride) {
        if (stride.step() == 1) {
            return functions.lit(true);
        }
        long all = stride.rows();
        long step = stride.step();
        UDF1<Long, Boolean> takes = row -> new Stride(all, step).takes(row);
        return functions.udf(takes, DataTypes.BooleanType).apply(ROW);
    }

    private Dataset<Row> counts(SparkTask.Alike tables) {
        String values = IntStream.range(0, tables.counted().size())
                .mapToObj(i -> i + ", CAST(" + SparkSql.name(tables.counted().get(i)) + " AS STRING)")
                .collect(Collectors.joining(", ", "stack(" + tables.counted().size() + ", ", ") AS (" + COUNTED + ")"));
        List<Dataset<Row>> all = read(tables);
        return IntStream.range(0, all.size())
                .mapToObj(i -> all.get(i).selectExpr(i + " AS " + Samples.TABLE, values))
                .reduce(Dataset::unionAll)
                .orElseThrow()
                .groupBy(Samples.TABLE, Samples.COLUMN, Samples.VALUE)
                .agg(functions.count("*").as(Samples.ROWS));
    }
}
