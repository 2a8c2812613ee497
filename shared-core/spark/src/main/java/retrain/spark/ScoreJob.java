package retrain.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import retrain.local.SparkAnswer;
import retrain.local.SparkTask;
import retrain.local.XgboostPredictor;
import retrain.run.Json;

/** Scores a table, each task a stretch of it. */
final class ScoreJob {
    private final SparkSession spark;
    private final SparkTask.Score task;

    ScoreJob(SparkSession spark, SparkTask.Score task) {
        this.spark = spark;
        this.task = task;
    }

    SparkAnswer run() {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<Map<String, byte[]>> model = context.broadcast(files(Path.of(task.model())));
        StructType schema = new StructType().add("row", DataTypes.LongType);
        for (int i = 0; i < task.artifact().width(); i++) {
            schema = schema.add("score" + i, DataTypes.FloatType);
        }
        spark.read()
                .parquet("file:" + task.table())
                .select(Encoded.columns(task.artifact().features()).toArray(Column[]::new))
                .mapPartitions(new Stretch(model, Json.write(task)), Encoders.row(schema))
                .write()
                .mode(SaveMode.Overwrite)
                .parquet("file:" + task.scores());
        return SparkAnswer.done();
    }

    private static Map<String, byte[]> files(Path folder) {
        Map<String, byte[]> files = new HashMap<>();
        try (Stream<Path> list = Files.list(folder)) {
            for (Path file : list.toList()) {
                files.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a task does; it loads the model once. */
    private static final class Stretch implements MapPartitionsFunction<Row, Row> {
        private static final long serialVersionUID = 1L;

        private final Broadcast<Map<String, byte[]>> model;
        private final byte[] task;

        Stretch(Broadcast<Map<String, byte[]>> model, byte[] task) {
            this.model = model;
            this.task = task;
        }

        @Override
        public Iterator<Row> call(Iterator<Row> rows) throws IOException {
            SparkTask.Score score = Json.read(task, SparkTask.Score.class, "the task");
            Path folder = Files.createTempDirectory("retrain-score-");
            for (Map.Entry<String, byte[]> file : model.value().entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            XgboostPredictor predictor = XgboostPredictor.load(score.artifact(), folder);
            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> predictor.close());
            return new Scored(rows, predictor);
        }
    }

    /** Rows become scores batch by batch. */
    private static final class Scored implements Iterator<Row> {
        private static final int BATCH_ROWS = 1 << 14;

        private final Iterator<Row> rows;
        private final XgboostPredictor predictor;
        private final Encoded encoded;
        private final int features;
        private final long[] numbers = new long[BATCH_ROWS];
        private final float[] values;
        private float[] scores = {};
        private int filled;
        private int given;
        private long before;

        Scored(Iterator<Row> rows, XgboostPredictor predictor) {
            this.rows = rows;
            this.predictor = predictor;
            this.encoded = new Encoded(predictor.features());
            this.features = predictor.features().size();
            this.values = new float[BATCH_ROWS * features];
        }

        @Override
        public boolean hasNext() {
            return given < filled || rows.hasNext();
        }

        @Override
        public Row next() {
            if (given == filled) {
                fill();
            }
            List<Object> row = new ArrayList<>();
            row.add(numbers[given]);
            for (int i = 0; i < predictor.width(); i++) {
                row.add(scores[given * predictor.width() + i]);
            }
            given++;
            return RowFactory.create(row.toArray());
        }

        private void fill() {
            before += filled;
            filled = 0;
            given = 0;
            while (filled < BATCH_ROWS && rows.hasNext()) {
                Row row = rows.next();
                numbers[filled] = row.getLong(0);
                encoded.copy(row, values, filled * features);
                filled++;
            }
            if (filled == 0) {
                throw new NoSuchElementException();
            }
            scores = predictor.score(Arrays.copyOf(values, filled * features), filled, before);
        }
    }
}
