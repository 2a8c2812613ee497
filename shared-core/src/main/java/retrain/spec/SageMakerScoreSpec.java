package retrain.spec;

/** Scoring on SageMaker. */
public record SageMakerScoreSpec(
        @Key(doc = "The type of instance: ml.m5.large.", orElse = "ml.m5.large", pattern = "ml\\..+")
        String instance) {}
