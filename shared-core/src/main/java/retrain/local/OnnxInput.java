package retrain.local;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.train.Feature;
import retrain.train.ModelArtifact;

/**
 * An input of a graph and the columns that go into it: all features side by side, or the one of the same name. A text in an input of
 * numbers is its code, its place among the feature's categories, and NaN if it is not one of them; a missing text in an input of texts is
 * the empty one.
 */
final class OnnxInput {
    private final ModelArtifact artifact;
    private final String name;
    private final OnnxJavaType type;
    private final boolean flat;
    private final List<Integer> columns;
    private final List<Map<String, Integer>> codes;

    private OnnxInput(ModelArtifact artifact, NodeInfo node, TensorInfo info, List<Integer> columns) {
        this.artifact = artifact;
        this.name = node.getName();
        this.type = info.type;
        this.flat = info.getShape().length == 1;
        this.columns = columns;
        this.codes =
                columns.stream().map(c -> codes(artifact.features().get(c))).toList();
    }

    private static Map<String, Integer> codes(Feature feature) {
        Map<String, Integer> codes = new HashMap<>();
        feature.categories().forEach(category -> codes.put(category, codes.size()));
        return codes;
    }

    /** {@return the inputs of a graph, each with its columns} */
    static List<OnnxInput> of(ModelArtifact artifact, Collection<NodeInfo> nodes) {
        List<String> features = artifact.features().stream().map(Feature::name).toList();
        boolean together =
                nodes.size() == 1 && nodes.stream().noneMatch(n -> isOfOneColumn(n) && features.contains(n.getName()));
        return nodes.stream()
                .map(node -> together ? all(artifact, node) : one(artifact, node, features))
                .toList();
    }

    private static boolean isOfOneColumn(NodeInfo node) {
        if (!(node.getInfo() instanceof TensorInfo info)) {
            return false;
        }
        long[] shape = info.getShape();
        return shape.length == 1 || (shape.length == 2 && shape[1] == 1);
    }

    private static OnnxInput all(ModelArtifact artifact, NodeInfo node) {
        int count = artifact.features().size();
        TensorInfo info = info(artifact, node);
        long[] shape = info.getShape();
        boolean fits = shape.length == 2 ? shape[1] == count || shape[1] < 0 : shape.length == 1 && count == 1;
        if (!fits) {
            throw wrong(
                    artifact,
                    node,
                    "does not fit the " + count + " features",
                    "Export it with one input of shape [rows, " + count
                            + "], or one of shape [rows, 1] for each feature");
        }
        return new OnnxInput(
                artifact, node, info, IntStream.range(0, count).boxed().toList());
    }

    private static OnnxInput one(ModelArtifact artifact, NodeInfo node, List<String> features) {
        Optional<Integer> column = column(node.getName(), features);
        if (column.isEmpty() || !isOfOneColumn(node)) {
            throw wrong(
                    artifact,
                    node,
                    column.isEmpty() ? "has the name of no feature" : "takes more than its feature",
                    "Export it with inputs of shape [rows, 1] named as the features: " + String.join(", ", features));
        }
        return new OnnxInput(artifact, node, info(artifact, node), List.of(column.get()));
    }

    /** Exporters replace what may not be in a name of theirs by an underscore. */
    private static Optional<Integer> column(String input, List<String> features) {
        int exact = features.indexOf(input);
        if (exact >= 0) {
            return Optional.of(exact);
        }
        List<Integer> similar = IntStream.range(0, features.size())
                .filter(i -> features.get(i).replaceAll("[^A-Za-z0-9_]", "_").equals(input))
                .boxed()
                .toList();
        return similar.size() == 1 ? Optional.of(similar.get(0)) : Optional.empty();
    }

    private static TensorInfo info(ModelArtifact artifact, NodeInfo node) {
        if (!(node.getInfo() instanceof TensorInfo info)) {
            throw wrong(artifact, node, "is not a tensor", "Export it with tensors as inputs");
        }
        if (info.getShape().length > 0 && info.getShape()[0] > 0) {
            throw wrong(
                    artifact,
                    node,
                    "takes exactly " + info.getShape()[0] + " rows at a time",
                    "Export it with a dynamic first axis (torch: dynamic_axes={'" + node.getName()
                            + "': {0: 'rows'}})");
        }
        return switch (info.type) {
            case FLOAT, DOUBLE, INT64, INT32, BOOL, STRING -> info;
            default ->
                throw wrong(
                        artifact,
                        node,
                        "is of type " + info.type,
                        "Export it with inputs of float, double, int or string");
        };
    }

    private static BackendFailure wrong(ModelArtifact artifact, NodeInfo node, String what, String cure) {
        return ScoreSheet.failure(
                artifact,
                "has an input '" + node.getName() + "' that " + what + " (" + node.getInfo() + ")",
                cure,
                null);
    }

    String name() {
        return name;
    }

    /** {@return the batch's values; to be closed} */
    OnnxTensor tensor(OrtEnvironment environment, TypedRows batch) throws OrtException {
        int rows = batch.rows();
        int values = Math.multiplyExact(rows, columns.size());
        long[] shape = flat ? new long[] {rows} : new long[] {rows, columns.size()};
        switch (type) {
            case STRING -> {
                String[] texts = new String[values];
                for (int i = 0; i < values; i++) {
                    texts[i] = text(batch, i);
                }
                return OnnxTensor.createTensor(environment, texts, shape);
            }
            case DOUBLE -> {
                double[] doubles = new double[values];
                for (int i = 0; i < values; i++) {
                    doubles[i] = number(batch, i);
                }
                return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(doubles), shape);
            }
            case FLOAT -> {
                float[] floats = new float[values];
                for (int i = 0; i < values; i++) {
                    floats[i] = (float) number(batch, i);
                }
                return OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), shape);
            }
            default -> {
                return whole(environment, batch, values, shape);
            }
        }
    }

    private OnnxTensor whole(OrtEnvironment environment, TypedRows batch, int values, long[] shape)
            throws OrtException {
        if (type == OnnxJavaType.INT64) {
            LongBuffer longs = LongBuffer.allocate(values);
            for (int i = 0; i < values; i++) {
                longs.put(whole(batch, i));
            }
            return OnnxTensor.createTensor(environment, longs.flip(), shape);
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(values * type.size).order(ByteOrder.nativeOrder());
        for (int i = 0; i < values; i++) {
            long value = whole(batch, i);
            if (type == OnnxJavaType.BOOL) {
                bytes.put((byte) (value == 0 ? 0 : 1));
            } else {
                bytes.putInt(Math.toIntExact(value));
            }
        }
        return OnnxTensor.createTensor(environment, bytes.flip(), shape, type);
    }

    private double number(TypedRows batch, int index) {
        int place = index % columns.size();
        int row = index / columns.size();
        int column = columns.get(place);
        if (!batch.isText(column)) {
            return batch.number(column, row);
        }
        @Nullable String text = batch.text(column, row);
        Integer code = text == null ? null : codes.get(place).get(text);
        return code == null ? Double.NaN : code;
    }

    private String text(TypedRows batch, int index) {
        int row = index / columns.size();
        int column = columns.get(index % columns.size());
        if (!batch.isText(column)) {
            return CsvRow.number(batch.number(column, row));
        }
        @Nullable String text = batch.text(column, row);
        return text == null ? "" : text;
    }

    private long whole(TypedRows batch, int index) {
        double value = number(batch, index);
        boolean fits = value == Math.rint(value)
                && Math.abs(value) <= (type == OnnxJavaType.INT32 ? Integer.MAX_VALUE : Long.MAX_VALUE);
        if (!fits) {
            String feature =
                    artifact.features().get(columns.get(index % columns.size())).name();
            throw ScoreSheet.failure(
                    artifact,
                    "takes whole numbers for column '" + feature + "', but a row has "
                            + (Double.isNaN(value) ? "none" : value),
                    "Export it with float inputs, or fill missing values in the prepare query",
                    null);
        }
        return (long) value;
    }
}
