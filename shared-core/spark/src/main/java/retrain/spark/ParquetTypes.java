package retrain.spark;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructType;
import retrain.local.SparkSql;
import retrain.local.SparkTask;

/** The types of Parquet files that DuckDB has written. */
final class ParquetTypes {
    private ParquetTypes() {}

    /** {@return how Spark reads columns of a Parquet file that DuckDB has written} */
    static StructType schema(List<SparkTask.Typed> columns) {
        return StructType.fromDDL(columns.stream()
                .map(c -> SparkSql.name(c.name()) + " " + parquetType(c.type()))
                .collect(Collectors.joining(", ")));
    }

    private static String parquetType(String duckDb) {
        return switch (duckDb) {
            case "UTINYINT" -> "SMALLINT";
            case "USMALLINT" -> "INT";
            case "UBIGINT" -> "DECIMAL(20,0)";
            default -> SparkSql.fileType(duckDb);
        };
    }
}
