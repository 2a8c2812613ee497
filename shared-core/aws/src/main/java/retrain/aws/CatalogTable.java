package retrain.aws;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.SerDeInfo;
import software.amazon.awssdk.services.glue.model.Table;

/**
 * A table of the Glue Data Catalog whose files can be read here.
 *
 * @param address {@code glue://database/table}, for people
 * @param end what the names of its files end in, such as {@code .parquet}
 * @param keys the columns that its partitions are made by, in order
 */
record CatalogTable(String address, String location, String end, List<String> keys) {
    private static final Map<String, String> ENDS = Map.of(
            "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe", ".parquet",
            "org.openx.data.jsonserde.JsonSerDe", ".json",
            "org.apache.hive.hcatalog.data.JsonSerDe", ".json",
            "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", ".csv",
            "org.apache.hadoop.hive.serde2.OpenCSVSerde", ".csv");

    private static final Set<String> DELIMITERS = Set.of(",", ";", "\t", "|");

    /** @throws InvalidInput if its files cannot be read here */
    static CatalogTable of(String address, Table table) {
        String kind = table.parameters().getOrDefault("table_type", "").toUpperCase(Locale.ROOT);
        String provider = table.parameters().getOrDefault("spark.sql.sources.provider", "");
        if ("VIRTUAL_VIEW".equals(table.tableType()) || table.storageDescriptor() == null) {
            throw refused(
                    address,
                    "is a view, which has no files",
                    "Name the tables it reads, and join them in the prepare query");
        }
        if (kind.equals("ICEBERG") || kind.equals("DELTA") || provider.equals("delta") || provider.equals("hudi")) {
            throw refused(
                    address,
                    "is a table of " + (kind.isEmpty() ? provider : kind) + ", whose files alone do not tell its rows",
                    "Prepare with a job of your own (prepare: {glue: {job: …}}), or write the rows as Parquet");
        }
        SerDeInfo serde = table.storageDescriptor().serdeInfo();
        String library = serde == null ? "" : String.valueOf(serde.serializationLibrary());
        String end = ENDS.get(library);
        if (end == null) {
            throw refused(
                    address,
                    "is kept in a format that is not read here (" + library + ")",
                    "Keep it as parquet, json or csv, or prepare with a job of your own (prepare: {glue: {job: …}})");
        }
        if (end.equals(".csv")) {
            requireHeader(address, table, serde == null ? Map.of() : serde.parameters());
        }
        return new CatalogTable(
                address,
                folder(table.storageDescriptor().location()),
                end,
                table.partitionKeys().stream().map(Column::name).toList());
    }

    private static void requireHeader(String address, Table table, Map<String, String> serde) {
        String skipped = table.parameters().getOrDefault("skip.header.line.count", "0");
        if (!skipped.equals("1")) {
            throw refused(
                    address,
                    "has csv files without the names of their columns in the first line (skip.header.line.count is "
                            + skipped + ")",
                    "Keep it as parquet, or write the names into the first line and set skip.header.line.count to 1");
        }
        String delimiter = serde.getOrDefault("field.delim", serde.getOrDefault("separatorChar", ","));
        if (!DELIMITERS.contains(delimiter)) {
            throw refused(address, "has values that are parted by '" + delimiter + "'", "Part them by , ; | or tab");
        }
    }

    /** {@return an address with a slash at its end; Hadoop has other words for S3} */
    static String folder(String location) {
        String s3 = location.replaceFirst("^s3[an]://", "s3://");
        return s3.endsWith("/") ? s3 : s3 + "/";
    }

    private static InvalidInput refused(String address, String what, String cure) {
        return new InvalidInput(Code.DATA_MISSING, address, what, cure);
    }
}
