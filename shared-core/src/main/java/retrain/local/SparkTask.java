package retrain.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.monitor.Stride;
import retrain.spec.SplitSpec;
import retrain.spec.Task;
import retrain.spec.TrainSpec;
import retrain.train.Feature;
import retrain.train.ModelArtifact;

/** What {@code retrain.spark.SparkJob} is asked to do, as the JSON file that is its first argument. Paths are absolute. */
public sealed interface SparkTask {
    /**
     * Runs the prepare query, splits its rows, writes them and profiles those that train.
     *
     * @param file what the query is called in messages
     * @param time the column of the event's time
     * @param identity the columns whose MD5 decides a split by fraction; empty: all
     * @param rows the folder to write the rows to, as Parquet, each with its side in the column {@link #SIDE}
     */
    record Prepare(
            List<Source> sources,
            String file,
            String sql,
            Optional<String> time,
            List<String> identity,
            SplitSpec holdout,
            Optional<SplitSpec> validation,
            String rows)
            implements SparkTask {
        public Prepare {
            sources = List.copyOf(sources);
            identity = List.copyOf(identity);
        }

        /** The column with the row's side of the split. */
        public static final String SIDE = "retrain_side";

        /** The sides. */
        public static final String TRAIN = "train";

        public static final String VALIDATION = "validation";
        public static final String HOLDOUT = "holdout";
    }

    /** A source: the view's name, and its files in groups that are read alike. */
    record Source(String name, List<Files> files) {
        public Source {
            files = List.copyOf(files);
        }
    }

    /**
     * Files that are read alike.
     *
     * @param format csv, parquet, json (an object a line) or json-array
     * @param delimiter of csv
     * @param columns in the files' order, with DuckDB's types; empty: as the files say
     */
    record Files(String format, List<String> paths, String delimiter, List<Typed> columns) {
        public Files {
            paths = List.copyOf(paths);
            columns = List.copyOf(columns);
        }
    }

    /** A column and its type in DuckDB's words. */
    record Typed(String name, String type) {}

    /**
     * Trains with XGBoost, in tasks that each have a share of the rows.
     *
     * @param parameters hyperparameters in SageMaker's words, all texts
     * @param train the Parquet file
     * @param validation the Parquet file that ends the training early
     * @param model the file to write the booster to, as XGBoost's JSON
     */
    record Train(
            Encoding encoding,
            Map<String, String> parameters,
            int seed,
            int threads,
            int workers,
            String train,
            Optional<String> validation,
            String model)
            implements SparkTask {
        public Train {
            parameters = Map.copyOf(parameters);
        }
    }

    /** How rows become numbers: the features in order, and the target with its classes. */
    record Encoding(
            Task task, String target, TrainSpec.Categories categories, List<Feature> features, List<String> classes) {
        public Encoding {
            features = List.copyOf(features);
            classes = List.copyOf(classes);
        }
    }

    /**
     * Scores every row of a table.
     *
     * @param model the folder with the files of the model's archive
     * @param table the Parquet file
     * @param scores the folder to write to, as Parquet: the row's number in the file, from 0, and its scores
     */
    record Score(ModelArtifact artifact, String model, String table, String scores) implements SparkTask {}

    /** Takes samples of tables and counts values, to measure drift on them. */
    record Samples(List<Alike> tables) implements SparkTask {
        public Samples {
            tables = List.copyOf(tables);
        }

        /** The column with the table's place among those that are alike. */
        public static final String TABLE = "retrain_table";

        /** The column with the row's number in its file, from 0. */
        public static final String ROW = "retrain_row";

        /** The column with the counted column's place. */
        public static final String COLUMN = "retrain_column";

        /** The column with the value as Spark's text. */
        public static final String VALUE = "retrain_value";

        /** The column with how many rows have the value. */
        public static final String ROWS = "retrain_rows";

        /** {@return the column that says whether a row is of a sample, by the sample's place} */
        public static String taken(int sample) {
            return "retrain_taken_" + sample;
        }

        /** {@return what a table's column is called, by its place} */
        public static String column(int place) {
            return "retrain_" + place;
        }
    }

    /**
     * Tables whose columns are of the same types.
     *
     * @param files Parquet, one a table
     * @param columns those that are read
     * @param rows the folder to write the rows of all samples to, as Parquet: table, row, whether it is of each sample, and the columns by
     *     their places, each where a sample has it
     * @param counted the columns whose values are counted
     * @param counts the folder to write the counts to, as Parquet: table, column, value, rows
     */
    record Alike(
            List<String> files,
            List<Typed> columns,
            List<Taken> samples,
            String rows,
            List<String> counted,
            String counts) {
        public Alike {
            files = List.copyOf(files);
            columns = List.copyOf(columns);
            samples = List.copyOf(samples);
            counted = List.copyOf(counted);
        }
    }

    /**
     * Some columns of some rows.
     *
     * @param strides the rows of each table
     */
    record Taken(List<String> columns, List<Stride> strides) {
        public Taken {
            columns = List.copyOf(columns);
            strides = List.copyOf(strides);
        }
    }
}
