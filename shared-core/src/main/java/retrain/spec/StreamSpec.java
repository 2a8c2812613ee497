package retrain.spec;

/** The batches that update the model as they arrive. */
public record StreamSpec(
        @Key(
                doc =
                        "The folder that fills with batches, relative to this file; each file is a batch, in the order of names.")
        String folder) {}
