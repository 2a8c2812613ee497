package retrain.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Spark that some stages run on, beyond this machine. */
public record SparkSpec(
        @Key(
                doc =
                        "Where it runs, in the words of spark-submit: local[4], spark://host:7077, yarn, k8s://https://host:443.",
                orElse = "local[*]")
        String master,

        @Key(
                doc =
                        "Folder of the installation, with bin/spark-submit and jars: Spark 3.5 of Scala 2.12, relative to this file. Absent: what"
                                + " SPARK_HOME names in the environment.")
        Optional<String> home,

        @Key(
                doc =
                        "The jar retrain-spark, relative to this file. Absent: that of this version in the local Maven repository.")
        Optional<String> jar,

        @Key(
                doc =
                        "The stages that run there: prepare (and the profile), train (XGBoost), evaluate (the scoring), monitor (what drift is"
                                + " measured on).",
                orElse = "[prepare, train, evaluate, monitor]")
        List<SparkStage> stages,

        @Key(
                doc = "Tasks that train together, each on its share of the rows; so many must be able to run at once.",
                orElse = "2",
                min = 1,
                max = 4096)
        int workers,

        @Key(doc = "Settings of Spark by their names: {spark.executor.memory: 8g}.", orElse = "{}")
        Map<String, Object> conf) {
    public SparkSpec {
        stages = List.copyOf(stages);
        conf = Ordered.copy(conf);
    }

    /** A stage that can run on Spark. */
    public enum SparkStage {
        PREPARE,
        TRAIN,
        EVALUATE,
        MONITOR
    }
}
