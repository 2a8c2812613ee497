package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.Specs;
import retrain.spec.ScriptSpec;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.TrainSpec;

/** Specs that train by a program. */
final class Scripts {
    private Scripts() {}

    static ScriptSpec script(List<String> command) {
        return new ScriptSpec(
                command,
                "code",
                Map.of(),
                Map.of("auc", "auc=(\\S+)", "loss", "loss=(\\S+)"),
                ScriptSpec.Format.CSV,
                Optional.of(TestServer.command("well")),
                Optional.empty());
    }

    static ScriptSpec with(ScriptSpec script, Map<String, Object> hyperparameters) {
        return new ScriptSpec(
                script.command(),
                script.code(),
                hyperparameters,
                script.metrics(),
                script.format(),
                script.serve(),
                script.onnx());
    }

    static ScriptSpec parquet(ScriptSpec script) {
        return new ScriptSpec(
                script.command(),
                script.code(),
                script.hyperparameters(),
                script.metrics(),
                ScriptSpec.Format.PARQUET,
                script.serve(),
                script.onnx());
    }

    static ScriptSpec onnx(ScriptSpec script, String file) {
        return new ScriptSpec(
                script.command(),
                script.code(),
                script.hyperparameters(),
                script.metrics(),
                script.format(),
                Optional.empty(),
                Optional.of(file));
    }

    static Spec spec(Task task, String target, ScriptSpec script) {
        Spec base = Prepared.spec(task, target, Map.of());
        TrainSpec train =
                Specs.train(Optional.empty(), Optional.of(script), TrainSpec.Categories.ORDINAL, Optional.empty(), 2);
        return Specs.spec(
                base.model(),
                task,
                target,
                base.store(),
                base.seed(),
                base.data(),
                train,
                base.evaluate(),
                base.gates(),
                base.promote());
    }

    /** A code folder with something in it. */
    static void code(Path base) throws IOException {
        Path folder = Files.createDirectories(base.resolve("code/lib"));
        Files.writeString(base.resolve("code/train.txt"), "code");
        Files.writeString(folder.resolve("more.txt"), "more code");
        Files.createDirectories(base.resolve("code/.git"));
        Files.writeString(base.resolve("code/.git/HEAD"), "hidden");
        Files.createDirectories(base.resolve("code/__pycache__"));
        Files.writeString(base.resolve("code/__pycache__/train.pyc"), "compiled");
    }
}
