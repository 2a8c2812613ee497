package retrain.spec;

/** Training on SageMaker. */
public record SageMakerTrainSpec(
        @Key(doc = "The type of instance: ml.m5.xlarge.", pattern = "ml\\..+")
        String instance) {}
