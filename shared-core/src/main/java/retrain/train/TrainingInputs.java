package retrain.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.data.Column;
import retrain.data.Snapshot;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.spec.Spec;

/** What a model that is trained anew depends on. */
final class TrainingInputs {
    private TrainingInputs() {}

    static Inputs.Builder of(Spec spec, Path base, Snapshot snapshot, Trainer trainer) {
        Inputs.Builder inputs = recipe(spec, base, trainer)
                .add("data", "training rows", snapshot.train().digest())
                .add("data", "features", features(snapshot))
                .add("data", "target", spec.target());
        if (snapshot.validation().isPresent()) {
            inputs.add("data", "validation rows", snapshot.validation().get().digest());
        }
        return inputs;
    }

    /** {@return the part of it that is known before there are any rows} */
    static Inputs.Builder recipe(Spec spec, Path base, Trainer trainer) {
        Inputs.Builder inputs = new Inputs.Builder().add("spec", "task", Json.word(spec.task()));
        if (spec.train().calibrate().isPresent()) {
            inputs.add(
                    "spec",
                    "train.calibrate",
                    Json.word(spec.train().calibrate().get()));
        }
        trainer.describe(spec, base, inputs);
        return inputs;
    }

    private static String features(Snapshot snapshot) {
        List<String> features = new ArrayList<>();
        for (String name : snapshot.features()) {
            Optional<Column> column = snapshot.schema().find(name);
            features.add(
                    name + " " + (column.isPresent() ? Json.word(column.get().kind()) : ""));
        }
        return String.join(", ", features);
    }
}
