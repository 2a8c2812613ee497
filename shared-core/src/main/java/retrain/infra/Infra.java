package retrain.infra;

import java.util.List;

/** All files that 'infra' writes. */
public final class Infra {
    private Infra() {}

    /** {@return the files of a plan, in their order} */
    public static List<GeneratedFile> files(Plan plan) {
        return new java.util.ArrayList<>(SageMakerPipeline.files(plan));
    }
}
