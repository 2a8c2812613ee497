package retrain.spec;

import java.util.Optional;

/** Where runs are also told. */
public record HistorySpec(
        @Key(
                doc =
                        "MLflow's tracking URI: a folder (mlruns), relative to this file, http(s)://host:port of a tracking server, or the ARN of one in SageMaker. Each run is"
                                + " logged there when it ends.")
        Optional<String> mlflow,

        @Key(
                doc =
                        "A group of model packages in SageMaker, made if there is none: each version of the model becomes a package, whose approval"
                                + " status follows the store: Approved is the champion.",
                pattern = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
        Optional<String> modelPackageGroup,

        @Key(
                doc =
                        "Whether SageMaker's lineage is told which snapshot and which run made the archive of each package: about 7 requests a version.",
                orElse = "false")
        boolean lineage,

        @Key(
                doc =
                        "An experiment of SageMaker, made if there is none: each run becomes a trial, with its parameters, metrics and what went in and"
                                + " out.",
                pattern = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}")
        Optional<String> sagemakerExperiment,

        @Key(
                doc =
                        "CloudWatch: metrics of runs, of the models and of what monitor finds; alarms, a dashboard, the ledger as logs.")
        Optional<CloudWatchSpec> cloudwatch) {
    /** {@return nowhere} */
    public static HistorySpec none() {
        return new HistorySpec(Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    /** {@return whether MLflow is a tracking server in SageMaker, named by its ARN} */
    public boolean isMlflowInAws() {
        return mlflow.isPresent() && mlflow.get().startsWith("arn:");
    }

    /** {@return whether any of it is in AWS} */
    public boolean isInAws() {
        return isMlflowInAws()
                || modelPackageGroup.isPresent()
                || sagemakerExperiment.isPresent()
                || cloudwatch.isPresent();
    }
}
