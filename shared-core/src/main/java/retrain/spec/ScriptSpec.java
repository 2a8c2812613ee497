package retrain.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A training program of the user's own, under SageMaker's script-mode contract. */
public record ScriptSpec(
        @Key(doc = "The program and its arguments, run in a copy of the code folder.")
        List<String> command,

        @Key(doc = "Folder with the program's files, relative to this file; a change of them trains again.")
        String code,

        @Key(doc = "Passed in SM_HPS, SM_HP_<NAME>, as --name value and in hyperparameters.json.", orElse = "{}")
        Map<String, Object> hyperparameters,

        @Key(
                doc =
                        "Name of a training metric -> regular expression whose first group is its value in the program's output.",
                orElse = "{}")
        Map<String, String> metrics,

        @Key(
                doc =
                        "The format of the training files: csv (target first, no header, as SageMaker's built-ins want) or parquet.",
                orElse = "csv")
        Format format,

        @Key(
                doc =
                        "The program that serves the model over /ping and /invocations; it finds the model in SM_MODEL_DIR and the port in SAGEMAKER_BIND_TO_PORT.")
        Optional<List<String>> serve,

        @Key(doc = "The ONNX file within the model folder, scored in the JVM. Either this or 'serve'.")
        Optional<String> onnx) {
    public ScriptSpec {
        command = List.copyOf(command);
        hyperparameters = Ordered.copy(hyperparameters);
        metrics = Ordered.copy(metrics);
        serve = serve.map(List::copyOf);
    }

    ScriptSpec with(Map<String, Object> others) {
        Map<String, Object> all = new LinkedHashMap<>(hyperparameters);
        all.putAll(others);
        return new ScriptSpec(command, code, all, metrics, format, serve, onnx);
    }

    /** The format of the files in the channels. */
    public enum Format {
        CSV,
        PARQUET
    }
}
