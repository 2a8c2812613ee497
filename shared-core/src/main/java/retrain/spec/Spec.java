package retrain.spec;

import java.util.List;
import java.util.Optional;

/** The whole of {@code retrain.yaml}, after the profile and the overrides were laid over it. */
public record Spec(
        @Key(
                doc = "Name of the model: its place in the store and in every report.",
                pattern = "[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}")
        String model,

        @Key(doc = "What the model predicts: binary, multiclass or regression.")
        Task task,

        @Key(doc = "The column to predict. For binary tasks 0 and 1, or false and true.")
        String target,

        @Key(
                doc =
                        "Where runs, data sets and models are kept: a folder, relative to this file, or s3://bucket/prefix.",
                orElse = ".retrain")
        String store,

        @Key(
                doc = "Seed of every random choice: the same inputs and seed give the same bytes.",
                orElse = "0",
                min = 0,
                max = 2147483647)
        int seed,

        @Key(doc = "Where the rows come from and how they are prepared and split.")
        DataSpec data,

        @Key(doc = "How the model is trained.") TrainSpec train,

        @Key(doc = "Which metrics are computed, and on which slices.", orElse = "{}")
        EvaluateSpec evaluate,

        @Key(
                doc = "What must hold before the candidate is promoted. Without a gate nothing is promoted.",
                orElse = "[]")
        List<GateSpec> gates,

        @Key(doc = "How the candidate becomes what is served.", orElse = "{}")
        PromoteSpec promote,

        @Key(doc = "Where runs are also told.", orElse = "{}")
        HistorySpec history,

        @Key(doc = "What is watched between two retrains.", orElse = "{}")
        MonitorSpec monitor,

        @Key(doc = "When a retrain is due.", orElse = "{}") TriggersSpec triggers,

        @Key(doc = "The batches that update the model as they arrive.")
        Optional<StreamSpec> stream,

        @Key(doc = "The Spark that some stages run on. Absent: all of them run in this JVM.")
        Optional<SparkSpec> spark,

        @Key(doc = "What all that runs in AWS shares.", orElse = "{}")
        AwsSpec aws,

        @Key(doc = "What retraining may cost.", orElse = "{}")
        CostSpec cost,

        @Key(doc = "What 'infra' makes of this: a stack that retrains by itself in an account.")
        Optional<InfraSpec> infra) {
    public Spec {
        gates = List.copyOf(gates);
    }

    /** {@return the name of a model as SageMaker takes names: other signs than letters and digits are a hyphen, which is not at an end} */
    public static String hyphenated(String model) {
        return model.replaceAll("[^a-zA-Z0-9]+", "-").replaceAll("^-|-$", "");
    }

    /** {@return whether the store is in S3, not in a folder} */
    public boolean storesInS3() {
        return store.startsWith("s3://");
    }

    /** {@return the folder on this machine, relative to the spec: the store, or what is kept here of a store in S3} */
    public String folder() {
        return storesInS3() ? aws.folder() : store;
    }

    /** {@return the same whose data are the batches of the stream as well, if they are kept} */
    public Spec withBatches() {
        StreamSpec batches = stream.orElseThrow();
        DataSpec all = batches.kept()
                .map(files -> data.with(batches.source(data), files))
                .orElse(data);
        return new Spec(
                model, task, target, store, seed, all, train, evaluate, gates, promote, history, monitor, triggers,
                stream, spark, aws, cost, infra);
    }

    /** {@return the same with another training} */
    public Spec with(TrainSpec other) {
        return new Spec(
                model, task, target, store, seed, data, other, evaluate, gates, promote, history, monitor, triggers,
                stream, spark, aws, cost, infra);
    }

    /** {@return the same of a process that begins and awaits its jobs itself} */
    public Spec withoutHandOver() {
        return aws.handOver().isEmpty()
                ? this
                : new Spec(
                        model,
                        task,
                        target,
                        store,
                        seed,
                        data,
                        train,
                        evaluate,
                        gates,
                        promote,
                        history,
                        monitor,
                        triggers,
                        stream,
                        spark,
                        aws.withoutHandOver(),
                        cost,
                        infra);
    }

    /** {@return whether a run may do work in AWS, which costs money} */
    public boolean isInAws() {
        return (data.prepare().isPresent() && data.prepare().get().isElsewhere())
                || train.sagemaker().isPresent()
                || evaluate.sagemaker().isPresent()
                || promote.endpoint().isPresent();
    }

    /** {@return the Spark that a stage runs on, if it does} */
    public Optional<SparkSpec> sparkOf(SparkSpec.SparkStage stage) {
        return spark.filter(s -> s.stages().contains(stage));
    }
}
