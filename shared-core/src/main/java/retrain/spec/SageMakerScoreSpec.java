package retrain.spec;

import java.util.Optional;

/** Scoring on SageMaker: by a batch transform, or by a live endpoint. */
public record SageMakerScoreSpec(
        @Key(doc = "A batch transform: instances that are there for this job alone.")
        Optional<TransformSpec> transform,

        @Key(doc = "A live endpoint: what it serves is scored by it, another model by a throw-away endpoint like it.")
        Optional<LiveSpec> endpoint,

        @Key(
                doc =
                        "The image of the container, in ECR. Absent: SageMaker's own XGBoost in the region, for the models of 'train.xgboost'.")
        Optional<String> image,

        @Key(
                doc =
                        "What scores the champion. same: what scores the candidate. endpoint: the endpoint that serves it ('promote.endpoint').",
                orElse = "same")
        Champion champion) {

    /** What scores the champion. */
    public enum Champion {
        SAME,
        ENDPOINT
    }

    /** A job that scores many rows. */
    public record TransformSpec(
            @Key(doc = "The type of instance: ml.m5.large.", orElse = "ml.m5.large", pattern = "ml\\..+")
            String instance,

            @Key(doc = "How many instances; each works on files of its own.", orElse = "1", min = 1, max = 100)
            int instances,

            @Key(
                    doc = "Requests that a container works on at once. Absent: as many as it says itself.",
                    min = 1,
                    max = 100)
            Optional<Integer> maxConcurrent,

            @Key(doc = "The most that a request holds, in MB.", orElse = "6", min = 1, max = 100)
            int maxPayload,

            @Key(doc = "Whether the rows are sent compressed.", orElse = "true")
            boolean gzip,

            @Key(doc = "Rows a file.", orElse = "500000", min = 1, max = 10000000)
            int partRows,

            @Key(
                    doc = "How long the job may take, in seconds; then it is stopped.",
                    orElse = "3600",
                    min = 60,
                    max = 432000)
            int maxRuntime) {}

    /** Requests to an endpoint that is there. */
    @Shorthand("name")
    public record LiveSpec(
            @Key(doc = "The endpoint.", pattern = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
            String name,

            @Key(doc = "Requests at once.", orElse = "4", min = 1, max = 64)
            int parallel,

            @Key(
                    doc = "Rows a request; fewer where they would be more than 5 MB.",
                    orElse = "2000",
                    min = 1,
                    max = 1000000)
            int rows) {}
}
