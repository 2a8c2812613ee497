package retrain.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import retrain.local.SparkAnswer;
import retrain.local.SparkTask;
import retrain.local.XgboostShare;
import retrain.run.Json;
import retrain.spec.Task;
import retrain.train.Feature;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * Trains in a barrier stage: all tasks run at once, each with the rows whose numbers fall to it, and XGBoost adds up their histograms. Which
 * task has which rows, in which order, depends on nothing but their numbers and the number of workers.
 */
final class TrainJob {
    private static final String VALIDATES = "retrain_validates";

    private final SparkSession spark;
    private final SparkTask.Train task;

    TrainJob(SparkSession spark, SparkTask.Train task) {
        this.spark = spark;
        this.task = task;
    }

    SparkAnswer run() {
        Dataset<Row> rows = rows(task.train(), false);
        if (task.validation().isPresent()) {
            rows = rows.unionByName(rows(task.validation().get(), true));
        }
        Dataset<Row> shares = rows.repartition(task.workers(), functions.col(Encoded.ROW))
                .sortWithinPartitions(VALIDATES, Encoded.ROW);
        try (XgboostShare.Meeting meeting = new XgboostShare.Meeting(task.workers())) {
            Worker worker = new Worker(Json.write(task), new TreeMap<>(meeting.address()), threads());
            ClassTag<Made> tag = ClassTag$.MODULE$.apply(Made.class);
            Made[] made = (Made[])
                    shares.rdd().barrier().mapPartitions(worker, false, tag).collect();
            Files.write(Path.of(task.model()), made[0].booster);
            return Json.read(made[0].answer, SparkAnswer.class, "a worker's answer");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int threads() {
        return task.threads() > 0 ? task.threads() : spark.sparkContext().conf().getInt("spark.task.cpus", 1);
    }

    /** {@return the row's number, the features, the label, and whether it validates} */
    private Dataset<Row> rows(String table, boolean validates) {
        List<Column> columns = new ArrayList<>(Encoded.columns(features(task)));
        columns.add(functions.lit(validates).as(VALIDATES));
        return spark.read().parquet("file:" + table).select(columns.toArray(Column[]::new));
    }

    /** The label is encoded as one more feature: a class by its code. */
    private static List<Feature> features(SparkTask.Train task) {
        List<Feature> features = new ArrayList<>(task.encoding().features());
        boolean classes = task.encoding().task() == Task.MULTICLASS;
        features.add(
                new Feature(task.encoding().target(), classes, task.encoding().classes()));
        return features;
    }

    /** What a worker has made; all have made the same, and the first one keeps it. */
    private static final class Made implements Serializable {
        private static final long serialVersionUID = 1L;

        private final byte[] booster;
        private final byte[] answer;

        Made(byte[] booster, byte[] answer) {
            this.booster = booster;
            this.answer = answer;
        }
    }

    /** What a task does. */
    private static final class Worker extends AbstractFunction1<Iterator<Row>, Iterator<Made>> implements Serializable {
        private static final long serialVersionUID = 1L;

        private final byte[] task;
        private final Map<String, Object> meeting;
        private final int threads;

        Worker(byte[] task, Map<String, Object> meeting, int threads) {
            this.task = task;
            this.meeting = meeting;
            this.threads = threads;
        }

        @Override
        public Iterator<Made> apply(Iterator<Row> rows) {
            SparkTask.Train train = Json.read(task, SparkTask.Train.class, "the task");
            Share training = new Share(train);
            Share validation = new Share(train);
            while (rows.hasNext()) {
                Row row = rows.next();
                (row.getBoolean(row.length() - 1) ? validation : training).add(row);
            }
            return JavaConverters.asScalaIterator(
                    train(train, training, validation).iterator());
        }

        private List<Made> train(SparkTask.Train train, Share training, Share validation) {
            int number = TaskContext.getPartitionId();
            Map<String, Object> told = new TreeMap<>(meeting);
            told.put("dmlc_task_id", Integer.toString(number));
            XgboostShare.@Nullable Rows validating = train.validation().isPresent() ? validation.rows() : null;
            XgboostShare.Shared shared = XgboostShare.train(told, train, threads, training.rows(), validating);
            SparkAnswer answer = SparkAnswer.of(new SparkAnswer.Trained(shared.rounds(), shared.curve()));
            return number == 0 ? List.of(new Made(shared.booster(), Json.write(answer))) : List.of();
        }
    }

    /** The rows of a task, as numbers. */
    private static final class Share {
        private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

        private final Encoded encoded;
        private final int width;
        private float[] values = new float[1024];
        private float[] labels = new float[64];
        private int size;

        Share(SparkTask.Train task) {
            encoded = new Encoded(features(task));
            width = task.encoding().features().size();
        }

        void add(Row row) {
            long needed = (size + 1L) * width;
            if (needed > MOST_VALUES) {
                throw new IllegalStateException("a task's share is more than " + MOST_VALUES
                        + " values, the most that one XGBoost takes: raise spark.workers");
            }
            if (needed > values.length) {
                values = Arrays.copyOf(values, (int) Math.min(MOST_VALUES, Math.max(needed, values.length * 3L / 2)));
            }
            if (size == labels.length) {
                labels = Arrays.copyOf(labels, size * 2);
            }
            for (int i = 0; i < width; i++) {
                values[size * width + i] = encoded.value(row, i);
            }
            labels[size++] = encoded.value(row, width);
        }

        XgboostShare.Rows rows() {
            return new XgboostShare.Rows(Arrays.copyOf(values, size * width), Arrays.copyOf(labels, size));
        }
    }
}
