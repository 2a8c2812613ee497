package retrain.local;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.spec.Task;
import retrain.train.ModelArtifact;

/**
 * The output of a graph that has the scores. skl2onnx and onnxmltools write {@code label} and {@code probabilities} (or {@code
 * output_label} and {@code output_probability}), the latter as a tensor or, with ZipMap, as a sequence of maps from class to
 * probability; torch writes one tensor of any name.
 */
final class OnnxOutput {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");

    private final ModelArtifact artifact;
    private final String name;

    private OnnxOutput(ModelArtifact artifact, String name) {
        this.artifact = artifact;
        this.name = name;
    }

    /** {@return the output with the scores} */
    static OnnxOutput of(ModelArtifact artifact, List<NodeInfo> nodes) {
        List<NodeInfo> possible =
                nodes.stream().filter(OnnxOutput::canHoldScores).toList();
        List<NodeInfo> named = possible.stream()
                .filter(n -> n.getName().toLowerCase(Locale.ROOT).contains("prob"))
                .toList();
        List<NodeInfo> chosen = named.isEmpty() ? possible : named;
        if (chosen.size() != 1) {
            String found = nodes.stream().map(NodeInfo::getName).collect(Collectors.joining(", "));
            throw ScoreSheet.failure(
                    artifact,
                    "has " + (chosen.isEmpty() ? "no output" : "several outputs") + " that can be the scores, among: "
                            + found,
                    "Export it with one output of float, or one whose name has 'prob' in it",
                    null);
        }
        return new OnnxOutput(artifact, chosen.get(0).getName());
    }

    private static boolean canHoldScores(NodeInfo node) {
        if (node.getInfo() instanceof TensorInfo info) {
            return info.type == OnnxJavaType.FLOAT || info.type == OnnxJavaType.DOUBLE;
        }
        return node.getInfo() instanceof SequenceInfo info && info.isSequenceOfMaps();
    }

    String name() {
        return name;
    }

    /** Adds the scores of a batch of so many rows. */
    void read(OnnxValue value, int rows, ScoreSheet sheet) throws OrtException {
        if (value instanceof OnnxTensor tensor) {
            tensor(tensor, rows, sheet);
        } else if (value instanceof OnnxSequence sequence) {
            for (OnnxValue row : sequence.getValue()) {
                try (row) {
                    map(((OnnxMap) row).getValue(), sheet);
                }
            }
        } else {
            throw wrong("is " + value.getInfo());
        }
    }

    private void tensor(OnnxTensor tensor, int rows, ScoreSheet sheet) {
        long[] shape = tensor.getInfo().getShape();
        long wide = shape.length == 2 ? shape[1] : 1;
        int width = artifact.width();
        boolean pair = artifact.task() == Task.BINARY && wide == 2;
        if (shape.length < 1 || shape.length > 2 || shape[0] != rows || (wide != width && !pair)) {
            throw wrong("has the shape " + List.of(box(shape)) + " for " + rows + " rows");
        }
        IntToDoubleFunction values = values(tensor);
        for (int row = 0; row < rows; row++) {
            if (pair) {
                sheet.add(values.applyAsDouble(2 * row + 1));
                continue;
            }
            for (int i = 0; i < width; i++) {
                sheet.add(values.applyAsDouble(row * width + i));
            }
        }
    }

    private static Long[] box(long[] shape) {
        Long[] boxed = new Long[shape.length];
        for (int i = 0; i < shape.length; i++) {
            boxed[i] = shape[i];
        }
        return boxed;
    }

    private static IntToDoubleFunction values(OnnxTensor tensor) {
        if (tensor.getInfo().type == OnnxJavaType.DOUBLE) {
            DoubleBuffer doubles = tensor.getDoubleBuffer();
            return doubles::get;
        }
        FloatBuffer floats = tensor.getFloatBuffer();
        return floats::get;
    }

    private void map(Map<?, ?> probabilities, ScoreSheet sheet) {
        Map<String, Double> byClass = new TreeMap<>();
        probabilities.forEach((key, value) -> byClass.put(className(key.toString()), ((Number) value).doubleValue()));
        List<String> wanted = artifact.task() == Task.BINARY ? List.of("1") : artifact.classes();
        if (byClass.size() != Math.max(2, wanted.size())) {
            throw wrong("has the classes " + byClass.keySet());
        }
        for (String wantedClass : wanted) {
            @Nullable Double probability = byClass.get(className(wantedClass));
            if (probability == null) {
                throw wrong("has the classes " + byClass.keySet() + ", not '" + wantedClass + "'");
            }
            sheet.add(probability);
        }
    }

    /** The class 1 may be the number 1, 1.0 or the truth. */
    private static String className(String key) {
        return switch (key.toLowerCase(Locale.ROOT)) {
            case "true" -> "1";
            case "false" -> "0";
            default -> NUMBER.matcher(key).matches() ? CsvRow.number(Double.parseDouble(key)) : key;
        };
    }

    private BackendFailure wrong(String what) {
        String wanted =
                switch (artifact.task()) {
                    case BINARY -> "the probability of 1, or of 0 and 1, for each row";
                    case MULTICLASS -> "the probabilities of " + artifact.classes() + " for each row";
                    case REGRESSION -> "a number for each row";
                };
        return ScoreSheet.failure(
                artifact, "has an output '" + name + "' that " + what, "Export it to give " + wanted, null);
    }
}
