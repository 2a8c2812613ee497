package retrain.spark;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.storage.StorageLevel;
import retrain.data.ColumnProfile;
import retrain.local.SparkAnswer;
import retrain.local.SparkSql;
import retrain.local.SparkTask;
import retrain.problem.Code;
import retrain.problem.InvalidInput;

/** Runs the prepare query, splits its rows, writes them, and profiles those that train. */
final class PrepareJob {
    private final SparkSession spark;
    private final SparkTask.Prepare task;

    PrepareJob(SparkSession spark, SparkTask.Prepare task) {
        this.spark = spark;
        this.task = task;
    }

    SparkAnswer run() {
        try {
            return SparkAnswer.of(prepare());
        } catch (Exception e) {
            throw Faults.ofQuery(task.file(), e)
                    .map(RuntimeException.class::cast)
                    .orElseGet(() -> unchecked(e));
        }
    }

    private static RuntimeException unchecked(Exception e) {
        return e instanceof RuntimeException same ? same : new IllegalStateException(e);
    }

    private SparkAnswer.Prepared prepare() {
        Sources sources = new Sources(spark);
        task.sources().forEach(sources::view);
        // The day of the week has a name of its own in each of both; this is DuckDB's.
        spark.udf().register("isodow", (UDF1<java.sql.Date, Long>) PrepareJob::isoDow, DataTypes.LongType);
        Dataset<Row> rows = query().persist(StorageLevel.MEMORY_AND_DISK());
        Sides.Split split = new Sides(rows, task).split();
        split.rows()
                .write()
                .mode(SaveMode.Overwrite)
                .option("compression", "zstd")
                .parquet("file:" + task.rows());
        return new SparkAnswer.Prepared(split.text(), profile(split));
    }

    private static Long isoDow(java.sql.Date date) {
        return (long) date.toLocalDate().getDayOfWeek().getValue();
    }

    private Dataset<Row> query() {
        Dataset<Row> rows = spark.sql(SparkSql.of(task.sql()));
        if (!rows.queryExecution().analyzed().deterministic()) {
            throw new InvalidInput(
                    Code.DATA_SQL,
                    task.file(),
                    "calls a function that gives another value every time, or is not of SQL",
                    "Use values of the sources only, so that the same sources give the same rows");
        }
        for (StructField field : rows.schema().fields()) {
            requireType(field);
        }
        return rows;
    }

    /** No file can hold such a column, and DuckDB's are refused, too. */
    private static void requireType(StructField field) {
        if (field.dataType().equals(DataTypes.NullType)) {
            throw new InvalidInput(
                    Code.DATA_UNUSABLE,
                    "column '" + field.name() + "'",
                    "is NULL, which is no number, text or time",
                    "Leave it out of the prepare query, or cast it to the type that it has in other rows");
        }
    }

    /** Rows that the checks will refuse have none. */
    private List<ColumnProfile> profile(Sides.Split split) {
        boolean usable = Arrays.stream(split.rows().schema().fields()).allMatch(f -> Profiles.isUsable(f.dataType()));
        if (!usable) {
            return List.of();
        }
        Column side = functions.col(SparkTask.Prepare.SIDE);
        Dataset<Row> train =
                split.rows().where(side.equalTo(SparkTask.Prepare.TRAIN)).drop(SparkTask.Prepare.SIDE);
        return new Profiles(train, task.time()).profile();
    }
}
