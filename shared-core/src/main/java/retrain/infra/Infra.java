package retrain.infra;

import java.util.ArrayList;
import java.util.List;

/** All files that 'infra' writes. */
public final class Infra {
    private Infra() {}

    /** {@return the files of a plan, in their order} */
    public static List<GeneratedFile> files(Plan plan) {
        List<GeneratedFile> files = new ArrayList<>();
        files.add(Template.file(plan));
        files.add(StateMachine.file(plan));
        files.add(StateMachinePicture.file(plan));
        files.addAll(SageMakerPipeline.files(plan));
        files.addAll(Delivery.files(plan));
        return List.copyOf(files);
    }
}
