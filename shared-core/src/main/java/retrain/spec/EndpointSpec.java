package retrain.spec;

/** An endpoint of SageMaker. */
public record EndpointSpec(
        @Key(doc = "The type of instance: ml.m5.large.", orElse = "ml.m5.large", pattern = "ml\\..+")
        String instance) {}
