import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;

/**
 * The sample's query and training with nothing around them: DuckDB writes the training rows, they are read as floats, XGBoost4J
 * trains. Prints the seconds of both. Arguments: sample folder, glob of flights, working folder, rounds, columns to leave out.
 */
final class Bare {
    private Bare() {}

    public static void main(String[] args) throws Exception {
        long start = System.nanoTime();
        try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = db.createStatement()) {
            query(sql, Path.of(args[0]), args[1], args[2]);
            long queried = System.nanoTime();
            train(sql, args[2], Integer.parseInt(args[3]), List.of(args[4].split(",")));
            long trained = System.nanoTime();
            System.out.printf(
                    Locale.ROOT,
                    "query %.3f train %.3f sum %.3f%n",
                    (queried - start) / 1e9,
                    (trained - queried) / 1e9,
                    (trained - start) / 1e9);
        }
    }

    private static void query(Statement sql, Path sample, String flights, String out) throws Exception {
        sql.execute("CREATE VIEW flights AS SELECT * FROM read_csv('" + sample.resolve(flights) + "')");
        sql.execute("CREATE VIEW weather AS SELECT * FROM read_csv('" + sample.resolve("data/weather.csv.gz") + "')");
        String query = Files.readString(sample.resolve("prepare.sql")).strip().replaceAll(";$", "");
        sql.execute("CREATE TABLE rows AS " + query);
        String last = "(SELECT max(time_hour) - INTERVAL 1 MONTH FROM rows)";
        for (Map.Entry<String, String> side : Map.of("train", "<=", "holdout", ">").entrySet()) {
            sql.execute("COPY (SELECT * FROM rows WHERE time_hour " + side.getValue() + " " + last + " ORDER BY ALL) TO '"
                    + out + "/" + side.getKey() + ".parquet' (COMPRESSION zstd)");
        }
    }

    private static void train(Statement sql, String out, int rounds, List<String> leaveOut) throws Exception {
        List<String> columns = new ArrayList<>();
        try (ResultSet rows = sql.executeQuery("DESCRIBE SELECT * FROM '" + out + "/train.parquet'")) {
            while (rows.next()) {
                String name = rows.getString(1);
                if (!leaveOut.contains(name)) {
                    boolean text = rows.getString(2).equals("VARCHAR");
                    columns.add(text ? "(dense_rank() OVER (ORDER BY \"" + name + "\") - 1)::FLOAT" : "\"" + name + "\"::FLOAT");
                }
            }
        }
        int count;
        try (ResultSet rows = sql.executeQuery("SELECT count(*) FROM '" + out + "/train.parquet'")) {
            rows.next();
            count = rows.getInt(1);
        }
        float[] values = new float[count * columns.size()];
        float[] labels = new float[count];
        try (ResultSet rows = sql.executeQuery(
                "SELECT late::FLOAT, " + String.join(", ", columns) + " FROM '" + out + "/train.parquet'")) {
            for (int row = 0; rows.next(); row++) {
                labels[row] = rows.getFloat(1);
                for (int column = 0; column < columns.size(); column++) {
                    float value = rows.getFloat(column + 2);
                    values[row * columns.size() + column] = rows.wasNull() ? Float.NaN : value;
                }
            }
        }
        DMatrix matrix = new DMatrix(values, count, columns.size(), Float.NaN);
        matrix.setLabel(labels);
        Map<String, Object> parameters = Map.of(
                "objective", "binary:logistic", "eta", 0.1, "max_depth", 6, "eval_metric", "logloss", "verbosity", 0);
        Booster booster = XGBoost.train(matrix, parameters, rounds, Map.of("train", matrix), null, null);
        booster.saveModel(out + "/bare.ubj");
        booster.dispose();
        matrix.dispose();
    }
}
